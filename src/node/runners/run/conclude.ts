import type { TestFailure, TestRun } from "../../../core/trace/test-run.ts";
import type { ExecResult } from "../../exec.ts";
import { tell, withBroken } from "../report/cases.ts";
import { crashOf } from "../report/failure.ts";
import type { Locator } from "../report/locate.ts";
import type { Findings } from "../runner-kind.ts";

/** Characters kept of each end of the output. */
const OUTPUT_CHARS = 8_000;

/**
 * Judges a run. Only a whole report in which every test passed or was skipped, from a command that ended well, makes
 * a pass; whatever is missing or contradictory makes another outcome. Of a selection by `names`, tests that frameworks
 * list as skipped because they were not selected are left out.
 */
export function conclude(
  framework: string,
  findings: Findings,
  locator: Locator,
  names: readonly string[] | undefined,
): TestRun {
  const { exec, report, command } = findings;
  const base = { framework, command, ms: exec.ms };
  const output = outputOf(exec);
  if (exec.failedToStart !== undefined) {
    return {
      outcome: "could-not-start",
      ...base,
      message: `The test command did not start: ${exec.failedToStart}.`,
      frames: [],
      output,
    };
  }

  const all = tell(report.entries, locator);
  const told = { ...all, tests: all.tests.filter(({ name, status }) => status !== "skipped" || isSelected(name)) };
  const tests = withBroken(told);
  if (exec.aborted) return { outcome: "crashed", ...base, signal: "SIGTERM", tests, output };
  if (exec.timedOut) return { outcome: "timed-out", ...base, afterMs: exec.ms, tests, output };

  const notLoaded = told.broken.find(({ kind }) => kind === "load");
  if (told.tests.length === 0 && notLoaded && report.complete) {
    const { failure } = notLoaded;
    return { outcome: "could-not-start", ...base, message: sentence(failure), frames: failure.frames, output };
  }
  if (findings.noTests && tests.length === 0) return { outcome: "no-tests", ...base, output };
  if (!report.started && exec.signal === undefined) {
    const crash = crashOf(exec.stderr, locator) ?? crashOf(exec.stdout, locator);
    const said = crash ? sentence(crash) : lastLine(exec.stderr) || lastLine(exec.stdout);
    const message = said || `The test command ended with exit code ${exec.exitCode} before it ran a test.`;
    return { outcome: "could-not-start", ...base, message, frames: crash?.frames ?? [], output };
  }

  const failed = tests.some(({ status }) => status === "failed");
  const coverage = findings.coverage ? { coverage: findings.coverage } : {};
  if (report.complete && exec.signal === undefined) {
    if (failed) return { outcome: "failed", ...base, tests, ...coverage };
    const ran = tests.some(({ status }) => status === "passed");
    if (exec.exitCode === 0) {
      return ran ? { outcome: "passed", ...base, tests, ...coverage } : { outcome: "no-tests", ...base, output };
    }
  }
  const exitCode = exec.exitCode === undefined ? {} : { exitCode: exec.exitCode };
  const signal = exec.signal === undefined ? {} : { signal: exec.signal };
  return { outcome: "crashed", ...base, ...exitCode, ...signal, tests, output };

  function isSelected(name: string): boolean {
    return names === undefined || names.some((each) => each === name || each.replace(/ #\d+$/, "") === name);
  }
}

function sentence({ error, message }: TestFailure): string {
  return error === undefined || error === "Error" ? message : `${error}: ${message}`;
}

function outputOf({ stdout, stderr }: ExecResult): string {
  const all = [stdout, stderr].filter((text) => text.trim() !== "").join("\n");
  if (all.length <= 2 * OUTPUT_CHARS) return all;
  return `${all.slice(0, OUTPUT_CHARS)}\n[...]\n${all.slice(-OUTPUT_CHARS)}`;
}

function lastLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.findLast((line) => !/^(?:at |[{}]|Node\.js v|$)/.test(line)) ?? "";
}
