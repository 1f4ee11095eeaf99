import type { AgentEvent, Outcome } from "../../../src/core/agent/events.ts";
import { foldTimeline } from "../../../src/core/trace/fold.ts";
import type { TestCase, TestRun } from "../../../src/core/trace/test-run.ts";
import type { Timeline } from "../../../src/core/trace/timeline.ts";

export interface Tried {
  readonly idea: string;
  readonly path?: string;
  readonly line?: number;
  readonly mends?: boolean;
}

/** Several tries of the same template that come to nothing. */
export function vain(idea: string, times: number, line = 7): readonly Tried[] {
  return Array.from({ length: times }, () => ({ idea, line }));
}

interface Options {
  readonly outcome?: Outcome;
  readonly skill?: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly type?: "task" | "kata" | "exam";
  readonly says?: string;
  readonly strategy?: string;
}

/**
 * The timeline of an episode of the built-in agent, folded from the events such an episode has: a first run, then each
 * try as an edit, a run, and the edit that takes it back unless it mends.
 */
export function repairTimeline(tries: readonly Tried[], options: Options = {}): Timeline {
  const { outcome = tries.some((each) => each.mends) ? "solved" : "failed", expected = "3", actual = "4" } = options;
  const events: AgentEvent[] = [
    {
      kind: "episode-started",
      episode: "task-1",
      type: options.type ?? "task",
      goal: "Make the failing test pass.",
      agent: { model: "builtin/1", harness: "etude/1" },
      ...(options.skill === undefined ? {} : { skill: options.skill }),
    },
  ];
  if (options.strategy !== undefined) {
    const consulted = { id: options.strategy, title: "t", hash: "h", why: "w" };
    events.push({ kind: "strategies-consulted", strategies: [consulted] });
    events.push({ kind: "text", text: `Following ${options.strategy}: ...` });
  }
  let calls = 0;
  let text = "source 0";
  call("run_tests", "run all tests", "1 of 2 tests fails", { kind: "tests-ran", run: run(false) });
  tries.forEach(({ idea, path = "lib/pages.js", line = 7, mends = false }, index) => {
    const [before, after] = [text, `source ${index + 1}`];
    call(
      "edit_file",
      `edit ${path}`,
      `replaced line ${line}`,
      { kind: "edited", path, before, after },
      {
        says: `try ${idea} at line ${line}`,
        passing: ["test/pages.js > counts pages"],
        hypothesis: { idea, at: `${path}:${line}` },
      },
    );
    call("run_tests", "run test/pages.js", mends ? "all 2 tests pass" : "1 of 2 tests fails", {
      kind: "tests-ran",
      run: run(mends),
    });
    if (mends) text = after;
    else {
      const effect = { kind: "edited", path, before: after, after: before } as const;
      call("edit_file", `edit ${path}`, "took the edit back", effect, { says: "The file is as it was." });
    }
  });
  const use = { turns: calls, tokens: 0, testRuns: tries.length + 1, ms: 5 };
  events.push({ kind: "episode-ended", outcome, stop: "finished", why: "The tests say so.", use });
  return foldTimeline(
    events.map((event, at) => ({ at, event })),
    "task-1",
  );

  function call(
    tool: string,
    title: string,
    summary: string,
    effect: Extract<AgentEvent, { kind: "tool-finished" }>["effect"],
    expectation: Extract<AgentEvent, { kind: "tool-started" }>["expectation"] = { says: "It runs." },
  ): void {
    const id = `call-${++calls}`;
    const risk = tool === "run_tests" ? "run" : "edit";
    events.push({ kind: "tool-started", call: id, tool, risk, title, input: {}, expectation });
    events.push({ kind: "tool-finished", call: id, tool, ok: true, summary, output: summary, effect, ms: 1 });
  }

  function run(isMended: boolean): TestRun {
    const failure = {
      message: `Expected ${expected}, got ${actual}`,
      error: "AssertionError",
      expected,
      actual,
      frames: [],
    };
    const tests: TestCase[] = [
      {
        id: "test/pages.js > counts pages",
        file: "test/pages.js",
        name: "counts pages",
        ...(isMended ? { status: "passed" } : { status: "failed", failure }),
      },
      { id: "test/pages.js > no pages", file: "test/pages.js", name: "no pages", status: "passed" },
    ];
    return { outcome: isMended ? "passed" : "failed", framework: "mocha", command: ["mocha"], ms: 1, tests };
  }
}
