import { z } from "zod";
import { SkillId, Symptom } from "../skill/skill.ts";

export const StrategyId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{2,79}$/, "A strategy id is kebab-case, 3 to 80 characters.");

/** Where a trigger looks, beside its sentence. Empty lists do not restrict. */
export const Cues = z.object({
  symptoms: z.array(Symptom).readonly(),
  languages: z.array(z.enum(["javascript", "typescript", "tsx", "python"])).readonly(),
  frameworks: z.array(z.string().max(40)).readonly(),
  /** Globs over workspace-relative source paths. */
  paths: z.array(z.string().max(200)).readonly(),
});
export type Cues = Readonly<z.infer<typeof Cues>>;

/** A quoted line of a trace that a claim rests on. */
export const Evidence = z.object({ episode: z.string(), step: z.int().positive(), quote: z.string().min(1).max(400) });
export type Evidence = Readonly<z.infer<typeof Evidence>>;

const sentence = z.string().min(1).max(600);

/**
 * A contextualised corrective strategy, as its Markdown file holds it. Status and counters are not part of the file:
 * status comes from the ledger, counters from the journal.
 */
export const Strategy = z.object({
  id: StrategyId,
  version: z.int().positive(),
  title: z.string().min(1).max(120),
  skills: z.array(SkillId).min(1).max(4).readonly(),
  cues: Cues,
  /** The trigger. */
  when: sentence,
  /** When not. A machine may add one, never drop one. */
  unless: z.array(sentence).min(1).max(6).readonly(),
  /** Steps, in order. The built-in agent follows template ids in backticks. */
  do: z.array(sentence).min(1).max(5).readonly(),
  because: sentence,
  evidence: z.array(Evidence).min(1).max(5).readonly(),
  /** The command or observable that shows the strategy was followed and helped. */
  check: sentence,
  /** What should be seen on fresh katas if the strategy is right. */
  prediction: sentence,
  provenance: z.object({
    author: z.enum(["agent", "person"]),
    model: z.string(),
    harness: z.string(),
    episodes: z.array(z.string()).min(1).readonly(),
    /** The reflection saw text that neither user nor agent wrote. */
    tainted: z.boolean(),
  }),
});
export type Strategy = Readonly<z.infer<typeof Strategy>>;

/** proposed: bytes nobody decided on. trial: approved, proof outstanding. active: approved and proven. */
export type StrategyStatus = "proposed" | "trial" | "active" | "retired" | "rejected";

/** One file of practice memory: readable, or set aside with the reason. */
export type MemoryItem =
  | {
      readonly kind: "strategy";
      readonly path: string;
      readonly hash: string;
      readonly status: StrategyStatus;
      readonly strategy: Strategy;
    }
  | { readonly kind: "quarantined"; readonly path: string; readonly reason: string };
