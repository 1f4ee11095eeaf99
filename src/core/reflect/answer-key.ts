import type { Kata } from "../kata/kata.ts";
import { mutators } from "../kata/mutators/index.ts";

/** Where a kata's bug was planted and what undoes it. */
export interface AnswerKey {
  readonly path: string;
  readonly line: number;
  /** What the line says in the reference, and what the kata made of it. */
  readonly original: string;
  readonly replacement: string;
  /** Repair templates that undo the bug, the most direct first; never empty. */
  readonly templates: readonly string[];
}

/** The kata's answer; undefined when its mutator is no longer one of ours. */
export function answerOf(kata: Kata): AnswerKey | undefined {
  const templates = mutators.find((mutator) => mutator.id === kata.operator)?.mendedBy;
  if (!templates) return undefined;
  const { path, original, replacement } = kata.edit;
  return { path, line: kata.line, original, replacement, templates };
}
