import { z } from "zod";
import { Agent } from "../agent/events.ts";
import { SkillId } from "../skill/skill.ts";

/** One text edit: `text.slice(start, end)` is `original` and becomes `replacement`. Offsets are UTF-16 code units. */
export const TextEdit = z.object({
  path: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  original: z.string(),
  replacement: z.string(),
});
export type TextEdit = Readonly<z.infer<typeof TextEdit>>;

/** Difficulty on the logit scale: mean `b` and variance `vb`. */
export const Difficulty = z.object({ b: z.number(), vb: z.number().positive() });
export type Difficulty = Readonly<z.infer<typeof Difficulty>>;

/** An exercise for one skill at one difficulty, sound before it is offered. The workspace's own text is the reference. */
export const Kata = z.object({
  v: z.literal(1),
  id: z.string(),
  skill: SkillId,
  kind: z.literal("mutation"),
  /** The mutator that made it; also the template whose difficulty is calibrated. */
  operator: z.string(),
  title: z.string(),
  /** What the attempt is told to do. Names no line and no operator. */
  goal: z.string(),
  /** Turns the reference into the starter. */
  edit: TextEdit,
  /** Line of the edit in the reference, from 1. */
  line: z.int().positive(),
  /** Name of the function around the edit, when it has one. */
  within: z.string().optional(),
  /** SHA-256 of the reference file; a kata whose file has changed is stale. */
  referenceHash: z.string(),
  /** Ids of tests that pass on the reference and fail on the starter; never empty. */
  failing: z.array(z.string()).min(1).readonly(),
  /** Ids of tests that pass on both. */
  passing: z.array(z.string()).readonly(),
  /** Test files that hold the failing tests. */
  testFiles: z.array(z.string()).readonly(),
  framework: z.string(),
  /** Duration of a whole run of the tests on the reference, in ms: what limits and budgets of an attempt go by. */
  suiteMs: z.number().nonnegative(),
  difficulty: Difficulty,
  madeAt: z.number(),
});
export type Kata = Readonly<z.infer<typeof Kata>>;

/** 0 fail, 1 near miss (fails, yet at least half of the failing tests pass), 2 pass, 3 clean pass. */
export const Grade = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);
export type Grade = z.infer<typeof Grade>;

/** One graded episode on a kata. */
export const Attempt = z.object({
  v: z.literal(1),
  id: z.string(),
  kata: z.string(),
  skill: SkillId,
  operator: z.string(),
  episode: z.string(),
  agent: Agent,
  /** The kata's start value: competency calibrates operators from it. */
  difficulty: Difficulty,
  grade: Grade,
  /** One sentence for people: what the grading saw. */
  why: z.string(),
  /** Number of the timeline step that went wrong first, with its reason, when one did. */
  firstWrongStep: z.object({ step: z.int().positive(), why: z.string() }).optional(),
  strategies: z.array(z.string()).readonly(),
  testRuns: z.int().nonnegative(),
  startedAt: z.number(),
  ms: z.number().nonnegative(),
});
export type Attempt = Readonly<z.infer<typeof Attempt>>;
