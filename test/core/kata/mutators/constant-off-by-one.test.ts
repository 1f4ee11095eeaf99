import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { constantOffByOne } from "../../../../src/core/kata/mutators/constant-off-by-one.ts";
import { planted, sitesIn } from "./expect-sites.ts";

const constant = "values/constant";
const index = "data/index";
const loop = "flow/loop-bound";

suite("constant-off-by-one", () => {
  for (const [body, expected] of [
    [
      "return 2;",
      [
        ["return 3;", constant],
        ["return 1;", constant],
      ],
    ],
    ["return 0;", [["return 1;", constant]]],
    ["return a[0];", [["return a[1];", index]]],
    [
      "return a[b - 1];",
      [
        ["return a[b - 2];", index],
        ["return a[b - 0];", index],
      ],
    ],
    ["return a.slice(0);", [["return a.slice(1);", index]]],
    ["return a?.charAt(0);", [["return a?.charAt(1);", index]]],
    [
      "return b[a >> 4];",
      [
        ["return b[a >> 5];", constant],
        ["return b[a >> 3];", constant],
      ],
    ],
    ["for (let i = 0; i < b; i++) c(i);", [["for (let i = 1; i < b; i++) c(i);", loop]]],
    ["while (a > 0) a -= b;", [["while (a > 1) a -= b;", loop]]],
    [
      "while (a) a -= 1;",
      [
        ["while (a) a -= 2;", constant],
        ["while (a) a -= 0;", constant],
      ],
    ],
  ] as const) {
    test(`shifts ${body}`, () => assert.deepEqual(sitesIn(constantOffByOne, body), expected));
  }

  for (const [why, body] of [
    ["other kinds of numbers", "return [1.5, 0x10, 1e3, 10n, 1_000];"],
    ["void 0", "return void 0;"],
    ["property names", "return { 1: a };"],
    ["digits in text", "return 'page 1' + /1/.source; // 1"],
    ["time limits", "setTimeout(a, 100); const timeout = 100; return b + 0.5;"],
    ["capacity hints", "return new Array(16);"],
  ] as const) {
    test(`leaves alone ${why}`, () => assert.deepEqual(sitesIn(constantOffByOne, body), []));
  }

  test("leaves alone constants outside functions", () => {
    assert.deepEqual(planted(constantOffByOne, "const limit = 10;\n"), []);
  });

  test("leaves alone numbers in types", () => {
    assert.deepEqual(sitesIn(constantOffByOne, "let d: 1 | 2 = a as 1; type T = 3; return d;", "typescript"), []);
  });
});
