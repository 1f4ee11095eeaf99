import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Symptom } from "../../../src/core/skill/skill.ts";
import { symptomOf, symptomsOf } from "../../../src/core/trace/symptom.ts";
import type { TestCase, TestFailure } from "../../../src/core/trace/test-run.ts";

const failing = (failure: Partial<TestFailure>): TestCase => ({
  id: "t > x",
  file: "t",
  name: "x",
  status: "failed",
  failure: { message: "", frames: [], ...failure },
});
const sides = (expected: string, actual: string) => ({
  error: "AssertionError",
  message: "Expected values to be equal",
  expected,
  actual,
});

suite("symptom", () => {
  for (const [name, failure, symptom] of [
    ["3 for 4", sides("4", "3"), "off-by-one"],
    ["-1 for 0", sides("0", "-1"), "off-by-one"],
    ["7 for 4", sides("4", "7"), "number-differs"],
    ["0.1 off", sides("1.5", "1.4"), "number-differs"],
    ["NaN for a number", sides("4", "NaN"), "nan"],
    ["false for true", sides("true", "false"), "boolean-flipped"],
    ["undefined for a number", sides("4", "undefined"), "undefined-value"],
    ["null for a list", sides("[ 1 ]", "null"), "undefined-value"],
    ["another string", sides("'abc'", "'abd'"), "string-differs"],
    ["a string in place of a number", sides("4", "'4'"), "value-differs"],
    ["a list too short", sides("[ 1, 2, 3 ]", "[ 1, 2 ]"), "length-differs"],
    ["a list of lists too long", sides("[ [ 1, 2 ] ]", "[ [ 1, 2 ], [ 3, 4 ] ]"), "length-differs"],
    ["a list in another order", sides("[\n  'a, b',\n  'c'\n]", "[\n  'c',\n  'a, b'\n]"), "order-differs"],
    ["a list with another element", sides("[ 1, 2 ]", "[ 1, 3 ]"), "value-differs"],
    ["another object", sides("{ a: 1 }", "{ a: 2 }"), "value-differs"],
    ["NaN within an object", sides("{ a: 1 }", "{ a: NaN }"), "nan"],
    [
      "a call on undefined",
      { error: "TypeError", message: "Cannot read properties of undefined (reading 'x')" },
      "type-error",
    ],
    ["an unknown name", { error: "ReferenceError", message: "x is not defined" }, "reference-error"],
    ["a missing module", { error: "Error", message: "Cannot find module './x.js'" }, "could-not-start"],
    ["a time limit", { error: "Error", message: "Timeout of 2000ms exceeded." }, "timed-out"],
    ["node: nothing thrown", { error: "AssertionError", message: "Missing expected exception." }, "missing-throw"],
    [
      "jest: nothing thrown",
      { message: "expect(received).toThrow()\n\nReceived function did not throw" },
      "missing-throw",
    ],
    ["pytest: nothing raised", { message: "Failed: DID NOT RAISE <class 'ValueError'>" }, "missing-throw"],
    [
      "node: thrown where nothing should be",
      { error: "AssertionError", message: 'Got unwanted exception.\nActual message: "x"' },
      "unexpected-throw",
    ],
    ["an error of the code itself", { error: "RangeError", message: "Invalid array length" }, "unexpected-throw"],
    [
      "node: another message",
      {
        error: "AssertionError",
        message: "The input did not match the regular expression /a/. Input:\n\n'Error: b'\n",
      },
      "wrong-message",
    ],
    [
      "chai: another message",
      { error: "AssertionError", message: "expected [Function] to throw error including 'a' but got 'b'" },
      "wrong-message",
    ],
    ["nothing known", { message: "no" }, "other"],
  ] as readonly (readonly [string, Partial<TestFailure>, Symptom])[]) {
    test(`${name}: ${symptom}`, () => assert.equal(symptomOf(failing(failure)), symptom));
  }

  test("a test that passed has no symptom of its own", () => {
    assert.equal(symptomOf({ ...failing(sides("4", "3")), status: "passed" }), "other");
  });

  test("a run has each symptom once, and that of its own end", () => {
    const base = { framework: "mocha", command: [], ms: 1 };
    const tests = [failing(sides("4", "3")), failing(sides("2", "1")), failing(sides("true", "false"))];
    assert.deepEqual(symptomsOf({ outcome: "failed", ...base, tests }), ["off-by-one", "boolean-flipped"]);
    assert.deepEqual(symptomsOf({ outcome: "timed-out", ...base, tests: [], afterMs: 1, output: "" }), ["timed-out"]);
    assert.deepEqual(symptomsOf({ outcome: "could-not-start", ...base, message: "", frames: [], output: "" }), [
      "could-not-start",
    ]);
  });
});
