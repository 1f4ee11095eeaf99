import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { relationalBoundary } from "../../../../src/core/kata/mutators/relational-boundary.ts";
import { planted, sitesIn } from "./expect-sites.ts";

const boundary = "conditions/boundary";
const loop = "flow/loop-bound";

suite("relational-boundary", () => {
  for (const [body, expected] of [
    ["return a < b;", [["return a <= b;", boundary]]],
    ["return a <= b;", [["return a < b;", boundary]]],
    ["return a > b;", [["return a >= b;", boundary]]],
    ["return a >= b;", [["return a > b;", boundary]]],
    ["for (let i = 0; i < b; i++) c(i);", [["for (let i = 0; i <= b; i++) c(i);", loop]]],
    ["while (a > 0) a -= b;", [["while (a >= 0) a -= b;", loop]]],
    ["do { a++; } while (a < b);", [["do { a++; } while (a <= b);", loop]]],
    ["while (c) { if (a < b) c--; }", [["while (c) { if (a <= b) c--; }", boundary]]],
    ["while (c) b(() => a < 1);", [["while (c) b(() => a <= 1);", boundary]]],
    ["return a < b ? -1 : 1;", [["return a <= b ? -1 : 1;", boundary]]],
  ] as const) {
    test(`flips ${body}`, () => assert.deepEqual(sitesIn(relationalBoundary, body), expected));
  }

  for (const [why, body] of [
    ["other operators", "return a === b || a << b;"],
    ["a pick of the greater operand: the same at the boundary", "return a > b ? a : b;"],
    ["a pick by assignment", "if (a > b) { b = a; } return b;"],
    ["both sides alike", "return a < a;"],
    ["strings and comments", "// a < b\nreturn 'a < b';"],
    ["log calls", "console.log(a < b);"],
    ["deadlines", "return Date.now() > a + b;"],
    ["assertions in the source", "assert(a < b);"],
    ["patterns", "return /a<b/.test(c);"],
  ] as const) {
    test(`leaves alone ${why}`, () => assert.deepEqual(sitesIn(relationalBoundary, body), []));
  }

  test("leaves alone code outside functions, and parameter defaults", () => {
    assert.deepEqual(planted(relationalBoundary, "const small = 1 < 2;\nfunction f(a = 1 < 2) { return a; }\n"), []);
  });

  test("leaves alone type arguments", () => {
    assert.deepEqual(
      sitesIn(relationalBoundary, "return new Map<string, Array<number>>(a as Foo<3>);", "typescript"),
      [],
    );
  });
});
