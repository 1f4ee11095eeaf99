import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { swappedArguments } from "../../../../src/core/kata/mutators/swapped-arguments.ts";
import { sitesIn } from "./expect-sites.ts";

const order = "calls/argument-order";

suite("swapped-arguments", () => {
  for (const [body, expected] of [
    ["return c(a, b);", [["return c(b, a);", order]]],
    ["return new C(a,\n    b);", [["return new C(b,\n    a);", order]]],
    [
      "return c(a, b, 1);",
      [
        ["return c(b, a, 1);", order],
        ["return c(a, 1, b);", order],
      ],
    ],
    ["return c(a, /* why */ b);", [["return c(b, /* why */ a);", order]]],
    ["return c?.(a.x, b[1]);", [["return c?.(b[1], a.x);", order]]],
    ["return a.replace('x', 'y');", [["return a.replace('y', 'x');", order]]],
  ] as const) {
    test(`exchanges ${JSON.stringify(body)}`, () => assert.deepEqual(sitesIn(swappedArguments, body), expected));
  }

  for (const [why, body] of [
    ["a single argument", "return c(a);"],
    ["equal arguments", "return c(a, a);"],
    ["callbacks", "return a.reduce((x, y) => x + y, 0);"],
    ["function expressions", "return c(function () {}, a);"],
    ["spread arguments", "return c(...a, b);"],
    ["an order that does not matter", "return Math.max(a, b);"],
    ["receivers", "return c.call(this, a);"],
    ["log calls", "console.error(a, b);"],
    ["text", "return 'c(a, b)';"],
    ["tagged templates", `return c\`\${a},\${b}\`;`],
  ] as const) {
    test(`leaves alone ${why}`, () => assert.deepEqual(sitesIn(swappedArguments, body), []));
  }
});
