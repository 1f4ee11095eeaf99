import { z } from "zod";
import { Outcome } from "../agent/events.ts";
import { Evidence } from "../memory/strategy.ts";

/** Why an episode went as it did. */
export const CauseClass = z.enum([
  "knowledge-gap",
  "strategy-defect",
  "strategy-not-followed",
  "verification-skipped",
  "task-unclear",
  "environment",
  "nothing-to-learn",
]);
export type CauseClass = z.infer<typeof CauseClass>;

/** The structured self-evaluation of one episode. */
export const Reflection = z.object({
  v: z.literal(1),
  episode: z.string(),
  outcome: Outcome,
  cause: CauseClass,
  /** The first step after which the outcome became likely, quoted; absent when there is nothing to learn. */
  decisionPoint: Evidence.optional(),
  /** The belief that made the step look right. */
  belief: z.string(),
  /** The other action at that step, with the observable that would have shown it. */
  counterfactual: z.string(),
  /** Ids of the strategies proposed; at most two. */
  proposed: z.array(z.string()).max(2).readonly(),
  /** Candidates that were refused, with the reason. */
  refused: z.array(z.object({ title: z.string(), why: z.string() })).readonly(),
  by: z.string(),
});
export type Reflection = Readonly<z.infer<typeof Reflection>>;
