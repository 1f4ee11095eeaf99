import { z } from "zod";
import type { PracticeStage } from "../etude.ts";
import type { Grade } from "../kata/kata.ts";
import type { AgentBadge } from "./assistant.ts";
import type { FileDiff, RunItem } from "./run-items.ts";

const name = z.string().min(1).max(200);

/** What the Practice studio may ask of the host. */
export const StudioRequest = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("refresh") }),
  z.object({ kind: z.literal("generate"), skill: name.optional() }),
  z.object({ kind: z.literal("cancel-generate") }),
  z.object({ kind: z.literal("practise"), kata: name.optional() }),
  z.object({ kind: z.literal("cancel-practise") }),
  z.object({ kind: z.literal("drop-kata"), kata: name }),
  z.object({ kind: z.literal("open-strategy"), strategy: name }),
  z.object({ kind: z.literal("show-trace"), episode: name }),
  z.object({ kind: z.literal("select-agent") }),
]);
export type StudioRequest = Readonly<z.infer<typeof StudioRequest>>;

/** A kata in stock. It names the function to look at, never the line or the bug. */
export interface KataCard {
  readonly id: string;
  readonly title: string;
  readonly skill: string;
  readonly path: string;
  readonly failing: number;
  /** Why it is suggested now. */
  readonly reason: string;
  /** Predicted chance of passing, 0 to 1. */
  readonly predicted: number | undefined;
}

export interface StageShown {
  readonly stage: PracticeStage;
  readonly label: string;
  readonly state: "done" | "now" | "ahead" | "skipped";
  readonly note: string;
}

/** The graded end of an attempt, with the evidence for it. */
export interface VerdictShown {
  readonly grade: Grade;
  readonly label: string;
  readonly why: string;
  /** The first step that went wrong: what was done, expected and seen. */
  readonly wrongStep:
    | {
        readonly step: number;
        readonly title: string;
        readonly why: string;
        readonly expects: string | undefined;
        readonly actual: string | undefined;
      }
    | undefined;
  readonly before: number;
  readonly after: number;
  readonly diffs: readonly FileDiff[];
  readonly lesson: string;
  readonly proposed: readonly string[];
  readonly episode: string;
  readonly seconds: number;
}

export interface RunShown {
  readonly phase: "running" | "cancelling" | "graded" | "stopped" | "failed";
  readonly kata: KataCard | undefined;
  readonly stages: readonly StageShown[];
  readonly items: readonly RunItem[];
  readonly verdict: VerdictShown | undefined;
  /** Why there is no verdict, for phase `failed`. */
  readonly failure: string | undefined;
}

export interface GeneratingShown {
  readonly tried: number;
  readonly sound: number;
  readonly wanted: number;
  readonly note: string;
  readonly cancelling: boolean;
}

/** What the last generation came to, with the commonest reasons of refusal. */
export interface HarvestShown {
  readonly made: number;
  readonly candidates: number;
  readonly refusals: readonly { readonly reason: string; readonly count: number }[];
}

export interface AttemptRow {
  readonly id: string;
  readonly skill: string;
  readonly operator: string;
  readonly grade: Grade;
  readonly label: string;
  readonly why: string;
  readonly at: number;
  readonly seconds: number;
  readonly model: string;
  readonly episode: string;
}

/** One skill on the competency map; chances are 0 to 1. */
export interface SkillRow {
  readonly id: string;
  readonly title: string;
  readonly state: "unknown" | "absent" | "fragile" | "reliable";
  readonly pass: number;
  readonly low: number;
  readonly high: number;
  readonly attempts: number;
}

/** The whole state of the Practice studio. */
export interface StudioView {
  readonly loading: boolean;
  readonly agent: AgentBadge;
  /** Why nothing can be practised here, as a sentence that says what to do. */
  readonly blocked: string | undefined;
  readonly suggestions: readonly KataCard[];
  readonly generating: GeneratingShown | undefined;
  readonly harvest: HarvestShown | undefined;
  /** Why the last generation or refresh failed. */
  readonly error: string | undefined;
  readonly run: RunShown | undefined;
  readonly history: readonly AttemptRow[];
  readonly skills: readonly SkillRow[];
}
