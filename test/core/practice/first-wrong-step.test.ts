import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { firstWrongStep } from "../../../src/core/practice/first-wrong-step.ts";
import { repairTimeline, vain } from "../reflect/timelines.ts";

suite("the step that went wrong first", () => {
  test("is the first edit whose expectation did not hold", () => {
    const timeline = repairTimeline([...vain("constant", 2), { idea: "relational-operator", mends: true }]);
    const first = timeline.steps.find((step) => step.edit);
    assert.ok(first);
    assert.deepEqual(firstWrongStep(timeline), {
      step: first.step,
      why: "Expected: try constant at line 7 What happened: 1 of 2 tests fails: test/pages.js > counts pages.",
    });
  });

  test("is the last step when every expectation held", () => {
    const timeline = repairTimeline([]);
    assert.equal(firstWrongStep(timeline)?.step, timeline.steps.at(-1)?.step);
  });

  test("is none in an episode without steps", () => {
    assert.equal(firstWrongStep({ ...repairTimeline([]), steps: [] }), undefined);
  });
});
