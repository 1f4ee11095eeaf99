import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { type CommandSpec, parseCommand } from "../../src/cli/command.ts";

const command: CommandSpec = {
  name: "katas",
  usage: "katas <folder> [--count N]",
  summary: "",
  options: ["count"],
  words: { min: 1, max: 1 },
  run: () => Promise.resolve(true),
};

suite("a command line", () => {
  test("gives words, options and flags", () => {
    const input = parseCommand(command, ["a folder", "--count", "3", "--json", "--agent", "openai"]);
    assert.deepEqual(
      [input.words, input.count("count"), input.flag("json"), input.agent(), input.option("storage")],
      [["a folder"], 3, true, "openai", undefined],
    );
  });

  test("takes the built-in agent when none is named", () => {
    assert.equal(parseCommand(command, ["."]).agent(), "builtin");
  });

  for (const [name, argv, ask, message] of [
    ["too few words", [], undefined, "Something is missing."],
    ["too many words", ["a", "b"], undefined, "That is one word too many."],
    ["an unknown option", [".", "--cuont", "3"], undefined, "Unknown option '--cuont'."],
    ["an option without its value", [".", "--count"], undefined, "Option '--count <value>' argument missing."],
    ["a count of zero", [".", "--count", "0"], "count", "--count takes a whole number of at least 1."],
    ["a count that is no number", [".", "--count", "many"], "count", "--count takes a whole number of at least 1."],
    ["an unknown agent", [".", "--agent", "hal"], "agent", "--agent takes builtin or openai."],
  ] as const) {
    test(`${name} is bad usage, said in one sentence`, () => {
      assert.throws(
        () => {
          const input = parseCommand(command, argv);
          if (ask === "count") input.count("count");
          if (ask === "agent") input.agent();
        },
        { name: "BadUsage", message },
      );
    });
  }
});
