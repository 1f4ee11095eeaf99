import { describeRun } from "../trace/fold.ts";
import { type TestCase, type TestRun, testsOf } from "../trace/test-run.ts";
import type { Outcome, StopReason } from "./events.ts";

/** What matters of an episode for its outcome, in order: edits, and test runs with whether they ran the whole suite. */
export type Deed = { readonly kind: "edit" } | { readonly kind: "run"; readonly run: TestRun; readonly whole: boolean };

export interface Judgement {
  readonly outcome: Outcome;
  /** One sentence for people. */
  readonly why: string;
}

/**
 * The outcome of an episode, from its test runs alone.
 *
 * - *abandoned*: a person cancelled.
 * - With a baseline (a whole-suite run with a report before the first edit): *solved* when in the last whole-suite run
 *   every target passes, every test that passed in the baseline passes, and nothing fails that did not fail in the
 *   baseline. Targets are the tests failing in the baseline that the goal names by id or name, else all of them.
 * - Without a baseline: *solved* when the last whole-suite run has a report and no failing test.
 * - *environment*: nothing could be concluded. The suite never ran whole or never gave a report, or the model's
 *   service gave out before the tests were green.
 * - *failed*: otherwise; also when a suite that gave a report gives none any more after an edit.
 */
export function judgeOutcome(deeds: readonly Deed[], goal: string, stop: StopReason): Judgement {
  if (stop === "cancelled") return { outcome: "abandoned", why: "The episode was cancelled." };
  const last = deeds.findLast((deed) => deed.kind === "run" && deed.whole);
  if (last?.kind !== "run") return { outcome: "environment", why: "The whole test suite was never run." };
  const judgement = judgeRun(last.run, baselineOf(deeds), goal);
  if (judgement.outcome === "failed" && (stop === "model-fault" || stop === "defect")) {
    return { outcome: "environment", why: "The episode broke off before the tests could decide." };
  }
  return judgement;
}

/** Whether the tests have yet to judge the last edit, so that the harness must run them. */
export function needsDeciding(deeds: readonly Deed[]): boolean {
  const lastEdit = deeds.findLastIndex((deed) => deed.kind === "edit");
  return lastEdit >= 0 && !deeds.slice(lastEdit).some((deed) => deed.kind === "run" && deed.whole);
}

function judgeRun(run: TestRun, baseline: TestRun | undefined, goal: string): Judgement {
  if (!hasReport(run)) {
    const outcome = baseline === undefined ? "environment" : "failed";
    return { outcome, why: describeRun(run) };
  }
  if (baseline === undefined) return { outcome: run.outcome === "passed" ? "solved" : "failed", why: describeRun(run) };

  const now = new Map(testsOf(run).map((test) => [test.id, test.status]));
  const targets = targetsOf(baseline, goal);
  const open = targets.filter((test) => now.get(test.id) !== "passed");
  if (open.length > 0)
    return failing(
      open.map((test) => test.id),
      "is not green yet",
      "are not green yet",
    );
  const lost = testsOf(baseline).filter((test) => test.status === "passed" && now.get(test.id) !== "passed");
  if (lost.length > 0)
    return failing(
      lost.map((test) => test.id),
      "passed before and no longer does",
      "passed before and no longer do",
    );
  const failedThen = new Set(
    testsOf(baseline)
      .filter((test) => test.status === "failed")
      .map((test) => test.id),
  );
  const fresh = testsOf(run).filter((test) => test.status === "failed" && !failedThen.has(test.id));
  if (fresh.length > 0)
    return failing(
      fresh.map((test) => test.id),
      "is new and fails",
      "are new and fail",
    );
  return { outcome: "solved", why: describeRun(run) };
}

function baselineOf(deeds: readonly Deed[]): TestRun | undefined {
  const firstEdit = deeds.findIndex((deed) => deed.kind === "edit");
  const before = firstEdit < 0 ? deeds : deeds.slice(0, firstEdit);
  const found = before.find((deed) => deed.kind === "run" && deed.whole && hasReport(deed.run));
  return found?.kind === "run" ? found.run : undefined;
}

function hasReport(run: TestRun): boolean {
  return run.outcome === "passed" || run.outcome === "failed";
}

/** A short name may occur in a goal by accident: it counts when quoted, or when it has more than one word. */
function targetsOf(baseline: TestRun, goal: string): readonly TestCase[] {
  const failed = testsOf(baseline).filter((test) => test.status === "failed");
  const named = failed.filter((test) => {
    const leaf = test.name.split(" > ").at(-1) ?? test.name;
    if (goal.includes(test.id)) return true;
    return [test.name, leaf].some((name) =>
      /\s/.test(name) ? goal.includes(name) : ['"', "'", "`"].some((quote) => goal.includes(quote + name + quote)),
    );
  });
  return named.length > 0 ? named : failed;
}

function failing(ids: readonly string[], one: string, many: string): Judgement {
  const more = ids.length > 3 ? ` and ${ids.length - 3} more` : "";
  return { outcome: "failed", why: `${ids.slice(0, 3).join(", ")}${more} ${ids.length === 1 ? one : many}.` };
}
