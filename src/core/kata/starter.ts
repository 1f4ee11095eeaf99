import type { FileChange, Hash } from "../ports.ts";
import type { Kata, TextEdit } from "./kata.ts";

export type Starter =
  | { readonly kind: "starter"; readonly change: FileChange }
  /** The file is not what it was when the kata was verified: its edit and its tests may mean something else now. */
  | { readonly kind: "stale"; readonly note: string };

/** What to lay over the workspace so that the kata's bug is in it. `reference` is the file as it is now. */
export function starterOf(kata: Kata, reference: string | undefined, hash: Hash): Starter {
  const { path } = kata.edit;
  if (reference === undefined) return { kind: "stale", note: `${path} is gone.` };
  if (hash(reference) !== kata.referenceHash) {
    return { kind: "stale", note: `${path} has changed since the kata was made.` };
  }
  return { kind: "starter", change: { path, text: applied(reference, kata.edit) } };
}

/** The text with the edit made. The caller knows that `original` stands there. */
export function applied(text: string, edit: Pick<TextEdit, "start" | "end" | "replacement">): string {
  return text.slice(0, edit.start) + edit.replacement + text.slice(edit.end);
}

/** Takes an edit out of the text it was made in. */
export function reverted(text: string, edit: Pick<TextEdit, "start" | "original" | "replacement">): string {
  return text.slice(0, edit.start) + edit.original + text.slice(edit.start + edit.replacement.length);
}
