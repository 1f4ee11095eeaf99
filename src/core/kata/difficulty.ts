import type { Difficulty, Kata } from "./kata.ts";

/** What can be told about a planted bug without asking a model. */
export interface DifficultyFeatures {
  /** Tests that fail because of it, at least 1. */
  readonly failing: number;
  /** Lines of the function it sits in, at least 1. */
  readonly functionLines: number;
  /** Candidate edits on its line, at least 1. */
  readonly onLine: number;
}

/**
 * The operator's prior, moved by one bounded knob step per feature (0.5 logits for the one that is best supported,
 * codebase scope; 0.25 for the others). Only the order within one operator is meant: attempts calibrate the rest, and
 * the variance stays that of the operator.
 *
 *   b = b_operator + 0.5 s(log2(functionLines / 15) / 2) + 0.25 s(1 - log2(failing) / 2) + 0.25 s(onLine / 4 - 1)
 *
 * with s clamping to [-1, 1]: a 15-line function, 4 failing tests and 4 candidates on the line leave the prior alone.
 */
export function startDifficulty(prior: Difficulty, features: DifficultyFeatures): Difficulty {
  const scope = unit(Math.log2(features.functionLines / 15) / 2);
  const fewClues = unit(1 - Math.log2(features.failing) / 2);
  const confusable = unit(features.onLine / 4 - 1);
  return { b: prior.b + 0.5 * scope + 0.25 * fewClues + 0.25 * confusable, vb: prior.vb };
}

/** The kata whose difficulty is nearest to the target; of equals the one listed first. */
export function nearest(katas: readonly Kata[], targetB: number): Kata | undefined {
  let best: Kata | undefined;
  for (const kata of katas) {
    if (!best || distance(kata) < distance(best)) best = kata;
  }
  return best;

  function distance(kata: Kata): number {
    return Math.abs(kata.difficulty.b - targetB);
  }
}

function unit(value: number): number {
  return Math.max(-1, Math.min(1, value));
}
