import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "mocha";
import type { AgentEvent } from "../../../src/core/agent/events.ts";
import type { Expectation } from "../../../src/core/trace/expectation.ts";
import { foldTimeline, isMet } from "../../../src/core/trace/fold.ts";
import { timelineMarkdown } from "../../../src/core/trace/markdown.ts";
import type { TestRun } from "../../../src/core/trace/test-run.ts";
import { ran } from "../agent/fakes.ts";

const at = (events: readonly AgentEvent[]) => events.map((event, index) => ({ at: 1000 + index * 10, event }));

function testRun(call: string, run: TestRun, expectation: Expectation): readonly AgentEvent[] {
  const effect = { kind: "tests-ran", run } as const;
  return [
    { kind: "tool-started", call, tool: "run_tests", risk: "run", title: "run all tests", input: {}, expectation },
    { kind: "tool-finished", call, tool: "run_tests", ok: true, summary: "ran", output: "", effect, ms: 5 },
  ];
}

function edit(call: string, expectation: Expectation, ok = true): readonly AgentEvent[] {
  const finished = {
    kind: "tool-finished",
    call,
    tool: "edit_file",
    summary: ok ? "line 1" : "text not found",
    output: "",
    ms: 2,
  } as const;
  const effect = { kind: "edited", path: "src/a.js", before: "a", after: "b" } as const;
  return [
    { kind: "tool-started", call, tool: "edit_file", risk: "edit", title: "edit src/a.js", input: {}, expectation },
    ok ? { ...finished, ok, effect } : { ...finished, ok },
  ];
}

const first = ran({ "t > a": "failed", "t > b": "passed", "t > c": "failed" });
const second = ran({ "t > a": "passed", "t > b": "failed", "t > d": "failed" });
const episode: readonly AgentEvent[] = [
  {
    kind: "episode-started",
    episode: "ep-1",
    type: "kata",
    goal: "Make  a\npass.",
    agent: { model: "m/1", harness: "0.1.0" },
    kata: "k-1",
    skill: "boundaries/off-by-one",
  },
  {
    kind: "strategies-consulted",
    strategies: [{ id: "look-first", title: "Look first", hash: "h", why: "goal fits" }],
  },
  { kind: "turn-started", turn: 1 },
  { kind: "text-delta", text: "I look." },
  { kind: "text", text: "I look." },
  ...testRun("c1", first, { says: "a fails", failing: ["t > a"] }),
  ...edit("c2", { says: "never applied", passing: ["t > a"] }, false),
  ...edit("c3", {
    says: "a passes",
    passing: ["t > a"],
    hypothesis: { idea: "wrong letter", at: "src/a.js:1" },
  }),
  ...testRun("c4", second, { says: "all pass", passing: ["t > a", "t > b"] }),
  ...edit("c5", { says: "b passes again", passing: ["t > b"] }),
  { kind: "budget-used", use: { turns: 2, tokens: 300, testRuns: 2, ms: 100 } },
  { kind: "text", text: "I stop here.\n\nNot solved." },
  {
    kind: "episode-ended",
    outcome: "failed",
    stop: "finished",
    why: "t > b passed before and no longer does.",
    use: { turns: 2, tokens: 300, testRuns: 2, ms: 100 },
  },
];

suite("timeline", () => {
  const timeline = foldTimeline(at(episode), "ep-1");

  test("an edit is judged by the next run, a run by itself, and a failed edit not at all", () => {
    assert.deepEqual(
      timeline.steps.map(({ met, actual }) => [met, actual]),
      [
        [true, "2 of 3 tests fail: t > a, t > c."],
        [undefined, "text not found"],
        [true, "2 of 3 tests fail: t > b, t > d. Turned green: t > a. Turned red: t > b."],
        [false, "2 of 3 tests fail: t > b, t > d. Turned green: t > a. Turned red: t > b."],
        [undefined, "No test run has tested this edit."],
      ],
    );
  });

  test("tests turn only between runs that both list them", () => {
    assert.deepEqual(
      timeline.steps.map(({ turnedGreen, turnedRed }) => [turnedGreen, turnedRed]),
      [
        [[], []],
        [[], []],
        [[], []],
        [["t > a"], ["t > b"]],
        [[], []],
      ],
    );
  });

  test("what was said keeps its place before a step", () => {
    assert.deepEqual(timeline.says, [
      { before: 1, text: "I look." },
      { before: 6, text: "I stop here.\n\nNot solved." },
    ]);
  });

  test("a call without an end is a step that did not finish", () => {
    const cut = foldTimeline(at(episode.slice(0, 6)), "ep-1");
    assert.deepEqual([cut.steps[0]?.ok, cut.steps[0]?.actual, cut.outcome], [false, "It did not finish.", undefined]);
  });

  test("no events make an empty timeline", () => {
    assert.deepEqual(foldTimeline([], "ep-0").steps, []);
  });

  test("reads as the golden page", () => {
    const golden = readFileSync(new URL("timeline.golden.md", import.meta.url), "utf8");
    assert.equal(timelineMarkdown(timeline), golden);
  });
});

suite("an expectation", () => {
  const base = { framework: "mocha", command: [], ms: 1 };
  const broken: TestRun = { outcome: "could-not-start", ...base, message: "x", frames: [], output: "" };
  const stopped: TestRun = { outcome: "crashed", ...base, signal: "SIGTERM", tests: [], output: "" };
  for (const [name, expectation, run, expected] of [
    ["that names no test", { says: "fine" }, first, undefined],
    ["that holds", { says: "x", passing: ["t > b"], failing: ["t > a"] }, first, true],
    ["that one test contradicts", { says: "x", passing: ["t > b", "t > a"] }, first, false],
    ["about a test the run does not list", { says: "x", passing: ["t > z"] }, first, undefined],
    ["with one contradicted and one not listed", { says: "x", passing: ["t > z", "t > a"] }, first, false],
    ["by name instead of id", { says: "x", failing: ["c"] }, first, true],
    ["of a pass, when the run broke", { says: "x", passing: ["t > a"] }, broken, false],
    ["of a failure, when the run broke", { says: "x", failing: ["t > a"] }, broken, undefined],
    ["of a pass, when a person stopped the run", { says: "x", passing: ["t > a"] }, stopped, undefined],
  ] as const) {
    test(`${name}: ${expected ?? "not known"}`, () => assert.equal(isMet(expectation, run), expected));
  }
});
