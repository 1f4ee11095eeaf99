import { z } from "zod";
import type { AgentEvent, BudgetUse, ToolEffect } from "../agent/events.ts";
import type { Expectation } from "../trace/expectation.ts";
import { describeRun, isMet } from "../trace/fold.ts";
import { idsOf, type TestFailure, type TestRun } from "../trace/test-run.ts";
import { fileDiff } from "./line-diff.ts";
import type { FileDiff, RunItem, TestsShown, ToolItem, ToolState } from "./run-items.ts";

/** Failures a card lists; the rest is counted. */
const FAILURES_SHOWN = 3;
/** Longest line that shows both sides of a comparison. */
const SIDES_LIMIT = 160;
/** Entries a page keeps; older ones stay in the journal. */
const ITEMS_KEPT = 400;

/** The entries of one or several episodes, folded from their events. */
export interface RunFold {
  readonly items: readonly RunItem[];
  readonly episode: string | undefined;
  readonly use: BudgetUse | undefined;
  readonly steps: number;
  /** Expectations that no test run has judged yet, by item key. */
  readonly open: Readonly<Record<string, Expectation>>;
  readonly count: number;
}

export const emptyRun: RunFold = { items: [], episode: undefined, use: undefined, steps: 0, open: {}, count: 0 };

/** Adds one event. Total: an event that does not fit what came before is shown as far as it can be. */
export function foldEvent(run: RunFold, event: AgentEvent): RunFold {
  switch (event.kind) {
    case "episode-started":
      return { ...run, episode: event.episode, use: undefined, steps: 0, open: {} };
    case "strategies-consulted":
      return event.strategies.length === 0 ? run : append(run, { kind: "strategies", strategies: event.strategies });
    case "turn-started":
      return run;
    case "text-delta":
      return streamed(run, (text) => text + event.text, true);
    case "text":
      return streamed(run, () => event.text, false);
    case "tool-started":
      return started(run, event);
    case "approval-asked":
      return asked(run, event);
    case "approval-answered":
      return change(run, event.call, (item) => ({
        ...item,
        state: event.allowed ? "running" : "denied",
        summary: event.allowed ? item.summary : event.note,
      }));
    case "tests-progress":
      return change(run, event.call, (item) => ({
        ...item,
        progress: { finished: event.finished, failed: event.failed },
      }));
    case "tool-finished":
      return finished(run, event);
    case "budget-used":
      return { ...run, use: event.use };
    case "notice":
      return append(run, { kind: "notice", text: event.text });
    case "episode-ended": {
      const { outcome, why, use } = event;
      const verdict = { kind: "verdict", episode: run.episode ?? "", outcome, why, use } as const;
      return { ...append(settle(run), verdict), use };
    }
    default:
      return event satisfies never;
  }
}

type Keyless<T> = T extends unknown ? Omit<T, "key"> : never;

/** Adds an entry of the page's own; the key is made here. */
export function append(run: RunFold, item: Keyless<RunItem>): RunFold {
  const keyed = { ...item, key: `i${run.count}` } as RunItem;
  return { ...run, count: run.count + 1, items: [...run.items, keyed].slice(-ITEMS_KEPT) };
}

/** Ends whatever still looks alive, when no more events will come. */
export function settle(run: RunFold): RunFold {
  const items = run.items.map((item): RunItem => {
    if (item.kind === "text" && item.streaming) return { ...item, streaming: false };
    if (item.kind === "tool" && (item.state === "running" || item.state === "asking")) {
      return { ...item, state: "stopped", asked: undefined };
    }
    return item;
  });
  return { ...run, items };
}

function streamed(run: RunFold, next: (text: string) => string, streaming: boolean): RunFold {
  const last = run.items.at(-1);
  if (last?.kind !== "text" || !last.streaming) return append(run, { kind: "text", text: next(""), streaming });
  return { ...run, items: [...run.items.slice(0, -1), { ...last, text: next(last.text), streaming }] };
}

function started(run: RunFold, event: Extract<AgentEvent, { kind: "tool-started" }>): RunFold {
  const step = run.steps + 1;
  const item = {
    ...blankTool(event.call, event.title, "running"),
    step,
    tool: event.tool,
    risk: event.risk,
    expects: event.expectation?.says,
    wants: wantedChange(event.input),
  };
  const next = append({ ...run, steps: step }, item);
  const key = next.items.at(-1)?.key;
  if (!event.expectation || key === undefined) return next;
  return { ...next, open: { ...next.open, [key]: event.expectation } };
}

