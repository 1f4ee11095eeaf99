import type { Strategy } from "../../../src/core/memory/strategy.ts";

/** A complete strategy; fields that a test is about are overridden. */
export function aStrategy(changes: Partial<Strategy> = {}): Strategy {
  return {
    id: "boundary-first-in-loops",
    version: 1,
    title: "Try the relational operator before constants when a count is off by one",
    skills: ["conditions/boundary", "flow/loop-bound"],
    cues: { symptoms: ["off-by-one"], languages: ["javascript"], frameworks: ["mocha"], paths: ["lib/**"] },
    when: "A mocha test of `lib/` fails with a number that is one too high or too low.",
    unless: ["The failing assertion compares lengths of two lists."],
    do: ["First try `relational-operator` on the suspicious lines.", "Leave `constant` for last."],
    because: "Nine validation runs went into `constant` before the comparison was looked at.",
    evidence: [{ episode: "task-1", step: 12, quote: "edit lib/pages.js: turned `<` into `<=`" }],
    check: "The failing test passes in the run right after the first `relational-operator` edit.",
    prediction: "The passing edit comes within the first 4 validation runs.",
    provenance: { author: "agent", model: "builtin/1", harness: "1", episodes: ["task-1"], tainted: false },
    ...changes,
  };
}
