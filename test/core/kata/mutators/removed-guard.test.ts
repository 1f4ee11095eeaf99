import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { removedGuard } from "../../../../src/core/kata/mutators/removed-guard.ts";
import { planted, sitesIn } from "./expect-sites.ts";

const guard = "conditions/guard";
const nothing = "input/null-undefined";
const kind = "input/type-check";

suite("removed-guard", () => {
  for (const [body, expected] of [
    ["if (a.has(b)) return;\n  c();", [["c();", guard]]],
    ["if (a > b) {\n    throw new Error('x');\n  }\n  c();", [["c();", guard]]],
    ["if (!a) { a = []; }\n  return a;", [["return a;", nothing]]],
    ["if (a == null) return b;\n  return a;", [["return a;", nothing]]],
    ["if (typeof a !== 'string') throw b;\n  return a;", [["return a;", kind]]],
    ["if (a instanceof Map) return b;\n  return a;", [["return a;", kind]]],
    ["c(); if (a) return;", [["c();", guard]]],
    ["switch (a) { case 1: if (b) break; c(); }", [["switch (a) { case 1:  c(); }", guard]]],
  ] as const) {
    test(`removes ${JSON.stringify(body)}`, () => assert.deepEqual(sitesIn(removedGuard, body), expected));
  }

  for (const [why, body] of [
    ["a choice of two", "if (a) b(); else c();"],
    ["else if", "if (a) b(); else if (c) return 1; else return 2;"],
    ["the whole body of a loop", "for (const x of a) if (x) return b;"],
    ["a long branch", `if (a) {\n${"    b();\n".repeat(8)}  }\n  c();`],
    ["configuration", "if (process.env.CI) return;\n  c();"],
    ["deadlines", "if (elapsed > 10) return;\n  c();"],
    ["statements that would run together", "const d = a\n  if (b) { return d }\n  [1].map(c)"],
  ] as const) {
    test(`leaves alone ${why}`, () => assert.deepEqual(sitesIn(removedGuard, body), []));
  }

  test("takes the guard's own lines with it and nothing else", () => {
    const before =
      "function f(a) {\r\n  // first\r\n  if (!a.ok) {\r\n    return 0;\r\n  }\r\n\r\n  return a.n;\r\n}\r\n";
    const after = "function f(a) {\r\n  // first\r\n\r\n  return a.n;\r\n}\r\n";
    assert.deepEqual(planted(removedGuard, before), [[after, guard]]);
  });
});