const EditInput = z.object({ path: z.string(), old: z.string(), new: z.string() });
const CreateInput = z.object({ path: z.string(), text: z.string() });

/** What a call of an editing tool would change, read off its input. */
function wantedChange(input: unknown): FileDiff | undefined {
  const edit = EditInput.safeParse(input);
  if (edit.success) return fileDiff(edit.data.path, edit.data.old, edit.data.new);
  const create = CreateInput.safeParse(input);
  return create.success ? fileDiff(create.data.path, undefined, create.data.text) : undefined;
}

function asked(run: RunFold, event: Extract<AgentEvent, { kind: "approval-asked" }>): RunFold {
  const known = indexOfCall(run, event.call) >= 0;
  const base = known ? run : append(run, blankTool(event.call, event.title, "asking"));
  return change(base, event.call, (item) => ({ ...item, state: "asking", asked: event.reason }));
}

function finished(run: RunFold, event: Extract<AgentEvent, { kind: "tool-finished" }>): RunFold {
  const { effect } = event;
  const next = change(run, event.call, (item) => ({
    ...item,
    state: item.state === "denied" ? "denied" : event.ok ? "ok" : "failed",
    summary: event.summary,
    asked: undefined,
    progress: undefined,
    diff: effect?.kind === "edited" ? fileDiff(effect.path, effect.before, effect.after) : item.diff,
  }));
  const key = keyOfCall(next, event.call);
  if (effect?.kind === "tests-ran") return judged(next, key, effect.run);
  return event.ok || key === undefined ? noteFinish(next, event.call, effect) : without(next, key);
}

function noteFinish(run: RunFold, call: string, effect: ToolEffect | undefined): RunFold {
  if (effect?.kind !== "finished" || effect.honest) return run;
  return change(run, call, (item) => ({ ...item, met: false, actual: "The tests do not bear this out." }));
}

/** A test run settles its own expectation and those of the edits before it. */
function judged(run: RunFold, key: string | undefined, tests: TestRun): RunFold {
  const actual = describeRun(tests);
  const items = run.items.map((item): RunItem => {
    if (item.kind !== "tool") return item;
    const open = run.open[item.key];
    const met = open ? { actual, met: isMet(open, tests) } : {};
    return item.key === key ? { ...item, ...met, actual, tests: shown(tests) } : { ...item, ...met };
  });
  return { ...run, items, open: {} };
}

function shown(run: TestRun): TestsShown {
  const failed = "tests" in run ? run.tests.filter((test) => test.status === "failed") : [];
  return {
    outcome: run.outcome,
    passed: idsOf(run, "passed").length,
    failed: failed.length,
    skipped: idsOf(run, "skipped").length,
    failures: failed.slice(0, FAILURES_SHOWN).map((test) => ({
      name: test.name,
      message: test.failure ? failureLine(test.failure) : "",
    })),
  };
}

/** Both sides of a comparison where they are known and short, else the first line of the message. */
function failureLine({ message, expected, actual }: TestFailure): string {
  if (expected === undefined || actual === undefined) return firstLine(message);
  const line = `expected ${expected}, got ${actual}`;
  return line.length <= SIDES_LIMIT && !line.includes("\n") ? line : firstLine(message);
}

function change(run: RunFold, call: string, next: (item: ToolItem) => ToolItem): RunFold {
  const index = indexOfCall(run, call);
  const item = run.items[index];
  if (item?.kind !== "tool") return run;
  return { ...run, items: run.items.with(index, next(item)) };
}

/** The newest entry of a call: ids of calls may repeat between episodes. */
function indexOfCall(run: RunFold, call: string): number {
  return run.items.findLastIndex((item) => item.kind === "tool" && item.call === call);
}

function keyOfCall(run: RunFold, call: string): string | undefined {
  return run.items[indexOfCall(run, call)]?.key;
}

function without(run: RunFold, key: string): RunFold {
  return { ...run, open: Object.fromEntries(Object.entries(run.open).filter(([each]) => each !== key)) };
}

function blankTool(call: string, title: string, state: ToolState) {
  return {
    kind: "tool",
    call,
    step: 0,
    tool: "",
    risk: "read",
    title,
    state,
    expects: undefined,
    actual: undefined,
    met: undefined,
    asked: undefined,
    progress: undefined,
    summary: undefined,
    diff: undefined,
    wants: undefined,
    tests: undefined,
  } as const;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
