import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { globRegExp } from "../../../../src/node/runners/project/glob.ts";

suite("globs", () => {
  for (const [glob, matching, other] of [
    ["test/*.js", ["test/a.js", "test/.js"], ["test/a/b.js", "test/a.jsx", "xtest/a.js"]],
    ["./test/**/*.js", ["test/a.js", "test/a/b/c.js"], ["a.js", "test/a.ts"]],
    ["**/*.test.?(c|m)[jt]s", ["a.test.js", "x/a.test.mts", "x/y/a.test.cjs"], ["a.test.jsx", "a.test.xjs"]],
    ["{a,b/c}.js", ["a.js", "b/c.js"], ["c.js"]],
    ["test/+(a|b).js", ["test/a.js", "test/ab.js"], ["test/.js", "test/c.js"]],
    ["a[!b].js", ["ac.js"], ["ab.js"]],
    ["a?.js", ["ab.js"], ["a.js", "a/.js"]],
    ["a+b(1).js", ["a+b(1).js"], ["aab1.js"]],
    ["a[.js", ["a[.js"], ["a.js"]],
  ] as const) {
    test(`${glob} means what it says`, () => {
      const pattern = globRegExp(glob);
      assert.deepEqual(
        [...matching, ...other].filter((path) => pattern.test(path)),
        matching,
      );
    });
  }
});
