import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { splitArguments } from "../../../../src/node/runners/project/arguments.ts";

suite("arguments", () => {
  const split = (...args: readonly string[]) =>
    splitArguments(args, new Set(["-r", "--reporter"]), new Set(["--reporter", "--watch"]));

  for (const [name, args, expected] of [
    [
      "values stay with their options",
      ["-r", "esm", "a.js", "--bail"],
      { options: ["-r", "esm", "--bail"], words: ["a.js"] },
    ],
    [
      "dropped options take their values along",
      ["--reporter", "dot", "a.js", "--reporter=spec", "--watch", "b.js"],
      { options: [], words: ["a.js", "b.js"] },
    ],
    ["what follows two dashes is words", ["--bail", "--", "-x.js"], { options: ["--bail"], words: ["-x.js"] }],
    ["an option without its value is harmless", ["-r"], { options: ["-r"], words: [] }],
  ] as const) {
    test(name, () => assert.deepEqual(split(...args), expected));
  }
});
