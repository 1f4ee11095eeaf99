import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { equalityNegation } from "../../../../src/core/kata/mutators/equality-negation.ts";
import { sitesIn } from "./expect-sites.ts";

const negation = "conditions/negation";

suite("equality-negation", () => {
  for (const [body, expected] of [
    ["return a === b;", [["return a !== b;", negation]]],
    ["return a !== b;", [["return a === b;", negation]]],
    ["return a == b;", [["return a != b;", negation]]],
    ["if (a != null) b();", [["if (a == null) b();", negation]]],
    [
      "return a === 1 && b !== 2;",
      [
        ["return a !== 1 && b !== 2;", negation],
        ["return a === 1 && b === 2;", negation],
      ],
    ],
    [`return \`\${a === b}\`;`, [[`return \`\${a !== b}\`;`, negation]]],
  ] as const) {
    test(`turns round ${body}`, () => assert.deepEqual(sitesIn(equalityNegation, body), expected));
  }

  for (const [why, body] of [
    ["relations", "return a < b;"],
    ["assignments", "a = b; a ||= c;"],
    ["configuration", "return process.env.NODE_ENV === 'production';"],
    ["text", "return 'a === b'; // a === b"],
    ["log calls", "logger.warn(a === b);"],
  ] as const) {
    test(`leaves alone ${why}`, () => assert.deepEqual(sitesIn(equalityNegation, body), []));
  }
});
