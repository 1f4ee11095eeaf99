import { z } from "zod";
import { AgentEvent, Outcome } from "../agent/events.ts";
import { Attempt, Kata } from "../kata/kata.ts";
import { Reflection } from "../reflect/reflection.ts";

/** What a list of episodes shows. Written when an episode starts, and again with its outcome when it ends. */
export const EpisodeSummary = z.object({
  id: z.string(),
  type: z.enum(["task", "kata", "rehearsal", "exam"]),
  goal: z.string(),
  model: z.string(),
  startedAt: z.number(),
  /** Absent while it runs, and for good when Etude was ended in the middle. */
  outcome: Outcome.optional(),
});
export type EpisodeSummary = Readonly<z.infer<typeof EpisodeSummary>>;

/** One durable record. Kinds are the journal's vocabulary; every body carries its own version or is append-compatible. */
export const JournalEntry = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("event"), episode: z.string(), at: z.number(), event: AgentEvent }),
  z.object({ kind: z.literal("episode"), at: z.number(), summary: EpisodeSummary }),
  z.object({ kind: z.literal("kata"), at: z.number(), kata: Kata }),
  /** The kata left the stock: practised, stale, or thrown away by a person. */
  z.object({ kind: z.literal("kata-dropped"), at: z.number(), id: z.string(), why: z.string() }),
  z.object({ kind: z.literal("attempt"), at: z.number(), attempt: Attempt }),
  z.object({ kind: z.literal("reflection"), at: z.number(), reflection: Reflection }),
]);
export type JournalEntry = Readonly<z.infer<typeof JournalEntry>>;
export type JournalKind = JournalEntry["kind"];
