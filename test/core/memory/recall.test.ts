import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Situation } from "../../../src/core/agent/run.ts";
import { recall } from "../../../src/core/memory/recall.ts";
import type { Strategy } from "../../../src/core/memory/strategy.ts";
import { aStrategy } from "./strategies.ts";

const situation: Situation = {
  goal: "Make the failing tests pass.",
  skill: undefined,
  symptoms: ["off-by-one"],
  languages: ["javascript"],
  frameworks: ["mocha"],
  paths: ["lib/pages.js"],
};

function recalled(strategies: readonly Strategy[], changes: Partial<Situation> = {}, limit = 3) {
  const approved = strategies.map((strategy) => ({ strategy, hash: strategy.id }));
  return recall(approved, { ...situation, ...changes }, limit);
}

function ids(strategies: readonly Strategy[], changes: Partial<Situation> = {}, limit = 3) {
  return recalled(strategies, changes, limit).map((each) => each.strategy.id);
}

const open = { symptoms: [], languages: [], frameworks: [], paths: [] } as const;

suite("recall", () => {
  test("says in words why a strategy was chosen", () => {
    assert.deepEqual(
      recalled([aStrategy()], { skill: "conditions/boundary" }).map((each) => each.why),
      ["same symptom off-by-one; skill conditions/boundary; files in lib/**"],
    );
  });

  for (const [name, changes] of [
    ["symptoms", { symptoms: ["nan"] }],
    ["languages", { languages: ["typescript"] }],
    ["frameworks", { frameworks: ["jest"] }],
    ["paths", { paths: ["server/a.js"] }],
  ] as const) {
    test(`a cue excludes when all known ${name} are others`, () =>
      assert.deepEqual(ids([aStrategy()], { skill: "conditions/boundary", ...changes }), []));
    test(`a cue does not exclude while no ${name} are known`, () =>
      assert.deepEqual(ids([aStrategy()], { skill: "conditions/boundary", [name]: [] }), [aStrategy().id]));
  }

  test("nothing is forced: language, framework and folder alone recall nothing", () => {
    assert.deepEqual(ids([aStrategy()], { symptoms: [] }), []);
  });

  test("words that the goal shares with the trigger recall a strategy", () => {
    const currency = aStrategy({ id: "currency", cues: open, when: "Invoices mix rounding of several currencies." });
    const dates = aStrategy({ id: "dates", cues: open, when: "Calendar weeks start on the wrong weekday." });
    const goal = "Mend the rounding of currencies on invoices.";
    assert.deepEqual(ids([currency, dates], { goal, symptoms: [] }), ["currency"]);
  });

  test("a shared skill and symptom outrank a shared symptom", () => {
    const best = aStrategy({ id: "z-best", skills: ["flow/loop-bound"], do: ["Count the rounds of the loop."] });
    const other = aStrategy({ id: "a-other", skills: ["values/constant"] });
    assert.deepEqual(ids([other, best], { skill: "flow/loop-bound" }), ["z-best", "a-other"]);
  });

  test("at most three are recalled, and at most as many as asked for", () => {
    const many = [1, 2, 3, 4, 5].map((n) => aStrategy({ id: `strategy-${n}`, do: [`Do thing${n} with item${n}.`] }));
    assert.deepEqual([ids(many, {}, 9).length, ids(many, {}, 2).length, ids(many, {}, 0).length], [3, 2, 0]);
  });

  test("of two that say much the same only one takes a place", () => {
    assert.deepEqual(ids([aStrategy({ id: "b-twin" }), aStrategy({ id: "a-twin" })]), ["a-twin"]);
  });

  test("the order of the strategies does not matter", () => {
    const many = [1, 2, 3, 4].map((n) => aStrategy({ id: `strategy-${n}`, do: [`Do thing${n} with item${n}.`] }));
    assert.deepEqual(ids(many), ids(many.toReversed()));
  });
});
