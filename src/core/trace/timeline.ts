import type { Agent, BudgetUse, Consulted, Outcome, StopReason } from "../agent/events.ts";
import type { Expectation } from "./expectation.ts";
import type { TestRun } from "./test-run.ts";

/** One act of the agent with what it expected and what happened. Steps count from 1 in order. */
export interface Step {
  readonly step: number;
  readonly tool: string;
  readonly title: string;
  readonly ok: boolean;
  readonly summary: string;
  readonly expectation: Expectation | undefined;
  /** What happened, in one sentence; for an edit: what the next test run showed. */
  readonly actual: string;
  /** Whether the expectation held; undefined while nothing has tested it. */
  readonly met: boolean | undefined;
  /** For a test run. */
  readonly run: TestRun | undefined;
  /** For an edit: the file and its text before and after. */
  readonly edit: { readonly path: string; readonly before: string | undefined; readonly after: string } | undefined;
  /** Tests that changed sides at this step, against the run before it. For test runs only. */
  readonly turnedGreen: readonly string[];
  readonly turnedRed: readonly string[];
  readonly at: number;
  readonly ms: number;
}

/** One episode, folded from its events. */
export interface Timeline {
  readonly episode: string;
  readonly type: "task" | "kata" | "rehearsal" | "exam";
  readonly goal: string;
  readonly agent: Agent;
  readonly kata: string | undefined;
  readonly skill: string | undefined;
  readonly strategies: readonly Consulted[];
  readonly steps: readonly Step[];
  /** What the agent said, in order, with the step it came before. */
  readonly says: readonly { readonly before: number; readonly text: string }[];
  readonly outcome: Outcome | undefined;
  readonly stop: StopReason | undefined;
  readonly why: string;
  readonly use: BudgetUse | undefined;
  readonly startedAt: number;
  readonly ms: number;
}
