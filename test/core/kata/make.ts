import { createHash } from "node:crypto";
import type { Candidate } from "../../../src/core/kata/candidates.ts";
import type { Attempt, Kata } from "../../../src/core/kata/kata.ts";
import { relationalBoundary } from "../../../src/core/kata/mutators/relational-boundary.ts";

export const hash = (text: string) => createHash("sha256").update(text).digest("hex");

/** A candidate that replaces the first occurrence of `original` in the text. */
export function candidateFor(path: string, reference: string, original: string, replacement: string): Candidate {
  const start = reference.indexOf(original);
  return {
    mutator: relationalBoundary,
    skill: "conditions/boundary",
    edit: { path, start, end: start + original.length, original, replacement },
    reference,
    line: reference.slice(0, start).split("\n").length,
    within: "clamp",
    functionLines: 15,
    onLine: 4,
  };
}

export function kataWith(part: Partial<Kata>): Kata {
  return {
    v: 1,
    id: "kata-1",
    skill: "conditions/boundary",
    kind: "mutation",
    operator: "relational-boundary",
    title: "Mend it",
    goal: "Mend it.",
    edit: { path: "src/a.js", start: 0, end: 1, original: "<", replacement: "<=" },
    line: 1,
    referenceHash: "0",
    failing: ["test/a.js > fails"],
    passing: ["test/a.js > passes"],
    testFiles: ["test/a.js"],
    framework: "fake",
    suiteMs: 1,
    difficulty: { b: 0, vb: 1 },
    madeAt: 0,
    ...part,
  };
}

export function attemptWith(part: Partial<Attempt>): Attempt {
  return {
    v: 1,
    id: "attempt-1",
    kata: "kata-1",
    skill: "conditions/boundary",
    operator: "relational-boundary",
    episode: "episode-1",
    agent: { model: "builtin/1", harness: "1" },
    difficulty: { b: 0, vb: 1 },
    grade: 2,
    why: "",
    strategies: [],
    testRuns: 1,
    startedAt: 0,
    ms: 0,
    ...part,
  };
}
