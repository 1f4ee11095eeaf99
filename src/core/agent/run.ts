import type { Cues, Strategy } from "../memory/strategy.ts";
import type { AbortSignal, Clock, Files, Model, Search, TestRunner } from "../ports.ts";
import type { BudgetUse, Emit, Outcome, StopReason } from "./events.ts";
import type { Tool } from "./tool.ts";

/** Upper bounds for one episode. Reserved before each request or test run, settled after it. */
export interface Budget {
  readonly turns: number;
  readonly tokens: number;
  readonly testRuns: number;
  readonly ms: number;
}

/** A call that needs a person's yes. Headless surfaces answer no. */
export interface ApprovalRequest {
  readonly call: string;
  readonly title: string;
  readonly reason: string;
}
export interface ApprovalAnswer {
  readonly allowed: boolean;
  readonly note?: string | undefined;
}
export type Ask = (request: ApprovalRequest, signal: AbortSignal) => Promise<ApprovalAnswer>;

/** What recall goes by: the goal at the start, plus the symptoms of failing tests once they are known. */
export interface Situation {
  readonly goal: string;
  readonly skill?: string | undefined;
  readonly symptoms: Cues["symptoms"];
  readonly languages: Cues["languages"];
  readonly frameworks: Cues["frameworks"];
  readonly paths: readonly string[];
}

export interface Recalled {
  readonly strategy: Strategy;
  readonly hash: string;
  readonly why: string;
}

/** Everything one run of the assistant needs. */
export interface RunRequest {
  readonly goal: string;
  readonly skill?: string | undefined;
  readonly model: Model;
  readonly tools: readonly Tool[];
  readonly budget: Budget;
  readonly files: Files;
  readonly search: Search;
  readonly tests: TestRunner;
  /**
   * Strategies for a situation, best first, at most `limit`, approved ones only. Asked at the start and once more when
   * the first failing tests are seen; at most three are delivered in all.
   */
  readonly recall: (situation: Situation, limit: number) => Promise<readonly Recalled[]>;
  readonly ask: Ask;
  readonly clock: Clock;
}

/** How the loop stopped. The outcome is judged by `agent/outcome.ts` from the test runs alone. */
export interface RunEnd {
  readonly stop: StopReason;
  readonly why: string;
  readonly use: BudgetUse;
  readonly outcome: Outcome;
}

/** One run of the assistant; see `agent/loop.ts`. Never rejects: a defect is a stop reason. */
export type RunAgent = (request: RunRequest, emit: Emit, signal: AbortSignal) => Promise<RunEnd>;
