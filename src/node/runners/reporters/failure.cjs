"use strict";
const { inspect } = require("node:util");

const MESSAGE_CHARS = 16_000;
const STACK_CHARS = 32_000;
const VALUE_CHARS = 4_000;

/** What an error tells, as plain text of bounded length. Never throws: errors of the code under test may be anything. */
exports.describe = function describe(error) {
  try {
    if (typeof error !== "object" || error === null) return { message: print(error) };
    const failure = { message: text(error.message, MESSAGE_CHARS) ?? print(error) };
    const name = text(error.name, 200);
    const stack = text(error.stack, STACK_CHARS);
    if (name !== undefined && name !== "") failure.error = name;
    if (stack !== undefined) failure.stack = stack;
    if ("expected" in error && "actual" in error) {
      failure.expected = print(error.expected);
      failure.actual = print(error.actual);
    }
    return failure;
  } catch {
    return { message: "the test failed with an error that cannot be read" };
  }
};

function print(value) {
  const options = { depth: 5, customInspect: false, maxArrayLength: 50, maxStringLength: 2_000, breakLength: 100 };
  return inspect(value, options).slice(0, VALUE_CHARS);
}

function text(value, chars) {
  return typeof value === "string" ? value.slice(0, chars) : undefined;
}
