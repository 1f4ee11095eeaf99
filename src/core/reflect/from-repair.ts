import type { Strategy } from "../memory/strategy.ts";
import { catalogue } from "../repair/catalogue.ts";
import type { Timeline } from "../trace/timeline.ts";
import type { AnswerKey } from "./answer-key.ts";
import { lint } from "./lint.ts";
import { quoteOf } from "./quotes.ts";
import type { Reflection } from "./reflection.ts";
import { countsByIdea, type RepairHistory, repairHistory, type Try } from "./repair-history.ts";
import { afterAnswer, afterFailure, afterMend } from "./repair-strategies.ts";

/** A reflection with the strategies it proposes; nothing is written yet. */
export interface Reflected {
  readonly reflection: Reflection;
  readonly proposals: readonly Strategy[];
}

/** Fewer wasted runs than this teach nothing: the order was as good as luck allows. */
export const WORTH_A_STRATEGY = 3;

const MOST_PROPOSALS = 2;

/**
 * Analyses an episode of the built-in agent by rules: which hypothesis finally held, how many validation runs went into
 * others before it, or which families were exhausted. `existing` are all strategies there are, rejected ones too:
 * what they say already is not proposed again.
 */
export function reflectOnRepair(timeline: Timeline, existing: readonly Strategy[], answer?: AnswerKey): Reflected {
  const history = repairHistory(timeline);
  const lessons = lessonsOf(timeline, history, answer);
  const proposals: Strategy[] = [];
  const refused: { title: string; why: string }[] = [];
  for (const candidate of lessons) {
    const why =
      proposals.length === MOST_PROPOSALS ? "two were proposed already" : lint(candidate, [...existing, ...proposals]);
    if (why === undefined) proposals.push(candidate);
    else refused.push({ title: candidate.title, why });
  }
  const proposed = proposals.map((strategy) => strategy.id);
  return { reflection: { ...assessment(timeline, history, answer), proposed, refused }, proposals };
}

function lessonsOf(timeline: Timeline, history: RepairHistory, answer: AnswerKey | undefined): readonly Strategy[] {
  if (timeline.outcome !== "solved" && timeline.outcome !== "failed") return [];
  const mends = history.mends
    .filter((mend) => mend.wasted.length >= WORTH_A_STRATEGY)
    .toSorted((a, b) => b.wasted.length - a.wasted.length)
    .flatMap((mend) => afterMend(timeline, history, mend) ?? []);
  if (timeline.outcome !== "failed") return mends;
  // Without the answer only the waste is known; with it, what would have mended as well.
  const failure = answer ? afterAnswer(timeline, history, answer) : afterFailure(timeline, history);
  return failure ? [...mends, failure] : mends;
}

function assessment(
  timeline: Timeline,
  history: RepairHistory,
  answer: AnswerKey | undefined,
): Omit<Reflection, "proposed" | "refused"> {
  const outcome = timeline.outcome ?? "environment";
  const base = { v: 1, episode: timeline.episode, outcome, by: timeline.agent.model } as const;
  if (outcome === "environment" || outcome === "abandoned") {
    return {
      ...base,
      cause: outcome === "environment" ? "environment" : "nothing-to-learn",
      belief: "No belief was tested.",
      counterfactual:
        outcome === "environment"
          ? `Nothing could be concluded: ${timeline.why || "the tests gave no report"}`
          : "The episode was cancelled before its outcome was known.",
    };
  }
  const wasted = outcome === "failed" ? history.open : mostWasted(history);
  const [first] = wasted;
  if (!first || (outcome === "solved" && wasted.length < WORTH_A_STRATEGY)) return withoutDetour(base, history);

  const passing = outcome === "solved" ? passingAfter(history, first) : undefined;
  return {
    ...base,
    cause: followedStrategy(timeline) ? "strategy-defect" : "knowledge-gap",
    decisionPoint: quoteOf(timeline, first.step),
    belief: `${capital(mendedBy(first.idea))} at ${first.path}:${first.line} explains the failing tests.`,
    counterfactual: passing
      ? `Trying \`${passing.idea}\` at ${passing.path}:${passing.line} then, which turned ${count(passing.run?.turnedGreen.length ?? 0, "test")} green ${wasted.length} validation runs later; the run right after it would have shown so.`
      : answer
        ? `Trying \`${answer.templates[0]}\` at ${answer.path}:${answer.line}, where the kata's answer lies; ${reached(history, answer)}.`
        : `Stopping after the first edits of ${tally(wasted)} changed nothing, and trying another family; none of ${count(history.tries.length, "edit")} turned a failing test green for good.`,
  };
}

function withoutDetour(
  base: Pick<Reflection, "v" | "episode" | "outcome" | "by">,
  history: RepairHistory,
): Omit<Reflection, "proposed" | "refused"> {
  const passing = history.mends.at(-1)?.passing;
  if (base.outcome === "solved") {
    return {
      ...base,
      cause: "nothing-to-learn",
      belief: passing
        ? `${capital(mendedBy(passing.idea))} at ${passing.path}:${passing.line} explained the failing tests.`
        : "Nothing had to be changed.",
      counterfactual: passing
        ? `None is needed: ${count(history.tries.length, "edit")} sufficed.`
        : "None is needed: no edit was made.",
    };
  }
  return {
    ...base,
    cause: "knowledge-gap",
    belief: "The agent found no place and kind of edit to try.",
    counterfactual: "A template for this kind of fault, or a test that runs the faulty lines, would have given it one.",
  };
}

function reached({ tries }: RepairHistory, { path, line }: AnswerKey): string {
  const there = tries.filter((each) => each.path === path && each.line === line);
  return there.length === 0
    ? `none of ${count(tries.length, "edit")} touched that line`
    : `${count(there.length, "edit")} touched that line, by ${tally(there)}`;
}

function mostWasted({ mends }: RepairHistory): readonly Try[] {
  return mends.reduce<readonly Try[]>((most, { wasted }) => (wasted.length > most.length ? wasted : most), []);
}

function passingAfter({ mends }: RepairHistory, first: Try): Try | undefined {
  return mends.find(({ wasted }) => wasted.includes(first))?.passing;
}

function followedStrategy({ says, strategies }: Timeline): boolean {
  return strategies.some(({ id }) => says.some(({ text }) => text.includes(`Following ${id}`)));
}

function mendedBy(idea: string): string {
  return catalogue.find((entry) => entry.id === idea)?.mends ?? `a fault that \`${idea}\` mends`;
}

function tally(tries: readonly Try[]): string {
  return countsByIdea(tries)
    .slice(0, 3)
    .map(([idea, times]) => `\`${idea}\` (${times})`)
    .join(", ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
