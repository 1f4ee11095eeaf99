import type { ToolEffect } from "../agent/events.ts";
import type { Expectation } from "../trace/expectation.ts";

/** One tool call the agent wants. */
export interface Act {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What came of one act. `effect` is undefined when the call failed or was refused; `text` then says why. */
export interface Reply {
  readonly text: string;
  readonly effect: ToolEffect | undefined;
}

/** What the agent says and does in one answer, its acts in order. */
export interface Turn {
  readonly says: string;
  readonly acts: readonly Act[];
}

/** The agent as a coroutine: it hands out turns, is resumed with one reply per act, and returns a value at its end. */
export type Play<T> = Generator<Turn, T, readonly Reply[]>;

/** Longest sentence an expectation holds. */
const MAX_SAYS = 400;
const MAX_IDS = 50;

export function expecting(
  says: string,
  more: { passing?: readonly string[]; failing?: readonly string[]; hypothesis?: Expectation["hypothesis"] } = {},
): Expectation {
  return {
    says: clipped(says, MAX_SAYS),
    ...(more.passing && more.passing.length > 0 ? { passing: more.passing.slice(0, MAX_IDS) } : {}),
    ...(more.failing && more.failing.length > 0 ? { failing: more.failing.slice(0, MAX_IDS) } : {}),
    ...(more.hypothesis ? { hypothesis: more.hypothesis } : {}),
  };
}

/** The text on one line, cut to a length. */
export function clipped(text: string, limit: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 3)}...`;
}
