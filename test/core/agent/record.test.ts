import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { forTheRecord } from "../../../src/core/agent/record.ts";
import type { ToolResult } from "../../../src/core/agent/tool.ts";

const run = { outcome: "passed", framework: "tape", command: ["tape"], ms: 1, tests: [] } as const;
const coverage = [{ testFile: "test/a.js", hits: [{ path: "src/a.js", lines: [[1, 2]] }] }] as const;
const said = { ok: true, summary: "s", output: "o" } as const;

suite("the record of a result", () => {
  for (const [name, result, recorded] of [
    [
      "leaves coverage out of test runs",
      { ...said, effect: { kind: "tests-ran", run: { ...run, coverage } } },
      { ...said, effect: { kind: "tests-ran", run } },
    ],
    ["keeps a test run without coverage", { ...said, effect: { kind: "tests-ran", run } }, undefined],
    ["keeps other effects", { ...said, effect: { kind: "finished", summary: "s", honest: true } }, undefined],
    ["keeps failed results", { ok: false, summary: "s", output: "o" }, undefined],
  ] as readonly (readonly [string, ToolResult, ToolResult | undefined])[]) {
    test(name, () => assert.deepEqual(forTheRecord(result), recorded ?? result));
  }
});
