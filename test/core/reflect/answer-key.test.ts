import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { unwritable } from "../../../src/core/memory/codec.ts";
import { type AnswerKey, answerOf } from "../../../src/core/reflect/answer-key.ts";
import { reflectOnRepair } from "../../../src/core/reflect/from-repair.ts";
import { kataWith } from "../kata/make.ts";
import { repairTimeline, vain } from "./timelines.ts";

const failed = repairTimeline(
  [...vain("constant", 5), ...vain("boolean-flip", 2, 8), ...vain("relational-operator", 1, 9)],
  { type: "kata", skill: "conditions/boundary" },
);
const answer: AnswerKey = {
  path: "lib/pages.js",
  line: 12,
  original: "<=",
  replacement: "<",
  templates: ["relational-operator"],
};

suite("reflection on a failed kata, with its answer", () => {
  test("the answer of a kata is its edit, with the templates that undo it", () => {
    assert.deepEqual(answerOf(kataWith({})), {
      path: "src/a.js",
      line: 1,
      original: "<",
      replacement: "<=",
      templates: ["relational-operator"],
    });
    assert.equal(answerOf(kataWith({ operator: "no-longer-there" })), undefined);
  });

  test("what would have mended goes first, what was tried in vain goes last, and the place is named", () => {
    const { reflection, proposals } = reflectOnRepair(failed, [], answer);
    const [strategy] = proposals;
    assert.ok(strategy && proposals.length === 1);
    assert.equal(unwritable(strategy), undefined);
    assert.deepEqual(strategy.do, [
      "First try `relational-operator` on the suspicious lines of `lib/`, one line after the other.",
      "Leave `constant`, `boolean-flip` for last.",
    ]);
    assert.match(strategy.because, /^8 validation runs went into .* at lib\/pages\.js:12, where it was never tried\.$/);
    assert.match(reflection.counterfactual, /at lib\/pages\.js:12, .*; none of 8 edits touched that line\.$/);
  });

  test("a template that was tried at the faulty line in vain is not put first", () => {
    const there = repairTimeline([...vain("constant", 5), ...vain("relational-operator", 3, 12)], { type: "kata" });
    assert.deepEqual(reflectOnRepair(there, [], answer).proposals, []);
  });

  test("the template that the answer asks for is never put last", () => {
    const own = repairTimeline([...vain("relational-operator", 6, 7), ...vain("constant", 4, 8)], { type: "kata" });
    for (const { do: steps } of reflectOnRepair(own, [], answer).proposals) {
      assert.ok(!steps.some((step) => step.startsWith("Leave") && step.includes("relational-operator")));
    }
  });
});
