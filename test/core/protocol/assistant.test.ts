import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { AssistantRequest, GOAL_LIMIT } from "../../../src/core/protocol/assistant.ts";
import {
  assistantView,
  emptyAssistant,
  foldAssistant,
  lessonSentence,
} from "../../../src/core/protocol/assistant-state.ts";
import type { Reflection } from "../../../src/core/reflect/reflection.ts";

const around = {
  choice: "builtin",
  model: "",
  blocked: undefined,
  budget: { turns: 1, tokens: 1, testRuns: 1, ms: 1 },
  inbox: 0,
} as const;

const reflection: Reflection = {
  v: 1,
  episode: "e",
  outcome: "failed",
  cause: "strategy-defect",
  belief: "b",
  counterfactual: "c",
  proposed: [],
  refused: [],
  by: "builtin/1",
};

suite("assistant requests", () => {
  for (const [name, message] of [
    ["an unknown kind", { kind: "run-command", command: "rm" }],
    ["an empty goal", { kind: "task", goal: "  " }],
    ["a goal beyond the limit", { kind: "task", goal: "x".repeat(GOAL_LIMIT + 1) }],
    ["an answer that is not yes or no", { kind: "answer", call: "c", allowed: "yes" }],
    ["no object", "ready"],
  ] as const) {
    test(`${name} is refused`, () => assert.equal(AssistantRequest.safeParse(message).success, false));
  }

  test("a goal loses the space around it", () => {
    assert.deepEqual(AssistantRequest.parse({ kind: "task", goal: " mend it \n" }), { kind: "task", goal: "mend it" });
  });
});

suite("assistant state", () => {
  const asked = foldAssistant(emptyAssistant, { kind: "asked", goal: "mend it" });

  test("asking starts a run with the goal on top", () => {
    assert.equal(asked.phase, "running");
    assert.deepEqual(asked.run.items, [{ kind: "goal", key: "i0", text: "mend it" }]);
  });

  test("only a running task can be cancelled", () => {
    assert.equal(foldAssistant(emptyAssistant, { kind: "cancelling" }).phase, "idle");
    assert.equal(foldAssistant(asked, { kind: "cancelling" }).phase, "cancelling");
  });

  test("a running conversation cannot be cleared", () => {
    assert.equal(foldAssistant(asked, { kind: "cleared" }), asked);
  });

  test("a failure is shown and ends the run", () => {
    const failed = foldAssistant(asked, { kind: "failed", sentence: "Open a folder first." });
    assert.deepEqual([failed.phase, failed.run.items.at(-1)?.kind], ["idle", "error"]);
  });

  test("a report ends with what was learnt", () => {
    const report = { episode: "e", outcome: "failed", why: "", reflection } as const;
    const done = foldAssistant(asked, { kind: "reported", report });
    assert.deepEqual(done.run.items.at(-1), { kind: "lesson", key: "i1", text: "No strategy proposed.", proposed: [] });
  });

  test("the built-in agent says what it cannot do", () => {
    assert.match(assistantView(emptyAssistant, around).agent.about, /cannot write features/);
  });

  test("an endpoint that is not set up is not given a name", () => {
    assert.match(assistantView(emptyAssistant, { ...around, choice: "openai" }).agent.label, /not set up/);
  });
});

suite("lesson sentence", () => {
  for (const [change, sentence] of [
    [{ proposed: ["one"] }, "One strategy waits for your decision in Practice Memory."],
    [{ proposed: ["one", "two"] }, "Two strategies wait for your decision in Practice Memory."],
    [{ cause: "nothing-to-learn" }, "Nothing to learn from this one."],
    [{ refused: [{ title: "t", why: "It names no trigger." }] }, "No strategy proposed: It names no trigger."],
    [{}, "No strategy proposed."],
  ] as const) {
    test(`reads “${sentence}”`, () => assert.equal(lessonSentence({ ...reflection, ...change }), sentence));
  }
});
