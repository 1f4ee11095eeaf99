import type { Budget } from "./run.ts";

/** What one task may use unless the person says otherwise. Sources: security bars for a kata, doubled for a task. */
export const TASK_BUDGET: Budget = { turns: 200, tokens: 200_000, testRuns: 80, ms: 20 * 60_000 };

/** What one attempt at a kata may use: it is practice, and practice has an end. */
export const KATA_BUDGET: Budget = { turns: 120, tokens: 100_000, testRuns: 40, ms: 10 * 60_000 };

/** The budget with every part that is given replacing the default's. */
export function withOverrides(budget: Budget, overrides: Partial<Budget> | undefined): Budget {
  return { ...budget, ...overrides };
}
