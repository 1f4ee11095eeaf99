import type { Clock, Message, ModelRequest } from "../ports.ts";
import type { BudgetUse } from "./events.ts";
import type { Budget } from "./run.ts";

/** Characters per token: a rough mean of common tokenizers, on the safe side for code. */
const CHARS_PER_TOKEN = 4;
/** Tokens of an answer: as much as is left of the budget between these two. */
const MIN_ANSWER = 512;
const MAX_ANSWER = 8192;

/** What a request may cost, set aside before it is sent. */
export interface Reserve {
  readonly tokens: number;
  readonly maxTokens: number;
}

/** One episode's spending: reserved before, settled after. Every refusal is a sentence saying which bound was reached. */
export interface Purse {
  use(): BudgetUse;
  /** Milliseconds left, at least 0. */
  msLeft(): number;
  reserveTurn(messages: readonly Message[], tools: ModelRequest["tools"]): Reserve | { readonly spent: string };
  /** Without usage the whole reserve is charged: a server that does not count must not make requests free. */
  settleTurn(reserve: Reserve, usedTokens: number | undefined): void;
  reserveTestRun(): { readonly spent: string } | undefined;
  /** Counts a test run that no bound may stop: the one that decides the outcome. */
  countTestRun(): void;
}

export function openPurse(budget: Budget, clock: Clock): Purse {
  const start = clock();
  let turns = 0;
  let tokens = 0;
  let testRuns = 0;
  const elapsed = () => Math.max(0, clock() - start);
  const late = () =>
    elapsed() >= budget.ms ? { spent: `The time budget of ${seconds(budget.ms)} is used up.` } : undefined;

  return {
    use: () => ({ turns, tokens, testRuns, ms: elapsed() }),
    msLeft: () => Math.max(0, budget.ms - elapsed()),
    reserveTurn(messages, tools) {
      const tooLate = late();
      if (tooLate !== undefined) return tooLate;
      if (turns >= budget.turns) return { spent: `The budget of ${budget.turns} turns is used up.` };
      const input = estimateTokens(messages, tools);
      const room = budget.tokens - tokens - input;
      if (room < MIN_ANSWER) return { spent: `The budget of ${budget.tokens} tokens has no room for another turn.` };
      const maxTokens = Math.min(MAX_ANSWER, room);
      const reserve = { tokens: input + maxTokens, maxTokens };
      turns += 1;
      tokens += reserve.tokens;
      return reserve;
    },
    settleTurn(reserve, usedTokens) {
      tokens += (usedTokens ?? reserve.tokens) - reserve.tokens;
    },
    reserveTestRun() {
      const tooLate = late();
      if (tooLate !== undefined) return tooLate;
      if (testRuns >= budget.testRuns) return { spent: `The budget of ${budget.testRuns} test runs is used up.` };
      testRuns += 1;
      return undefined;
    },
    countTestRun() {
      testRuns += 1;
    },
  };
}

/** Tokens a request is expected to take in: a quarter of its characters, rounded up. */
export function estimateTokens(messages: readonly Message[], tools: ModelRequest["tools"]): number {
  const told = messages.reduce((sum, message) => sum + message.text.length + callsLength(message), 0);
  const offered = tools.length === 0 ? 0 : JSON.stringify(tools).length;
  return Math.ceil((told + offered) / CHARS_PER_TOKEN);
}

function callsLength(message: Message): number {
  if (message.role !== "assistant") return 0;
  return message.calls.reduce((sum, call) => sum + call.tool.length + call.input.length, 0);
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
