import type { JournalFilter } from "../../core/ports.ts";
import type { JournalEntry, JournalKind } from "../../core/trace/journal.ts";
import type { ReadResult } from "./store.ts";

/** What the journal's worker is asked, in order. */
export type JournalRequest =
  | { readonly id: number; readonly op: "append"; readonly entries: readonly JournalEntry[] }
  | { readonly id: number; readonly op: "read"; readonly kind: JournalKind; readonly filter: JournalFilter }
  | { readonly id: number; readonly op: "close" };

/** First `opened` or `failed`, then one answer for each request. */
export type JournalReply =
  | { readonly kind: "opened"; readonly notice: string | undefined }
  | { readonly kind: "failed"; readonly newer: boolean; readonly message: string }
  | { readonly kind: "done"; readonly id: number; readonly result: ReadResult | undefined }
  | { readonly kind: "refused"; readonly id: number; readonly message: string };
