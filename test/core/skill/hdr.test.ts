import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { afterEvent, meanOf, newHdr, observe, passChance, varianceOf } from "../../../src/core/skill/hdr.ts";
import { expectedSigmoid, normalBelow, sigmoid } from "../../../src/core/skill/numeric.ts";
import { gaussian, seeded } from "./chance.ts";

const WITHOUT_STALENESS = { drift: 0.02, staleness: 0 };

function rounded(values: readonly number[]): readonly string[] {
  return values.map((value) => value.toFixed(4));
}

suite("HDR", () => {
  test("follows the reference vector to four decimals", () => {
    let hdr = newHdr([0, 0, 1, 1]);
    const skills = [0, 1, 2, 3];
    const rows: string[][] = [];
    for (const [skill, b, grade] of [
      [0, 0, 2],
      [0, 0.5, 0],
      [1, -0.5, 3],
      [2, 0, 1],
    ] as const) {
      const seen = observe(hdr, skill, { b, vb: 0.64 }, grade, WITHOUT_STALENESS);
      hdr = seen.hdr;
      rows.push([
        ...rounded([seen.difficulty.b, seen.difficulty.vb, seen.surprise]),
        ...rounded(skills.map((s) => meanOf(hdr, s))),
        ...rounded(skills.map((s) => varianceOf(hdr, s, WITHOUT_STALENESS))),
      ]);
    }
    assert.deepEqual(rows, [
      "-0.0651 0.5570 1.7725 0.1689 0.1017 0.0651 0.0651 1.1015 1.4373 1.5570 1.5570".split(" "),
      "0.8002 0.5803 0.9746 -0.3572 -0.2095 -0.1341 -0.1341 0.9381 1.3731 1.5307 1.5307".split(" "),
      "-0.7928 0.5836 0.9835 -0.1032 0.4279 0.0806 0.0806 0.8957 1.1258 1.5004 1.5004".split(" "),
      "0.0780 0.5545 1.7680 -0.1421 0.3817 -0.1047 -0.0243 0.8744 1.0958 1.0378 1.3458".split(" "),
    ]);
  });

  test("starts from mean 0 and variance 1.64", () => {
    const hdr = newHdr([0, 0, 1, 1]);
    assert.deepEqual(rounded([meanOf(hdr, 3), varianceOf(hdr, 3)]), ["0.0000", "1.6400"]);
  });

  test("expected sigmoid and normal distribution agree with known values", () => {
    assert.deepEqual(
      [expectedSigmoid(0.5, 1).toFixed(6), normalBelow(1.96).toFixed(5), normalBelow(-1).toFixed(5)],
      ["0.602027", "0.97500", "0.15866"],
    );
  });

  test("an idle skill grows uncertain by .004 per attempt elsewhere, and an attempted one does not", () => {
    const start = newHdr([0, 1]);
    let hdr = start;
    for (let i = 0; i < 10; i++) hdr = observe(hdr, 0, { b: 0, vb: 0.5 }, 2, WITHOUT_STALENESS).hdr;
    assert.equal((varianceOf(hdr, 1) - varianceOf(hdr, 1, WITHOUT_STALENESS)).toFixed(4), "0.0400");
    assert.equal(varianceOf(hdr, 0), varianceOf(hdr, 0, WITHOUT_STALENESS));
  });

  for (const [name, event, growth] of [
    ["a changed strategy", { kind: "strategy-changed", skill: 0 }, ["1.0000", "0.0000"]],
    ["a changed memory format", { kind: "memory-format-changed" }, ["0.2500", "0.2500"]],
    ["a changed agent", { kind: "agent-changed" }, ["1.2500", "1.2500"]],
  ] as const) {
    test(`${name} widens without forgetting`, () => {
      const before = observe(newHdr([0, 1]), 0, { b: 0, vb: 0.64 }, 3).hdr;
      const after = afterEvent(before, event);
      const grown = [0, 1].map((s) => varianceOf(after, s) - varianceOf(before, s));
      assert.deepEqual([rounded(grown), meanOf(after, 0)], [growth, meanOf(before, 0)]);
    });
  }

  test("better grades raise the prediction and worse ones lower it, in order", () => {
    const chances = [0, 1, 2, 3].map((grade) => {
      const { hdr } = observe(newHdr([0, 0]), 0, { b: 0, vb: 0.64 }, grade);
      return passChance(hdr, 0, { b: 0, vb: 0.64 });
    });
    assert.deepEqual(
      chances,
      chances.toSorted((a, b) => a - b),
    );
    assert.ok((chances[1] ?? 1) < 0.5 && (chances[2] ?? 0) > 0.5);
  });

  test("the 90 % interval of ability holds the truth about nine times in ten", () => {
    const random = seeded(7);
    let inside = 0;
    let asked = 0;
    for (let agent = 0; agent < 120; agent++) {
      const [global, domain] = [0.8 * gaussian(random), [0.6 * gaussian(random), 0.6 * gaussian(random)]];
      const truth = [0, 0, 1, 1].map((d) => global + (domain[d] ?? 0) + 0.8 * gaussian(random));
      let hdr = newHdr([0, 0, 1, 1]);
      for (let t = 0; t < 24; t++) {
        const skill = Math.floor(random() * 4);
        const b = 2 * random() - 1;
        const x = (truth[skill] ?? 0) - b - 0.8 * gaussian(random);
        const u = random();
        const grade = [-1, 0, 1].filter((threshold) => u < sigmoid(x - threshold)).length;
        hdr = observe(hdr, skill, { b, vb: 0.64 }, grade, { drift: 0, staleness: 0 }).hdr;
      }
      truth.forEach((ability, skill) => {
        asked++;
        const half = 1.645 * Math.sqrt(varianceOf(hdr, skill, { drift: 0, staleness: 0 }));
        if (Math.abs(ability - meanOf(hdr, skill)) <= half) inside++;
      });
    }
    assert.ok(inside / asked > 0.86 && inside / asked < 0.94, `covered ${inside} of ${asked}`);
  });
});
