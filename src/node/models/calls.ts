import type { ToolCall } from "../../core/ports.ts";

/** One piece of a streamed tool call. Servers differ in which of `index` and `id` they send, and how often. */
export interface CallPiece {
  readonly index?: number | undefined;
  readonly id?: string | undefined;
  readonly function?: { readonly name?: string | undefined; readonly arguments?: string | undefined } | undefined;
}

interface Draft {
  readonly index: number | undefined;
  id: string;
  tool: string;
  input: string;
}

/** Puts streamed pieces together, by index, else by id, else to the last call. A new id under an old index is a new call. */
export class CallAssembler {
  readonly #drafts: Draft[] = [];

  add(piece: CallPiece): void {
    const draft = this.#find(piece) ?? this.#open(piece);
    draft.id ||= piece.id ?? "";
    if (piece.function?.name && draft.tool !== piece.function.name) draft.tool += piece.function.name;
    draft.input += piece.function?.arguments ?? "";
  }

  calls(): readonly ToolCall[] {
    return this.#drafts.map(({ id, tool, input }) => ({ id, tool, input }));
  }

  #find({ index, id }: CallPiece): Draft | undefined {
    if (id) {
      const sameId = this.#drafts.findLast((draft) => draft.id === id);
      if (sameId !== undefined) return sameId;
    }
    if (index === undefined) return id ? undefined : this.#drafts.at(-1);
    return this.#drafts.findLast((draft) => draft.index === index && (!id || draft.id === ""));
  }

  #open({ index }: CallPiece): Draft {
    const draft: Draft = { index, id: "", tool: "", input: "" };
    this.#drafts.push(draft);
    return draft;
  }
}
