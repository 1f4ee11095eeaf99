import type { Attempt } from "../../../src/core/kata/kata.ts";

export const agent = { model: "builtin/1", harness: "1" };

export function anAttempt(changes: Partial<Attempt> = {}): Attempt {
  return {
    v: 1,
    id: "attempt-1",
    kata: "kata-1",
    skill: "conditions/boundary",
    operator: "relational-boundary",
    episode: "episode-1",
    agent,
    difficulty: { b: 0, vb: 0.64 },
    grade: 2,
    why: "All failing tests pass.",
    strategies: [],
    testRuns: 3,
    startedAt: 0,
    ms: 1,
    ...changes,
  };
}

export function times(count: number, changes: Partial<Attempt>): readonly Attempt[] {
  return Array.from({ length: count }, () => anAttempt(changes));
}
