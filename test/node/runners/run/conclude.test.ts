import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { ExecResult } from "../../../../src/node/exec.ts";
import type { ReportEntry } from "../../../../src/node/runners/report/entry.ts";
import { locator } from "../../../../src/node/runners/report/locate.ts";
import { conclude } from "../../../../src/node/runners/run/conclude.ts";
import { namePattern } from "../../../../src/node/runners/run/select.ts";

const ended: ExecResult = {
  exitCode: 0,
  signal: undefined,
  timedOut: false,
  aborted: false,
  stdout: "",
  stderr: "",
  ms: 5,
  failedToStart: undefined,
};
const passed: ReportEntry = { t: "test", file: "/p/a.js", path: ["x"], status: "passed" };
const failed: ReportEntry = { ...passed, path: ["y"], status: "failed", failure: { message: "no" } };
const skipped: ReportEntry = { ...passed, path: ["z"], status: "skipped" };
const broken = (kind: "load" | "exit"): ReportEntry => ({
  t: "broken",
  file: "/p/b.js",
  kind,
  failure: { message: "no" },
});

suite("outcomes of runs", () => {
  const outcome = (
    entries: readonly ReportEntry[],
    exec: Partial<ExecResult> = {},
    report: { readonly started?: boolean; readonly complete?: boolean } = {},
    names?: readonly string[],
  ) =>
    conclude(
      "mocha",
      { command: ["x"], exec: { ...ended, ...exec }, report: { entries, started: true, complete: true, ...report } },
      locator(["/p"]),
      names,
    ).outcome;

  const cut = { complete: false };
  for (const [name, expected, actual] of [
    ["all passed", "passed", outcome([passed, skipped])],
    ["one failed", "failed", outcome([passed, failed], { exitCode: 1 })],
    ["one failed, though the command ended well", "failed", outcome([passed, failed])],
    ["nothing ran", "no-tests", outcome([])],
    ["everything was skipped", "no-tests", outcome([skipped])],
    ["all passed, but the command ended badly", "crashed", outcome([passed], { exitCode: 7 })],
    ["all passed, but the report was cut off", "crashed", outcome([passed], {}, cut)],
    ["one failed, but the report was cut off", "crashed", outcome([failed], { exitCode: 1 }, cut)],
    [
      "all passed, but a signal ended the command",
      "crashed",
      outcome([passed], { exitCode: undefined, signal: "SIGSEGV" }),
    ],
    [
      "the report was never begun",
      "could-not-start",
      outcome([], { exitCode: 1 }, { started: false, complete: false }),
    ],
    [
      "the report was never begun and a signal came",
      "crashed",
      outcome([], { exitCode: undefined, signal: "SIGKILL" }, { started: false, complete: false }),
    ],
    ["no command", "could-not-start", outcome([], { failedToStart: "not found" }, { started: false, complete: false })],
    [
      "time-out, even after a whole report",
      "timed-out",
      outcome([passed], { timedOut: true, exitCode: undefined, signal: "SIGTERM" }),
    ],
    ["abort, even with a time-out", "crashed", outcome([passed], { aborted: true, timedOut: true })],
    ["no file loaded", "could-not-start", outcome([broken("load")], { exitCode: 1 })],
    ["one file did not load", "failed", outcome([passed, broken("load")], { exitCode: 1 })],
    ["a file ended early", "failed", outcome([broken("exit")])],
    ["selected tests were skipped", "no-tests", outcome([skipped], {}, {}, ["z"])],
  ] as const) {
    test(`${name}: ${expected}`, () => assert.equal(actual, expected));
  }

  test("tests listed as skipped because they were not selected are left out", () => {
    const report = { entries: [passed, skipped], started: true, complete: true };
    const run = conclude("jest", { command: [], exec: ended, report }, locator(["/p"]), ["x"]);
    assert.deepEqual("tests" in run && run.tests.map(({ name }) => name), ["x"]);
  });
});

suite("selection of tests by name", () => {
  const pattern = new RegExp(namePattern(["a > b (c)", "twice #2", "wide name"]));
  for (const [name, selected] of [
    ["a b (c)", true],
    ["a > b (c)", true],
    [" a b (c)", true],
    ["twice", true],
    ["twice #2", true],
    ["wide \n name", true],
    ["a b (c) d", false],
    ["x a b (c)", false],
    ["a b", false],
  ] as const) {
    test(`${JSON.stringify(name)} is ${selected ? "selected" : "left out"}`, () =>
      assert.equal(pattern.test(name), selected));
  }
});
