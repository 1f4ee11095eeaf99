import type { JournalEntry } from "../../../src/core/trace/journal.ts";

/** A small journal entry that carries its number. */
export function eventEntry(number: number, episode = "task-1"): Extract<JournalEntry, { kind: "event" }> {
  return { kind: "event", episode, at: number, event: { kind: "notice", text: `event ${number}` } };
}

export function reflectionEntry(episode: string): Extract<JournalEntry, { kind: "reflection" }> {
  return {
    kind: "reflection",
    at: 1,
    reflection: {
      v: 1,
      episode,
      outcome: "solved",
      cause: "nothing-to-learn",
      belief: "none",
      counterfactual: "none",
      proposed: [],
      refused: [],
      by: "builtin/1",
    },
  };
}
