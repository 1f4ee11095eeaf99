import { z } from "zod";

/**
 * What the agent says will happen, recorded before the tool runs. Every edit and every test run carries one; the
 * timeline later sets it against what did happen.
 */
export const Expectation = z.object({
  says: z.string().min(1).max(400).describe("What you expect to happen, in one sentence."),
  passing: z
    .array(z.string())
    .max(50)
    .readonly()
    .optional()
    .describe("Ids of tests you expect to pass after this step."),
  failing: z
    .array(z.string())
    .max(50)
    .readonly()
    .optional()
    .describe("Ids of tests you expect to fail after this step."),
  hypothesis: z
    .object({
      idea: z
        .string()
        .min(1)
        .max(80)
        .describe("The kind of change, in a few words (the built-in agent: a template id)."),
      at: z.string().min(1).max(300).describe("Where, as path:line."),
    })
    .optional()
    .describe("For an edit: which fault you believe this edit mends."),
});
export type Expectation = Readonly<z.infer<typeof Expectation>>;
