import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { droppedConjunct } from "../../../../src/core/kata/mutators/dropped-conjunct.ts";
import { sitesIn } from "./expect-sites.ts";

const conjunct = "conditions/conjunct";
const nothing = "input/null-undefined";
const kind = "input/type-check";

suite("dropped-conjunct", () => {
  for (const [body, expected] of [
    [
      "return a && b;",
      [
        ["return a;", conjunct],
        ["return b;", conjunct],
      ],
    ],
    [
      "return a || b;",
      [
        ["return a;", conjunct],
        ["return b;", conjunct],
      ],
    ],
    [
      "if (a && a.ok) b();",
      [
        ["if (a) b();", conjunct],
        ["if (a.ok) b();", nothing],
      ],
    ],
    [
      "if (!a || !a.ok) b();",
      [
        ["if (!a) b();", conjunct],
        ["if (!a.ok) b();", nothing],
      ],
    ],
    [
      "if (a !== null && b) c();",
      [
        ["if (a !== null) c();", conjunct],
        ["if (b) c();", nothing],
      ],
    ],
    [
      "if (b && a === undefined) c();",
      [
        ["if (b) c();", nothing],
        ["if (a === undefined) c();", conjunct],
      ],
    ],
    [
      "if (typeof a === 'string' && b) c();",
      [
        ["if (typeof a === 'string') c();", conjunct],
        ["if (b) c();", kind],
      ],
    ],
    [
      "if (b && Array.isArray(a)) c();",
      [
        ["if (b) c();", kind],
        ["if (Array.isArray(a)) c();", conjunct],
      ],
    ],
    [
      "return a && b && c;",
      [
        ["return a && b;", conjunct],
        ["return a && c;", conjunct],
        ["return b && c;", conjunct],
      ],
    ],
    [
      "return (a\n    && b);",
      [
        ["return (a);", conjunct],
        ["return (b);", conjunct],
      ],
    ],
    ["a && b();", [["b();", conjunct]]],
  ] as const) {
    test(`drops a part of ${JSON.stringify(body)}`, () => {
      assert.deepEqual(new Set(sitesIn(droppedConjunct, body).map(String)), new Set(expected.map(String)));
    });
  }

  for (const [why, body] of [
    ["nullish defaults", "return a ?? b;"],
    ["both sides alike", "return a && a;"],
    ["bitwise operators", "return a & b | c;"],
    ["configuration", "return a && process.env.STRICT;"],
    ["text", "return 'a && b'; // a && b"],
  ] as const) {
    test(`leaves alone ${why}`, () => assert.deepEqual(sitesIn(droppedConjunct, body), []));
  }
});
