import type { AgentEvent, Emit, Outcome } from "./agent/events.ts";
import type { Ask, Budget } from "./agent/run.ts";
import type { Attempt, Kata } from "./kata/kata.ts";
import type { LedgerEntry } from "./memory/ledger.ts";
import type { MemoryItem } from "./memory/strategy.ts";
import type { AbortSignal, SandboxState } from "./ports.ts";
import type { Reflection } from "./reflect/reflection.ts";
import type { Skill } from "./skill/skill.ts";
import type { EpisodeSummary } from "./trace/journal.ts";
import type { Timeline } from "./trace/timeline.ts";

/** Which model answers: the offline repair agent, or the configured endpoint. */
export type AgentChoice = "builtin" | "openai";

export interface TaskRequest {
  readonly goal: string;
  readonly agent: AgentChoice;
  readonly ask: Ask;
  readonly budget?: Partial<Budget> | undefined;
}

export interface TaskReport {
  readonly episode: string;
  readonly outcome: Outcome;
  readonly why: string;
  readonly reflection: Reflection;
}

export interface PracticeRequest {
  readonly agent: AgentChoice;
  /** A kata in stock; otherwise the scheduler picks a skill and a kata. */
  readonly kata?: string | undefined;
  readonly skill?: string | undefined;
}

/** What a practice surface shows while one attempt runs. */
export type PracticeEvent =
  | { readonly kind: "stage"; readonly stage: PracticeStage; readonly note: string }
  | { readonly kind: "kata"; readonly kata: Kata; readonly reason: string }
  | { readonly kind: "agent"; readonly event: AgentEvent }
  | { readonly kind: "graded"; readonly attempt: Attempt };

export type PracticeStage = "picking" | "composing" | "opening" | "attempting" | "grading" | "reflecting" | "done";

export interface AttemptReport {
  readonly kata: Kata;
  readonly attempt: Attempt;
  readonly reflection: Reflection;
  /** Predicted chance of passing, before and after. */
  readonly predicted: { readonly before: number; readonly after: number };
}

export interface HarvestRequest {
  readonly count: number;
  readonly skill?: string | undefined;
}

export interface HarvestProgress {
  readonly tried: number;
  readonly sound: number;
  readonly wanted: number;
  readonly note: string;
}

/** What generating katas came to. Every candidate that did not become a kata is counted under its reason. */
export interface Harvest {
  readonly katas: readonly Kata[];
  readonly candidates: number;
  readonly refusals: Readonly<Record<string, number>>;
  readonly ms: number;
}

/** A kata in stock with why it is suggested now. */
export interface Suggestion {
  readonly kata: Kata;
  readonly reason: string;
  /** Predicted chance of passing. */
  readonly predicted: number;
}

/** Where one agent stands in one skill. */
export interface SkillStanding {
  readonly skill: Skill;
  /** Posterior mean and variance of ability, in logits. */
  readonly mean: number;
  readonly variance: number;
  /** Chance of passing a kata of reference difficulty, with the ends of its 90 % interval. */
  readonly pass: number;
  readonly low: number;
  readonly high: number;
  readonly attempts: number;
  readonly state: "unknown" | "absent" | "fragile" | "reliable";
}

/** The whole product without a face: one workspace, its memory and its journal. Every surface talks to this. */
export interface Etude {
  /** Runs the assistant once on the workspace, keeps the trace and reflects on it. */
  task(request: TaskRequest, emit: Emit, signal: AbortSignal): Promise<TaskReport>;
  /** One attempt: pick, compose if the stock has none, attempt in the sandbox, grade, reflect, update. */
  practise(request: PracticeRequest, emit: (event: PracticeEvent) => void, signal: AbortSignal): Promise<AttemptReport>;
  /** Generates and verifies katas into the stock. */
  harvest(
    request: HarvestRequest,
    onProgress: (progress: HarvestProgress) => void,
    signal: AbortSignal,
  ): Promise<Harvest>;
  /** Katas in stock, most useful for the agent first. */
  suggest(agent: AgentChoice): Promise<readonly Suggestion[]>;
  attempts(): Promise<readonly Attempt[]>;
  dropKata(id: string, why: string): Promise<void>;
  memory(): Promise<readonly MemoryItem[]>;
  /** Records a decision about the strategy's bytes as they are now. Throws UserError when there is no such strategy. */
  decide(strategy: string, decision: LedgerEntry["decision"], note?: string): Promise<void>;
  /** Where the agent stands in every skill of the taxonomy, in its order. */
  skills(agent: AgentChoice): Promise<readonly SkillStanding[]>;
  /** Newest first. */
  episodes(): Promise<readonly EpisodeSummary[]>;
  trace(episode: string): Promise<Timeline>;
  reflections(): Promise<readonly Reflection[]>;
  sandbox(): Promise<SandboxState>;
}
