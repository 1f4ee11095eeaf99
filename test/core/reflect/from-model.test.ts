import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Model, ModelEvent, ModelRequest } from "../../../src/core/ports.ts";
import { reflectWithModel } from "../../../src/core/reflect/from-model.ts";
import { reflectOn } from "../../../src/core/reflect/reflect-on.ts";
import { Reflection } from "../../../src/core/reflect/reflection.ts";
import { repairTimeline, vain } from "./timelines.ts";

const timeline = repairTimeline([...vain("constant", 3), { idea: "relational-operator", mends: true }]);

const candidate = {
  title: "Compare with the edge value before changing constants",
  skills: ["conditions/boundary"],
  symptoms: ["off-by-one"],
  paths: ["lib/**"],
  when: "A count is one too high.",
  unless: ["The expected value is a length."],
  do: ["Look at every `<` and `<=` on the failing path first."],
  because: "Constants were changed three times in vain.",
  evidence: [{ step: 2, quote: "replaced line 7" }],
  check: "The first edit touches a comparison.",
  prediction: "Within 2 edits the test passes.",
};

const answer = {
  cause: "knowledge-gap",
  decisionPoint: { step: 2, quote: "edit lib/pages.js" },
  belief: "The constant is wrong.",
  counterfactual: "Run the test at the edge value first.",
  proposals: [candidate],
};

function answering(events: readonly ModelEvent[], asked: ModelRequest[] = []): Model {
  return {
    id: "openai/test",
    async *stream(request) {
      asked.push(request);
      yield* events;
    },
  };
}

function saying(value: unknown): readonly ModelEvent[] {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return [
    { kind: "text", text: text.slice(0, 10) },
    { kind: "text", text: text.slice(10) },
    { kind: "end", why: "stop" },
  ];
}

function reflect(value: unknown, of = timeline) {
  const model = answering(saying(value));
  return reflectWithModel({ timeline: of, existing: [], model, framework: "mocha" }, new AbortController().signal);
}

suite("reflection by a language model", () => {
  test("a quoted, specific candidate becomes a tainted proposal of this project", async () => {
    const { reflection, proposals } = await reflect(answer);
    Reflection.parse(reflection);
    assert.deepEqual(reflection.refused, []);
    assert.deepEqual(reflection.proposed, ["compare-with-the-edge-value-before-changing-constants"]);
    assert.deepEqual(
      [proposals[0]?.cues, proposals[0]?.provenance, proposals[0]?.evidence],
      [
        { symptoms: ["off-by-one"], languages: ["javascript"], frameworks: ["mocha"], paths: ["lib/**"] },
        { author: "agent", model: "openai/test", harness: "etude/1", episodes: ["task-1"], tainted: true },
        [{ episode: "task-1", step: 2, quote: "replaced line 7" }],
      ],
    );
  });

  for (const [name, changes, why] of [
    ["a quote nobody said", { evidence: [{ step: 2, quote: "deleted the database" }] }, /does not say "deleted/],
    ["a quote of another step", { evidence: [{ step: 1, quote: "replaced line 7" }] }, /step 1 does not say/],
    ["a step that is not there", { evidence: [{ step: 99, quote: "replaced line 7" }] }, /there is none/],
    ["an unknown skill", { skills: ["made/up"] }, /no skill "made\/up"/],
    ["harmful advice", { do: ["Skip the failing `pages` test."] }, /weakens tests/],
  ] as const) {
    test(`a candidate with ${name} is refused with the reason`, async () => {
      const { reflection, proposals } = await reflect({ ...answer, proposals: [{ ...candidate, ...changes }] });
      assert.deepEqual(proposals, []);
      assert.match(reflection.refused[0]?.why ?? "", why);
    });
  }

  test("a false decision point is dropped and said", async () => {
    const { reflection } = await reflect({ ...answer, decisionPoint: { step: 3, quote: "never said this" } });
    assert.equal(reflection.decisionPoint, undefined);
    assert.match(reflection.refused[0]?.why ?? "", /does not say/);
  });

  test("of two candidates that say the same one is refused", async () => {
    const { reflection } = await reflect({
      ...answer,
      proposals: [candidate, { ...candidate, title: "Compare with the edge value first" }],
    });
    assert.deepEqual([reflection.proposed.length, reflection.refused.length], [1, 1]);
  });

  test("an environment failure never becomes a strategy", async () => {
    const failed = repairTimeline(vain("constant", 3), { outcome: "environment" });
    const { proposals } = await reflect(answer, failed);
    assert.deepEqual(proposals, []);
  });

  for (const [name, value] of [
    ["is not JSON", "I think that ..."],
    ["has three proposals", { ...answer, proposals: [candidate, candidate, candidate] }],
    ["has an unknown cause", { ...answer, cause: "bad-luck" }],
  ] as const) {
    test(`an answer that ${name} proposes nothing and is said`, async () => {
      const { reflection, proposals } = await reflect(value);
      assert.deepEqual([proposals, reflection.refused.length], [[], 1]);
      Reflection.parse(reflection);
    });
  }

  test("a fault of the model is a reflection that says so", async () => {
    const model = answering([{ kind: "fault", fault: { kind: "unreachable", message: "The endpoint is down." } }]);
    const { reflection } = await reflectOn(
      { timeline, existing: [], model, framework: "mocha" },
      new AbortController().signal,
    );
    assert.deepEqual(reflection.refused, [{ title: "(reflection)", why: "The endpoint is down." }]);
  });

  test("the question carries the timeline, the tests' outcome and a JSON schema", async () => {
    const asked: ModelRequest[] = [];
    const model = answering(saying(answer), asked);
    await reflectWithModel({ timeline, existing: [], model, framework: "mocha" }, new AbortController().signal);
    const text = asked[0]?.messages.map((message) => message.text).join("\n") ?? "";
    assert.match(text, /decided by the tests: solved/);
    assert.match(text, /edit lib\/pages\.js/);
    assert.deepEqual(Object.keys((asked[0]?.answer?.["properties"] ?? {}) as object), Object.keys(answer));
  });

  test("an exam is never reflected on", async () => {
    const exam = repairTimeline(vain("constant", 3), { type: "exam" });
    const request = { timeline: exam, existing: [], model: undefined, framework: "mocha" };
    await assert.rejects(reflectOn(request, new AbortController().signal), /exam/);
  });
});
