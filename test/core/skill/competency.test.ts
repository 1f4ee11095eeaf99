import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Attempt } from "../../../src/core/kata/kata.ts";
import { calibrated, competencyOf, predictedPass, standings } from "../../../src/core/skill/competency.ts";
import { agent, anAttempt, times } from "./attempts.ts";

const boundary = "conditions/boundary";

function standingAfter(attempts: readonly Attempt[], of = boundary, who = agent) {
  const found = standings(competencyOf(attempts, who)).find(({ skill }) => skill.id === of);
  assert.ok(found);
  return found;
}

suite("competency", () => {
  for (const [state, attempts] of [
    ["unknown", []],
    ["unknown", times(1, { grade: 0 })],
    ["fragile", times(3, { grade: 1 })],
    ["absent", times(12, { grade: 0 })],
    ["reliable", times(25, { grade: 3 })],
  ] as const) {
    test(`is ${state} after ${attempts.length} attempts of grade ${attempts[0]?.grade ?? "none"}`, () =>
      assert.equal(standingAfter(attempts).state, state));
  }

  test("the interval holds the prediction, lies within 0 and 1 and narrows with attempts", () => {
    const [few, many] = [standingAfter(times(2, {})), standingAfter(times(10, {}))];
    for (const { low, pass, high } of [few, many]) assert.ok(0 < low && low < pass && pass < high && high < 1);
    assert.ok(many.high - many.low < few.high - few.low);
  });

  test("what another model did does not count", () => {
    const other = { model: "openai/x", harness: "1" };
    assert.deepEqual(standingAfter(times(5, { agent: other })), standingAfter([]));
  });

  test("a new harness version widens the interval and keeps the mean", () => {
    const attempts = times(6, { grade: 3 });
    const [same, changed] = [standingAfter(attempts), standingAfter(attempts, boundary, { ...agent, harness: "2" })];
    assert.equal(changed.mean, same.mean);
    assert.equal((changed.variance - same.variance).toFixed(4), "1.2500");
  });

  test("success in one skill speaks a little for its domain and less for others", () => {
    const attempts = times(6, { grade: 3 });
    const means = [boundary, "conditions/guard", "calls/argument-order"].map((of) => standingAfter(attempts, of).mean);
    assert.deepEqual(
      means,
      means.toSorted((a, b) => b - a),
    );
    assert.ok((means[2] ?? 0) > 0);
  });

  test("an operator whose katas are failed is calibrated harder, and its prediction falls", () => {
    const kata = anAttempt({ operator: "removed-guard" });
    const before = competencyOf([], agent);
    const after = competencyOf(times(4, { operator: "removed-guard", grade: 0 }), agent);
    assert.ok(calibrated(after, kata).b > calibrated(before, kata).b);
    assert.ok(predictedPass(after, kata) < predictedPass(before, kata));
    assert.deepEqual(calibrated(after, anAttempt()), anAttempt().difficulty);
  });

  test("an attempt at a skill that is no longer in the taxonomy changes nothing", () => {
    assert.deepEqual(competencyOf([anAttempt({ skill: "gone/gone" })], agent), competencyOf([], agent));
  });
});
