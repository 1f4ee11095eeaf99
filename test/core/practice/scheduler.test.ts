import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Attempt, Kata } from "../../../src/core/kata/kata.ts";
import { notParked, parkedAfter } from "../../../src/core/practice/parking.ts";
import {
  expectedShortfall,
  pick,
  reasonOf,
  scheduleOf,
  suggest,
  targetDifficulty,
} from "../../../src/core/practice/scheduler.ts";
import { practisableSkills } from "../../../src/core/skill/taxonomy.ts";
import { agent, times } from "../skill/attempts.ts";
import { seeded } from "../skill/chance.ts";

/** How often each skill is picked in 2,000 draws. */
function shares(attempts: readonly Attempt[]): ReadonlyMap<string, number> {
  const random = seeded(3);
  const schedule = scheduleOf(attempts, agent);
  const counts = new Map<string, number>();
  for (let i = 0; i < 2000; i++) {
    const id = pick(schedule, random)?.skill.id ?? "none";
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** Some attempts at every skill that katas can be made for. */
function everywhere(count: number, grade: Attempt["grade"]): readonly Attempt[] {
  return practisableSkills.flatMap((skill) => times(count, { skill: skill.id, operator: skill.id, grade }));
}

const boundary = { skill: "conditions/boundary" };

suite("scheduler", () => {
  for (const [mean, variance, shortfall] of [
    [0, 1.64, "1.7425"],
    [1, 0.5, "0.7486"],
    [2, 0.3, "0.0965"],
  ] as const) {
    test(`expected shortfall at mean ${mean} and variance ${variance} is ${shortfall}`, () =>
      assert.equal(expectedShortfall(mean, variance).toFixed(4), shortfall));
  }

  test("aims .62 times 1.12 logits below the mean, within the range of items", () => {
    assert.deepEqual([targetDifficulty(0).toFixed(3), targetDifficulty(9), targetDifficulty(-9)], ["-0.692", 4, -3]);
  });

  test("draws only skills that katas can be made for, and at most eight of them", () => {
    const drawn = [...shares([]).keys()];
    assert.equal(drawn.length, 8);
    assert.ok(drawn.every((id) => practisableSkills.some((skill) => skill.id === id)));
  });

  test("draws a weak skill most and a reliable one never", () => {
    const drawn = shares([
      ...everywhere(3, 2),
      ...times(4, { ...boundary, grade: 0 }),
      ...times(25, { skill: "calls/argument-order", operator: "swapped-arguments", grade: 3 }),
      ...times(1, { skill: "values/constant", operator: "values/constant", grade: 2 }),
    ]);
    assert.equal([...drawn].toSorted((a, b) => b[1] - a[1])[0]?.[0], boundary.skill);
    assert.equal(drawn.get("calls/argument-order"), undefined);
  });

  test("the fourth time in a row is unlikely", () => {
    const others = everywhere(2, 1);
    const thrice = shares([...others, ...times(3, { ...boundary, grade: 0 })]).get(boundary.skill) ?? 0;
    const broken = [...others, ...times(3, { ...boundary, grade: 0 }), ...times(1, { skill: "data/index", grade: 1 })];
    assert.ok(thrice < 0.1 * (shares(broken).get(boundary.skill) ?? 0));
  });

  test("a skill that stalls is parked, said so, and returns", () => {
    const stalled = times(8, { ...boundary, grade: 0 });
    assert.equal(shares(stalled).get(boundary.skill), undefined);
    assert.match(reasonOf(scheduleOf(stalled, agent), boundary.skill), /^parked: no progress/);
    const later = [...stalled, ...times(16, { skill: "data/index", operator: "constant-off-by-one", grade: 1 })];
    assert.ok((shares(later).get(boundary.skill) ?? 0) > 0);
  });

  test("parking lasts 2, 4, 8, 16, 16 rounds, and a gain starts it from 2 again", () => {
    let parking = notParked;
    const lengths: number[] = [];
    for (let attempt = 1; attempt <= 40; attempt++) {
      parking = parkedAfter(parking, { mean: -1, mastery: 0, time: 0, skills: 1 });
      if (attempt % 8 === 0) lengths.push(parking.until);
    }
    assert.deepEqual(lengths, [2, 4, 8, 16, 16]);
    for (let attempt = 1; attempt <= 8; attempt++) {
      parking = parkedAfter(parking, { mean: attempt, mastery: 0, time: 0, skills: 1 });
    }
    assert.equal(parking.back, 2);
  });

  test("nothing pickable is no pick", () => {
    assert.equal(
      pick(scheduleOf([], agent), seeded(1), () => false),
      undefined,
    );
  });

  test("the same attempts and the same chance give the same pick", () => {
    const schedule = scheduleOf(everywhere(2, 1), agent);
    assert.deepEqual(pick(schedule, seeded(5)), pick(schedule, seeded(5)));
  });

  for (const [reason, attempts] of [
    [/^not yet measured$/, []],
    [/^weakest: predicted pass \d+ %$/, [...everywhere(3, 3), ...times(3, { ...boundary, grade: 0 })]],
    [/^uncertain: between \d+ % and \d+ %$/, [...times(1, boundary), ...times(4, { skill: "data/index", grade: 0 })]],
    [/^reliable: checked now and then \(predicted pass \d+ %\)$/, times(25, { ...boundary, grade: 3 })],
  ] as const) {
    test(`says ${reason.source}`, () => assert.match(reasonOf(scheduleOf(attempts, agent), boundary.skill), reason));
  }

  test("suggests katas of the skill with the largest shortfall first, nearest to the target difficulty", () => {
    const kata = (id: string, skill: string, b: number) =>
      ({ id, skill, operator: "x", difficulty: { b, vb: 0.64 } }) as unknown as Kata;
    const schedule = scheduleOf([...everywhere(3, 3), ...times(3, { ...boundary, grade: 0 })], agent);
    const found = suggest(schedule, [
      kata("a", "calls/argument-order", 0),
      kata("b", boundary.skill, 3),
      kata("c", boundary.skill, -1),
    ]);
    assert.deepEqual(
      found.map((each) => each.kata.id),
      ["c", "b", "a"],
    );
    assert.ok((found[0]?.predicted ?? 0) > (found[1]?.predicted ?? 1));
  });
});
