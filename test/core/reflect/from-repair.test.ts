import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { unwritable } from "../../../src/core/memory/codec.ts";
import { Strategy } from "../../../src/core/memory/strategy.ts";
import { reflectOnRepair } from "../../../src/core/reflect/from-repair.ts";
import { falseQuote } from "../../../src/core/reflect/quotes.ts";
import { Reflection } from "../../../src/core/reflect/reflection.ts";
import { adviceFrom } from "../../../src/core/repair/advice.ts";
import { repairTimeline, vain } from "./timelines.ts";

const detour = repairTimeline([
  ...vain("constant", 5),
  ...vain("boolean-flip", 2),
  ...vain("relational-operator", 1, 8),
  { idea: "relational-operator", line: 9, mends: true },
]);

suite("reflection on the built-in agent", () => {
  test("a detour proposes what held first and what was vain last, with numbers from the episode", () => {
    const { reflection, proposals } = reflectOnRepair(detour, []);
    const [strategy] = proposals;
    assert.ok(strategy && proposals.length === 1);
    assert.deepEqual(
      {
        id: strategy.id,
        title: strategy.title,
        skills: strategy.skills,
        cues: strategy.cues,
        do: strategy.do,
        because: strategy.because,
        prediction: strategy.prediction,
      },
      {
        id: "relational-operator-first-off-by-one-lib",
        title: "Try `relational-operator` first when code in `lib/` fails with off-by-one",
        skills: ["conditions/boundary", "flow/loop-bound", "flow/termination"],
        cues: { symptoms: ["off-by-one"], languages: ["javascript"], frameworks: ["mocha"], paths: ["lib/**"] },
        do: [
          "First try `relational-operator` on the suspicious lines of `lib/`, one line after the other.",
          "Leave `constant`, `boolean-flip` for last.",
        ],
        because:
          "8 validation runs went into `constant` (5), `boolean-flip` (2), other lines with `relational-operator` (1) before `relational-operator` at lib/pages.js:9 turned 1 failing test green in step 27.",
        prediction:
          "On fresh katas of this kind the passing edit comes within the first 2 validation runs; here it was number 9.",
      },
    );
    assert.equal(reflection.cause, "knowledge-gap");
    assert.match(reflection.counterfactual, /`relational-operator` at lib\/pages\.js:9 .* 8 validation runs later/);
  });

  test("what is proposed is complete, can be written, and quotes only what the timeline says", () => {
    const { reflection, proposals } = reflectOnRepair(detour, []);
    Reflection.parse(reflection);
    for (const strategy of proposals) {
      Strategy.parse(strategy);
      assert.equal(unwritable(strategy), undefined);
      assert.deepEqual(
        strategy.evidence.map((each) => falseQuote(detour, each)),
        strategy.evidence.map(() => undefined),
      );
    }
    assert.deepEqual(reflection.decisionPoint?.step, 2);
  });

  test("the built-in agent reads the strategy as it was meant", () => {
    const [strategy] = reflectOnRepair(detour, []).proposals;
    assert.ok(strategy);
    const advice = adviceFrom([strategy], {
      symptoms: ["off-by-one"],
      framework: "mocha",
      languages: ["javascript"],
      paths: ["lib/other.js"],
    });
    const factor = (template: string) => advice.factor(template, "lib/other.js");
    assert.deepEqual(advice.followed, [strategy.id]);
    assert.ok(factor("relational-operator") > 1 && factor("constant") < 1 && factor("boolean-flip") < 1);
  });

  test("a kata's strategy is about the kata's skill", () => {
    const timeline = repairTimeline([...vain("constant", 4), { idea: "relational-operator", mends: true }], {
      type: "kata",
      skill: "flow/loop-bound",
    });
    assert.deepEqual(reflectOnRepair(timeline, []).proposals[0]?.skills, ["flow/loop-bound"]);
  });

  for (const [name, timeline] of [
    ["a first-try win", repairTimeline([{ idea: "constant", mends: true }])],
    ["a short search", repairTimeline([...vain("constant", 2), { idea: "relational-operator", mends: true }])],
    ["nothing to mend", repairTimeline([], { outcome: "solved" })],
  ] as const) {
    test(`${name} has nothing to learn`, () => {
      const { reflection, proposals } = reflectOnRepair(timeline, []);
      assert.deepEqual([reflection.cause, reflection.decisionPoint, proposals], ["nothing-to-learn", undefined, []]);
    });
  }

  test("an order that would have saved next to nothing is not proposed", () => {
    const tries = [
      ...vain("constant", 1),
      ...vain("relational-operator", 5),
      { idea: "relational-operator", mends: true },
    ];
    assert.deepEqual(reflectOnRepair(repairTimeline(tries), []).proposals, []);
  });

  test("a search that the winning template itself was long proposes nothing", () => {
    const timeline = repairTimeline([...vain("constant", 6), { idea: "constant", line: 9, mends: true }]);
    assert.deepEqual(reflectOnRepair(timeline, []).proposals, []);
  });

  test("a failure leaves exhausted families for last and brings fitting ones forward", () => {
    const timeline = repairTimeline([...vain("method-replace", 9), ...vain("constant", 4), ...vain("text-literal", 1)]);
    const { reflection, proposals } = reflectOnRepair(timeline, []);
    const [strategy] = proposals;
    assert.ok(strategy && proposals.length === 1);
    assert.deepEqual([reflection.cause, reflection.outcome], ["knowledge-gap", "failed"]);
    assert.match(strategy.do.at(-1) ?? "", /^Leave `method-replace`, `constant` for last\.$/);
    assert.match(strategy.do[0] ?? "", /^First try `relational-operator`/);
    assert.match(strategy.because, /^13 of 14 validation runs/);
    assert.equal(unwritable(strategy), undefined);
  });

  for (const outcome of ["environment", "abandoned"] as const) {
    test(`an episode that ended ${outcome} proposes nothing`, () => {
      const timeline = repairTimeline(vain("constant", 9), { outcome });
      const { reflection, proposals } = reflectOnRepair(timeline, []);
      assert.deepEqual(proposals, []);
      assert.equal(reflection.cause, outcome === "environment" ? "environment" : "nothing-to-learn");
    });
  }

  test("what a strategy says already is refused with the reason", () => {
    const [strategy] = reflectOnRepair(detour, []).proposals;
    assert.ok(strategy);
    const again = reflectOnRepair(detour, [{ ...strategy, id: "known" }]);
    assert.deepEqual(again.proposals, []);
    assert.deepEqual(again.reflection.refused, [{ title: strategy.title, why: "it says nearly the same as known" }]);
  });

  test("a detour in spite of a strategy that was followed is a defect of the strategy", () => {
    const tries = [...vain("constant", 4), { idea: "relational-operator", mends: true }];
    const { reflection } = reflectOnRepair(repairTimeline(tries, { strategy: "constant-first" }), []);
    assert.equal(reflection.cause, "strategy-defect");
  });
});
