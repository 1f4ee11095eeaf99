import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { AgentEvent } from "../../../src/core/agent/events.ts";
import { emptyRun, foldEvent, settle } from "../../../src/core/protocol/run-fold.ts";
import type { RunItem, ToolItem } from "../../../src/core/protocol/run-items.ts";
import type { TestFailure, TestRun } from "../../../src/core/trace/test-run.ts";

const fold = (...events: readonly AgentEvent[]) => events.reduce(foldEvent, emptyRun);
const tool = (items: readonly RunItem[], call: string): ToolItem => {
  const item = items.findLast((each) => each.kind === "tool" && each.call === call);
  assert.ok(item?.kind === "tool", `there is a card for ${call}`);
  return item;
};

suite("run fold", () => {
  test("streamed text grows in one entry and ends with the whole", () => {
    const delta = (text: string) => ({ kind: "text-delta", text }) as const;
    const growing = fold(delta("The te"), delta("sts"));
    assert.deepEqual(growing.items, [{ kind: "text", key: "i0", text: "The tests", streaming: true }]);
    assert.deepEqual(foldEvent(growing, { kind: "text", text: "The tests fail." }).items, [
      { kind: "text", key: "i0", text: "The tests fail.", streaming: false },
    ]);
  });

  test("text without a stream is an entry of its own", () => {
    const { items } = fold({ kind: "text", text: "one" }, { kind: "text", text: "two" });
    assert.equal(items.length, 2);
  });

  test("an edit is judged by the next test run", () => {
    const before = fold(editing("e"), edited("e"));
    assert.deepEqual(judgement(tool(before.items, "e")), { actual: undefined, met: undefined });
    const after = fold(editing("e"), edited("e"), testing("t"), tested("t", "passed"));
    assert.deepEqual(judgement(tool(after.items, "e")), { actual: "The one test passes.", met: true });
  });

  test("a test run that contradicts an edit shows it as not met", () => {
    const { items } = fold(editing("e"), edited("e"), testing("t"), tested("t", "failed"));
    assert.equal(tool(items, "e").met, false);
  });

  test("an edit is judged once", () => {
    const first = [editing("e"), edited("e"), testing("t"), tested("t", "failed")] as const;
    const { items } = fold(...first, testing("u"), tested("u", "passed"));
    assert.equal(tool(items, "e").met, false);
  });

  test("an edit that failed waits for no judgement", () => {
    const { items } = fold(editing("e"), edited("e", false), testing("t"), tested("t", "passed"));
    assert.deepEqual(judgement(tool(items, "e")), { actual: undefined, met: undefined });
  });

  test("a test run shows its counts and its first failures", () => {
    const { items } = fold(testing("t"), tested("t", "failed"));
    assert.deepEqual(tool(items, "t").tests, {
      outcome: "failed",
      passed: 0,
      failed: 1,
      skipped: 0,
      failures: [{ name: "adds", message: "expected 2" }],
    });
  });

  test("a failed comparison shows both sides", () => {
    const failure = { message: "Expected values to be strictly equal:", expected: "2", actual: "1", frames: [] };
    const { items } = fold(testing("t"), tested("t", "failed", failure));
    assert.equal(tool(items, "t").tests?.failures[0]?.message, "expected 2, got 1");
  });

  test("a question waits until it is answered", () => {
    const asked = fold(editing("e"), { kind: "approval-asked", call: "e", title: "edit", reason: "It is a test." });
    assert.deepEqual([tool(asked.items, "e").state, tool(asked.items, "e").asked], ["asking", "It is a test."]);
    const denied = foldEvent(asked, { kind: "approval-answered", call: "e", allowed: false });
    assert.equal(tool(denied.items, "e").state, "denied");
    assert.equal(tool(foldEvent(denied, edited("e", false)).items, "e").state, "denied");
  });

  test("a question without a call before it has a card of its own", () => {
    const { items } = fold({ kind: "approval-asked", call: "x", title: "edit a", reason: "why" });
    assert.equal(tool(items, "x").state, "asking");
  });

  test("what is still alive at the end is stopped", () => {
    const { items } = settle(fold({ kind: "text-delta", text: "I" }, editing("e")));
    assert.deepEqual(
      items.map((item) => (item.kind === "tool" ? item.state : item.kind === "text" && item.streaming)),
      [false, "stopped"],
    );
  });

  test("a call id may come again in the next episode", () => {
    const start = (episode: string) =>
      ({ kind: "episode-started", episode, type: "task", goal: "g", agent: { model: "m", harness: "h" } }) as const;
    const { items } = fold(start("1"), editing("e"), edited("e"), start("2"), editing("e"));
    assert.deepEqual(
      items.map((item) => item.kind === "tool" && [item.step, item.state]),
      [
        [1, "ok"],
        [1, "running"],
      ],
    );
  });

  test("a claim the tests do not bear out is marked", () => {
    const { items } = fold(
      { kind: "tool-started", call: "f", tool: "finish", risk: "finish", title: "finish", input: {} },
      {
        kind: "tool-finished",
        call: "f",
        tool: "finish",
        ok: true,
        summary: "done",
        output: "",
        effect: { kind: "finished", summary: "All green.", honest: false },
        ms: 1,
      },
    );
    assert.equal(tool(items, "f").met, false);
  });

  test("consulting nothing shows nothing", () => {
    assert.deepEqual(fold({ kind: "strategies-consulted", strategies: [] }).items, []);
  });

  test("the oldest entries go when there are too many, and keys stay unique", () => {
    const events = Array.from({ length: 500 }, (_, index) => ({ kind: "notice", text: `${index}` }) as const);
    const { items } = fold(...events);
    assert.deepEqual([items.length, new Set(items.map((item) => item.key)).size, items[0]?.key], [400, 400, "i100"]);
  });
});

function judgement({ actual, met }: ToolItem) {
  return { actual, met };
}

function editing(call: string): AgentEvent {
  const expectation = { says: "adds passes", passing: ["a.test.js > adds"] };
  return { kind: "tool-started", call, tool: "edit_file", risk: "edit", title: "edit a.js", input: {}, expectation };
}

function edited(call: string, ok = true): AgentEvent {
  const effect = { kind: "edited", path: "a.js", before: "1\n", after: "2\n" } as const;
  const base = { kind: "tool-finished", call, tool: "edit_file", ok, summary: "s", output: "", ms: 1 } as const;
  return ok ? { ...base, effect } : base;
}

function testing(call: string): AgentEvent {
  const expectation = { says: "see" };
  return { kind: "tool-started", call, tool: "run_tests", risk: "run", title: "run tests", input: {}, expectation };
}

function tested(
  call: string,
  status: "passed" | "failed",
  failure: TestFailure = { message: "expected 2\nbut got 1", frames: [] },
): AgentEvent {
  const base = { id: "a.test.js > adds", file: "a.test.js", name: "adds" };
  const one = status === "failed" ? { ...base, status, failure } : { ...base, status };
  const run: TestRun = { outcome: status, framework: "node:test", command: ["node"], ms: 1, tests: [one] };
  const effect = { kind: "tests-ran", run } as const;
  return { kind: "tool-finished", call, tool: "run_tests", ok: true, summary: "s", output: "", effect, ms: 1 };
}
