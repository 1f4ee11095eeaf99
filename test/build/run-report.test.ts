import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { suite, test } from "mocha";
import {
  closingLines,
  isSuccess,
  judgeTier,
  sumTotals,
  type TestRecord,
  type TierResult,
  type TierRun,
} from "../run/report.ts";

const passed: TestRecord = { title: "adds", state: "passed", ms: 1 };
const failed: TestRecord = { title: "subtracts", state: "failed", ms: 2, error: "AssertionError: 1 !== 2" };
const skipped: TestRecord = { title: "divides", state: "skipped", ms: 0 };

function ended(report: unknown, exitCode: number | undefined): TierRun {
  return { kind: "ended", report, exitCode, output: "last words" };
}

function counts({ passed, failed, skipped }: TierResult): string {
  return `${passed}/${failed}/${skipped}`;
}

suite("judging a tier", () => {
  for (const [name, run, expected] of [
    ["counts what the runner reports", ended({ tests: [passed, passed, failed, skipped] }, 1), "2/1/1"],
    ["a tier without a report is a failure", ended(undefined, 0), "0/1/0"],
    ["a report that is not a report is a failure", ended({ tests: "all fine" }, 0), "0/1/0"],
    ["a test with an unknown state spoils the report", ended({ tests: [{ ...passed, state: "green" }] }, 0), "0/1/0"],
    ["an empty report is a failure", ended({ tests: [] }, 0), "0/1/0"],
    ["a failing exit without a failing test is a failure", ended({ tests: [passed] }, 3), "1/1/0"],
    ["an end by a signal is a failure", ended({ tests: [passed] }, undefined), "1/1/0"],
    ["a clean exit with a failing test is a failure twice", ended({ tests: [failed] }, 0), "0/2/0"],
    [
      "a time-out is a failure on top of its report",
      { kind: "timed-out", report: { tests: [passed] }, limitMs: 60_000, output: "" },
      "1/1/0",
    ],
    ["a tier that could not run is skipped", { kind: "could-not-run", reason: "No.", tests: 7 }, "0/0/7"],
    [
      "a tier that could not run counts once when its size is unknown",
      { kind: "could-not-run", reason: "No.", tests: undefined },
      "0/0/1",
    ],
  ] as const satisfies readonly (readonly [string, TierRun, string])[]) {
    test(name, () => assert.equal(counts(judgeTier("unit", run)), expected));
  }

  test("an empty report is no fault when a name filter was given", () => {
    assert.equal(counts(judgeTier("unit", ended({ tests: [] }, 0), { filtered: true })), "0/0/0");
  });

  test("a crash keeps the end of what was printed", () => {
    assert.match(judgeTier("unit", ended(undefined, 134)).failures[0]?.error ?? "", /exit code 134.*\nlast words$/);
  });
});

suite("the closing report", () => {
  const unit = judgeTier("unit", ended({ tests: [passed, failed] }, 1));
  const host = judgeTier("host", ended({ vscodeVersion: "1.139.1", tests: [passed] }, 0));
  const ui = judgeTier("ui", { kind: "could-not-run", reason: "No Chromium starts here.", tests: 4 });

  test("ends with the total of all tiers alone on its line", () => {
    assert.equal(closingLines([unit, host]).at(-1), "2 passed, 1 failed");
  });

  test("puts the reason for a skipped tier on the line above the total", () => {
    assert.deepEqual(closingLines([host, ui]).slice(-2), [
      "ui skipped: No Chromium starts here.",
      "1 passed, 0 failed, 4 skipped",
    ]);
  });

  test("names the version of VS Code", () => {
    assert.ok(closingLines([host]).includes("The host tests ran in VS Code 1.139.1."));
  });

  test("lists each failure with its message", () => {
    assert.match(closingLines([unit]).join("\n"), /1\) subtracts\n {3}AssertionError: 1 !== 2/);
  });

  for (const [name, results, success] of [
    ["a failed test is no success", [unit, host], false],
    ["skipped tiers beside passing ones are a success", [host, ui], true],
    ["nothing but skipped tiers is no success", [ui], false],
  ] as const) {
    test(name, () => assert.equal(isSuccess(sumTotals(results)), success));
  }
});

suite("a mocha process", () => {
  for (const [name, source, expected] of [
    ["reports a passing test", `test("one", () => {});`, "1/0/0"],
    ["reports a failing and a skipped test", `test("one", () => { throw new Error("no"); }); test("two");`, "0/1/1"],
    ["fails when the tests end the process", `test("one", () => process.exit(0)); test("two", () => {});`, "0/1/0"],
    ["fails when the file does not load", `import "./missing.mjs";`, "0/1/0"],
    ["fails when a hook fails", `suiteSetup(() => { throw new Error("no"); }); test("one", () => {});`, "0/1/0"],
    ["fails when a test is singled out", `test.only("one", () => {}); test("two", () => {});`, "0/1/0"],
    ["fails when there is no test", "", "0/1/0"],
  ] as const) {
    test(name, () => assert.equal(counts(judgeTier("unit", runFile(source))), expected));
  }
});

/** Runs one test file as the unit tier would. */
function runFile(source: string): TierRun {
  const folder = mkdtempSync(join(tmpdir(), "etude-mocha-"));
  try {
    const report = join(folder, "report.json");
    const file = join(folder, "a.test.mjs");
    writeFileSync(file, source);
    const script = resolve(import.meta.dirname, "../run/mocha-process.ts");
    const run = spawnSync(process.execPath, [script, "--report", report, file], { encoding: "utf8" });
    const written: unknown = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;
    return ended(written, run.status ?? undefined);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
