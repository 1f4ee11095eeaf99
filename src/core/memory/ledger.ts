import { z } from "zod";

/** One decision of one person about the exact bytes of one strategy. The newest decision about a strategy counts. */
export const LedgerEntry = z.object({
  strategy: z.string(),
  /** SHA-256 of the file's text as it was when decided on. */
  hash: z.string(),
  decision: z.enum(["approved", "rejected", "retired"]),
  note: z.string().optional(),
  by: z.string(),
  at: z.number(),
});
export type LedgerEntry = Readonly<z.infer<typeof LedgerEntry>>;
