import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { tell } from "../../../../src/node/runners/report/cases.ts";
import { parseReport, type ReportEntry } from "../../../../src/node/runners/report/entry.ts";
import { crashOf } from "../../../../src/node/runners/report/failure.ts";
import { locator } from "../../../../src/node/runners/report/locate.ts";

const place = locator(["/kata"]);
const passed: Extract<ReportEntry, { t: "test" }> = {
  t: "test",
  file: "/kata/a.js",
  path: ["s", "x"],
  status: "passed",
};

suite("reports", () => {
  test("repeated names are numbered within their file, and never collide with a name that looks numbered", () => {
    const entries = [passed, { ...passed, path: ["s", "x #2"] }, passed, passed, { ...passed, file: "/kata/b.js" }];
    assert.deepEqual(
      tell(entries, place).tests.map(({ id }) => id),
      ["a.js > s > x", "a.js > s > x #2", "a.js > s > x #3", "a.js > s > x #4", "b.js > s > x"],
    );
  });

  test("a test that takes its pass back is listed once, as failed", () => {
    const again = { ...passed, status: "failed", failure: { message: "late" }, again: true } as const;
    assert.deepEqual(
      tell([passed, again], place).tests.map(({ id, status }) => [id, status]),
      [["a.js > s > x", "failed"]],
    );
  });

  test("messages and printed values are clean and bounded", () => {
    const failure = { message: `\u001b[31m${"é".repeat(5_000)}`, expected: "é".repeat(2_000), actual: "\u001b[1mx" };
    const [told] = tell([{ ...passed, status: "failed", failure }], place).tests;
    assert.ok(Buffer.byteLength(told?.failure?.message ?? "") <= 4_096);
    assert.ok(Buffer.byteLength(told?.failure?.expected ?? "") <= 1_024);
    assert.match(told?.failure?.message ?? "", /^é+…$/);
    assert.equal(told?.failure?.actual, "x");
  });

  test("a message that looks like a stack adds no frames", () => {
    const message = "expected\n    at fake (/kata/fake.js:1:1)";
    const failure = { message, stack: `Error: ${message}\n    at real (/kata/real.js:2:2)` };
    const [told] = tell([{ ...passed, status: "failed", failure }], place).tests;
    assert.deepEqual(
      told?.failure?.frames.map(({ file }) => file),
      ["real.js"],
    );
  });

  for (const [name, text, expected] of [
    ["whole", '{"t":"start"}\n{"t":"end"}\n', [true, true]],
    ["without its end", '{"t":"start"}\n', [true, false]],
    ["cut within a line", '{"t":"start"}\n{"t":"test","fi', [true, false]],
    ["with a line of something else", '{"t":"start"}\nhello\n{"t":"end"}\n', [true, false]],
    ["with an unknown entry", '{"t":"start"}\n{"t":"other"}\n{"t":"end"}\n', [true, false]],
    ["empty", "", [false, false]],
  ] as const) {
    test(`a report ${name}: started and complete are ${expected.join(", ")}`, () => {
      const { started, complete } = parseReport(text);
      assert.deepEqual([started, complete], expected);
    });
  }

  for (const [name, printed, error, message] of [
    [
      "a missing module",
      "node:internal:1\n  throw err;\n  ^\n\nError: Cannot find module './x'\nRequire stack:\n- /kata/a.js\n    at y (node:z:1:1)",
      "Error",
      "Cannot find module './x'",
    ],
    ["a code after the class", "TypeError [ERR_X]: bad\n    at f (/kata/a.js:1:1)", "TypeError", "bad"],
    ["several lines of message", "AssertionError: a\nb\n\nc", "AssertionError", "a\nb"],
    ["no error at all", "just some output", undefined, undefined],
  ] as const) {
    test(`printed on a crash: ${name}`, () => {
      const crash = crashOf(printed, place);
      assert.deepEqual([crash?.error, crash?.message], [error, message]);
    });
  }
});
