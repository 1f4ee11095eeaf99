import type { BudgetUse, Outcome, Risk } from "../agent/events.ts";

/** One line of a shown difference; a `gap` stands for equal lines left out. */
export interface DiffLine {
  readonly kind: "same" | "added" | "removed" | "gap";
  readonly text: string;
}

/** How one file changed, short enough for a card. `cut`: the lines shown are not all of them. */
export interface FileDiff {
  readonly path: string;
  readonly created: boolean;
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly DiffLine[];
  readonly cut: boolean;
}

/** A consulted strategy, as pages show it. */
export interface StrategyChip {
  readonly id: string;
  readonly title: string;
  readonly why: string;
}

/** What a test run showed, in numbers and with its first failures. */
export interface TestsShown {
  readonly outcome: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly { readonly name: string; readonly message: string }[];
}

export type ToolState = "asking" | "running" | "ok" | "failed" | "denied" | "stopped";

/** One call of a tool: what was expected beside what happened. */
export interface ToolItem {
  readonly kind: "tool";
  readonly key: string;
  readonly call: string;
  /** Number of the timeline step, from 1. */
  readonly step: number;
  readonly tool: string;
  readonly risk: Risk;
  readonly title: string;
  readonly state: ToolState;
  readonly expects: string | undefined;
  /** What happened, in one line; for an edit only once a test run has shown it. */
  readonly actual: string | undefined;
  readonly met: boolean | undefined;
  /** Why a person is asked, while state is `asking`. */
  readonly asked: string | undefined;
  readonly progress: { readonly finished: number; readonly failed: number } | undefined;
  readonly summary: string | undefined;
  readonly diff: FileDiff | undefined;
  /** For an edit: what it would change, shown while a person is asked and after a denial. */
  readonly wants: FileDiff | undefined;
  readonly tests: TestsShown | undefined;
}

/** One entry of an episode as pages show it, in the order it happened. `key` is unique within a page. */
export type RunItem =
  | { readonly kind: "goal"; readonly key: string; readonly text: string }
  | { readonly kind: "strategies"; readonly key: string; readonly strategies: readonly StrategyChip[] }
  | { readonly kind: "text"; readonly key: string; readonly text: string; readonly streaming: boolean }
  | ToolItem
  | { readonly kind: "notice"; readonly key: string; readonly text: string }
  | {
      readonly kind: "verdict";
      readonly key: string;
      readonly episode: string;
      readonly outcome: Outcome;
      readonly why: string;
      readonly use: BudgetUse;
    }
  | { readonly kind: "lesson"; readonly key: string; readonly text: string; readonly proposed: readonly string[] }
  | { readonly kind: "error"; readonly key: string; readonly text: string };
