import type { SyntaxNode } from "../../ports.ts";
import type { SkillId } from "../../skill/skill.ts";
import type { Difficulty } from "../kata.ts";

/** One text edit that plants a bug: the text from `start` to `end` becomes `replacement`. UTF-16 code units. */
export interface Site {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  readonly skill: SkillId;
}

/** One bug idea. Stateless; sites come in source order, lie in function bodies and avoid arid code. */
export interface Mutator {
  readonly id: string;
  /** For people who read about katas, never for an attempt. */
  readonly title: string;
  /** How often such faults occur among real ones, relative to the other mutators. */
  readonly weight: number;
  /** Every skill its sites can train. */
  readonly skills: readonly SkillId[];
  /** Repair templates that undo its bugs, the most direct first: what a reflection on a failed attempt can learn. */
  readonly mendedBy: readonly string[];
  /** Difficulty before any attempt. */
  readonly prior: Difficulty;
  sites(root: SyntaxNode, text: string): Iterable<Site>;
}

/** Variance of a template nobody has attempted yet: a standard deviation of 1.5 logits. */
export const NEW_TEMPLATE_VARIANCE = 2.25;
