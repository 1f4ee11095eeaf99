import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { goalOf, titleOf } from "../../../src/core/kata/describe.ts";
import { nearest, startDifficulty } from "../../../src/core/kata/difficulty.ts";
import { languageOf } from "../../../src/core/kata/language.ts";
import { isProtected } from "../../../src/core/kata/protected.ts";
import { applied, reverted, starterOf } from "../../../src/core/kata/starter.ts";
import { hash, kataWith } from "./make.ts";

suite("description", () => {
  test("a title names the first failing test and how many more", () => {
    assert.equal(titleOf(["test/a.js > sum > adds"]), "Mend “sum > adds”");
    assert.equal(titleOf(["test/a.js > adds", "x", "y"]), "Mend “adds” and 2 more");
  });

  test("a title stays short", () => {
    assert.ok(titleOf([`test/a.js > ${"long ".repeat(100)}`, "other"]).length < 110);
  });

  test("a goal lists the failing tests, the longest lists cut", () => {
    const ids = Array.from({ length: 25 }, (_, at) => `test/a.js > ${at}`);
    const goal = goalOf(ids);
    assert.ok(goal.includes("- test/a.js > 19\n- and 5 more"));
    assert.ok(goal.includes("25 tests fail"));
    assert.ok(goalOf(["test/a.js > one"]).includes("a test fails that passed before:\n- test/a.js > one\n"));
  });
});

suite("starter", () => {
  const reference = "const ok = a < b;\n";
  const edit = { path: "src/a.js", start: 13, end: 14, original: "<", replacement: "<=" };
  const kata = kataWith({ edit, referenceHash: hash(reference) });

  test("is the reference with the edit", () => {
    const change = { path: "src/a.js", text: "const ok = a <= b;\n" };
    assert.deepEqual(starterOf(kata, reference, hash), { kind: "starter", change });
  });

  for (const [why, text] of [
    ["changed", "const ok = a < c;\n"],
    ["gone", undefined],
  ] as const) {
    test(`is stale when the file is ${why}`, () => assert.equal(starterOf(kata, text, hash).kind, "stale"));
  }

  test("taking an edit out gives back the text", () => {
    const edited = fc
      .record({ text: fc.string({ unit: "grapheme" }), replacement: fc.string({ unit: "grapheme" }) })
      .chain((given) =>
        fc.record({ a: fc.nat(given.text.length), b: fc.nat(given.text.length) }).map((at) => ({ ...given, ...at })),
      );
    fc.assert(
      fc.property(edited, ({ text, replacement, a, b }) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        const made = { start, end, original: text.slice(start, end), replacement };
        assert.equal(reverted(applied(text, made), made), text);
      }),
    );
  });
});

suite("difficulty", () => {
  const prior = { b: 1, vb: 2.25 };
  const usual = { failing: 4, functionLines: 15, onLine: 4 };

  test("is the operator's prior for a usual kata", () => assert.deepEqual(startDifficulty(prior, usual), prior));

  for (const [name, harder] of [
    ["fewer failing tests", { failing: 1 }],
    ["a longer function", { functionLines: 60 }],
    ["a line with more to change", { onLine: 8 }],
  ] as const) {
    test(`grows with ${name}`, () => assert.ok(startDifficulty(prior, { ...usual, ...harder }).b > prior.b));
  }

  test("never leaves the prior by more than a logit", () => {
    const features = fc.record({
      failing: fc.integer({ min: 1, max: 5000 }),
      functionLines: fc.integer({ min: 1, max: 5000 }),
      onLine: fc.integer({ min: 1, max: 200 }),
    });
    fc.assert(fc.property(features, (each) => Math.abs(startDifficulty(prior, each).b - prior.b) <= 1));
  });

  test("the nearest kata is picked, the first of equals", () => {
    const at = (id: string, b: number) => kataWith({ id, difficulty: { b, vb: 1 } });
    const katas = [at("low", -2), at("left", -0.5), at("right", 0.5), at("high", 2)];
    assert.deepEqual(
      [0, 0.4, -9, 9].map((b) => nearest(katas, b)?.id),
      ["left", "right", "low", "high"],
    );
    assert.equal(nearest([], 0), undefined);
  });
});

suite("paths", () => {
  for (const [path, language] of [
    ["src/a.js", "javascript"],
    ["a.mjs", "javascript"],
    ["a.cjs", "javascript"],
    ["a.jsx", "javascript"],
    ["a.ts", "typescript"],
    ["a.d.mts", "typescript"],
    ["a.cts", "typescript"],
    ["A.TSX", "tsx"],
    ["a.py", undefined],
    ["src.js/a", undefined],
    ["js", undefined],
    [".js", undefined],
    ["a.constructor", undefined],
  ] as const) {
    test(`${path} is ${language ?? "no language of ours"}`, () => assert.equal(languageOf(path), language));
  }

  for (const [path, expected] of [
    ["package.json", true],
    ["packages/a/package.json", true],
    ["yarn.lock", true],
    [".mocharc.cjs", true],
    ["jest.config.ts", true],
    ["vitest.config.mts", true],
    ["node_modules/a/index.js", true],
    [".github/workflows/ci.yml", true],
    ["conftest.py", true],
    [".gitattributes", true],
    ["tsconfig.build.json", true],
    ["src/package.js", false],
    ["src/jest.js", false],
    ["lib/config.js", false],
    ["README.md", false],
  ] as const) {
    test(`${path} is ${expected ? "" : "not "}protected`, () => assert.equal(isProtected(path), expected));
  }
});
