import type { AgentEvent } from "../agent/events.ts";
import type { Expectation } from "./expectation.ts";
import { idsOf, type TestCase, type TestRun, testsOf } from "./test-run.ts";
import type { Step, Timeline } from "./timeline.ts";

type Started = Extract<AgentEvent, { kind: "tool-started" }>;
type Finished = Extract<AgentEvent, { kind: "tool-finished" }>;
interface Act {
  readonly at: number;
  readonly started: Started;
  readonly finished: Finished | undefined;
  readonly run: TestRun | undefined;
}

/**
 * The timeline of one episode, from its events in order. Total: events that are missing leave their fields at what is
 * known. A call without an end is a step that did not finish.
 */
export function foldTimeline(
  events: readonly { readonly at: number; readonly event: AgentEvent }[],
  episode: string,
): Timeline {
  const acts = actsOf(events);
  const head = firstOf(events, "episode-started");
  const end = firstOf(events, "episode-ended");
  const startedAt = events[0]?.at ?? 0;
  return {
    episode,
    type: head?.type ?? "task",
    goal: head?.goal ?? "",
    agent: head?.agent ?? { model: "", harness: "" },
    kata: head?.kata,
    skill: head?.skill,
    strategies: events.flatMap(({ event }) => (event.kind === "strategies-consulted" ? event.strategies : [])),
    steps: acts.map((_, index) => stepOf(acts, index)),
    says: saysOf(events),
    outcome: end?.outcome,
    stop: end?.stop,
    why: end?.why ?? "",
    use: end?.use ?? lastUse(events),
    startedAt,
    ms: (events.at(-1)?.at ?? startedAt) - startedAt,
  };
}

/**
 * Whether a run bears an expectation out. False as soon as one named test contradicts it, or when tests expected to
 * pass got no report because the run broke; true when every named test is listed and agrees; undefined when the
 * expectation names no test, or the run neither contradicts it nor lists all it names.
 */
export function isMet(expectation: Expectation | undefined, run: TestRun): boolean | undefined {
  const passing = expectation?.passing ?? [];
  const failing = expectation?.failing ?? [];
  if (passing.length + failing.length === 0) return undefined;
  const verdicts = [
    ...passing.map((name) => holds(run, name, "passed")),
    ...failing.map((name) => holds(run, name, "failed")),
  ];
  if (verdicts.includes(false)) return false;
  if (passing.length > 0 && isBroken(run)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

/** One sentence on what a run showed: counts and the first failing tests. */
export function describeRun(run: TestRun): string {
  switch (run.outcome) {
    case "no-tests":
      return "No test was found.";
    case "could-not-start":
      return `The tests could not start: ${firstLine(run.message)}`;
    case "timed-out":
      return `The tests were stopped after ${Math.round(run.afterMs / 1000)} s.`;
    case "crashed":
      return run.signal === "SIGTERM" ? "The test run was stopped." : "The test run crashed before it reported.";
    default: {
      const failed = idsOf(run, "failed");
      const total = run.tests.length;
      if (failed.length === 0) return total === 1 ? "The one test passes." : `All ${total} tests pass.`;
      return `${failed.length} of ${total} tests ${failed.length === 1 ? "fails" : "fail"}: ${listed(failed)}.`;
    }
  }
}

function actsOf(events: readonly { readonly at: number; readonly event: AgentEvent }[]): readonly Act[] {
  const finished = new Map<string, Finished>();
  for (const { event } of events) if (event.kind === "tool-finished") finished.set(event.call, event);
  return events.flatMap(({ at, event }) => {
    if (event.kind !== "tool-started") return [];
    const end = finished.get(event.call);
    const run = end?.effect?.kind === "tests-ran" ? end.effect.run : undefined;
    return [{ at, started: event, finished: end, run }];
  });
}

function stepOf(acts: readonly Act[], index: number): Step {
  const { at, started, finished, run } = acts[index] as Act;
  const effect = finished?.effect;
  const edit =
    effect?.kind === "edited" ? { path: effect.path, before: effect.before, after: effect.after } : undefined;
  const before = acts.slice(0, index).findLast((act) => act.run !== undefined)?.run;
  const tester = edit === undefined ? run : acts.slice(index + 1).find((act) => act.run !== undefined)?.run;
  return {
    step: index + 1,
    tool: started.tool,
    title: started.title,
    ok: finished?.ok ?? false,
    summary: finished?.summary ?? "did not finish",
    expectation: started.expectation,
    actual: actualOf(finished, edit !== undefined, before, tester),
    met: tester === undefined ? undefined : isMet(started.expectation, tester),
    run,
    edit,
    turnedGreen: run === undefined ? [] : turned(before, run, "failed", "passed"),
    turnedRed: run === undefined ? [] : turned(before, run, "passed", "failed"),
    at,
    ms: finished?.ms ?? 0,
  };
}

function actualOf(
  finished: Finished | undefined,
  isEdit: boolean,
  before: TestRun | undefined,
  tester: TestRun | undefined,
) {
  if (finished === undefined) return "It did not finish.";
  if (tester === undefined) return isEdit ? "No test run has tested this edit." : finished.summary;
  const green = turned(before, tester, "failed", "passed");
  const red = turned(before, tester, "passed", "failed");
  return [
    describeRun(tester),
    green.length > 0 ? `Turned green: ${listed(green)}.` : "",
    red.length > 0 ? `Turned red: ${listed(red)}.` : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** Tests that both runs list and that went from one side to the other. */
function turned(before: TestRun | undefined, now: TestRun, from: TestCase["status"], to: TestCase["status"]) {
  if (before === undefined) return [];
  const were = new Set(idsOf(before, from));
  return idsOf(now, to).filter((id) => were.has(id));
}

/** Names are ids; a model that leaves the file out still means the test when only one fits. */
function holds(run: TestRun, name: string, status: TestCase["status"]): boolean | undefined {
  const tests = testsOf(run);
  const exact = tests.filter((test) => test.id === name);
  const found =
    exact.length > 0 ? exact : tests.filter((test) => test.name === name || test.name.endsWith(` > ${name}`));
  const only = found.length === 1 ? found[0] : undefined;
  return only === undefined ? undefined : only.status === status;
}

function isBroken(run: TestRun): boolean {
  return (
    run.outcome === "could-not-start" ||
    run.outcome === "timed-out" ||
    (run.outcome === "crashed" && run.signal !== "SIGTERM")
  );
}

function saysOf(events: readonly { readonly event: AgentEvent }[]): Timeline["says"] {
  let steps = 0;
  const says: { before: number; text: string }[] = [];
  for (const { event } of events) {
    if (event.kind === "tool-started") steps++;
    if (event.kind === "text") says.push({ before: steps + 1, text: event.text });
  }
  return says;
}

function lastUse(events: readonly { readonly event: AgentEvent }[]): Timeline["use"] {
  const last = events.findLast(({ event }) => event.kind === "budget-used")?.event;
  return last?.kind === "budget-used" ? last.use : undefined;
}

function firstOf<K extends AgentEvent["kind"]>(events: readonly { readonly event: AgentEvent }[], kind: K) {
  return events
    .map(({ event }) => event)
    .find((event): event is Extract<AgentEvent, { kind: K }> => event.kind === kind);
}

function listed(ids: readonly string[]): string {
  const shown = ids.slice(0, 3).join(", ");
  return ids.length > 3 ? `${shown} and ${ids.length - 3} more` : shown;
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0]?.slice(0, 200) ?? "";
}
