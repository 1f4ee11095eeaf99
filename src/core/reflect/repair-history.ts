import type { Symptom } from "../skill/skill.ts";
import { symptomOf } from "../trace/symptom.ts";
import { type TestCase, testsOf } from "../trace/test-run.ts";
import type { Step, Timeline } from "../trace/timeline.ts";

/** One edit that was made to test a hypothesis, with the run that tested it. */
export interface Try {
  readonly step: Step;
  /** Template id. */
  readonly idea: string;
  readonly path: string;
  readonly line: number;
  readonly run: Step | undefined;
  /** Whether the run turned a failing test green and the edit was not taken back. */
  readonly kept: boolean;
}

/** A kept edit with the tries that came to nothing before it, since the kept edit before. */
export interface Mend {
  readonly passing: Try;
  readonly wasted: readonly Try[];
  /** The tests it turned green, as they failed before. */
  readonly failures: readonly TestCase[];
  readonly symptoms: readonly Symptom[];
}

export interface RepairHistory {
  readonly tries: readonly Try[];
  readonly mends: readonly Mend[];
  /** Tries after the last kept edit. */
  readonly open: readonly Try[];
  /** The first run that showed failing tests, and those tests. */
  readonly firstFailing: Step | undefined;
  readonly failures: readonly TestCase[];
  readonly framework: string | undefined;
}

/** What the built-in agent tried in one episode and what came of it, read off the timeline alone. */
export function repairHistory({ steps }: Timeline): RepairHistory {
  const tries = steps.flatMap((step, index) => tryOf(step, steps.slice(index + 1)));
  const firstFailing = steps.find((step) => step.run && failingOf(step).length > 0);
  const mends: Mend[] = [];
  let wasted: Try[] = [];
  for (const each of tries) {
    if (each.kept) {
      const failures = failuresBefore(steps, each);
      mends.push({ passing: each, wasted, failures, symptoms: distinct(failures) });
      wasted = [];
    } else wasted.push(each);
  }
  return {
    tries,
    mends,
    open: wasted,
    firstFailing,
    failures: firstFailing ? failingOf(firstFailing) : [],
    framework: steps.find((step) => step.run)?.run?.framework,
  };
}

/** The distinct symptoms of failing tests, at most three: a trigger that names more is no trigger. */
export function distinct(failures: readonly TestCase[]): readonly Symptom[] {
  return [...new Set(failures.map(symptomOf))].slice(0, 3);
}

/** Number of tries per idea, the most tried first, ties by name. */
export function countsByIdea(tries: readonly Try[]): readonly (readonly [idea: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { idea } of tries) counts.set(idea, (counts.get(idea) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function tryOf(step: Step, later: readonly Step[]): readonly Try[] {
  const { edit } = step;
  const hypothesis = step.expectation?.hypothesis;
  const at = /^(.*):(\d+)$/.exec(hypothesis?.at ?? "");
  if (!edit || !hypothesis || !at) return [];
  const run = later.find((each) => each.run);
  const isTakenBack = later.some((each) => each.edit?.path === edit.path && each.edit.after === edit.before);
  const kept = !isTakenBack && (run?.turnedGreen.length ?? 0) > 0;
  return [{ step, idea: hypothesis.idea, path: at[1] ?? "", line: Number(at[2]), run, kept }];
}

function failuresBefore(steps: readonly Step[], { step, run }: Try): readonly TestCase[] {
  const green = new Set(run?.turnedGreen ?? []);
  const before = steps.filter((each) => each.step < step.step && each.run).toReversed();
  return [...green].flatMap((id) => {
    for (const each of before) {
      const found = failingOf(each).find((test) => test.id === id);
      if (found) return [found];
    }
    return [];
  });
}

function failingOf(step: Step): readonly TestCase[] {
  return step.run ? testsOf(step.run).filter((test) => test.status === "failed") : [];
}
