import { globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "vscode";
import { sayLine } from "../host/test-lines.ts";
import { runMocha } from "../run/mocha.ts";
import type { TestRecord, TestReport } from "../run/report.ts";

const TEST_LIMIT_MS = 60_000;

/**
 * Called by VS Code inside its extension host. Runs the test files beside this one, writes the report to the file
 * named by ETUDE_TEST_REPORT, and rejects when a test failed.
 */
export async function run(): Promise<void> {
  const report = process.env["ETUDE_TEST_REPORT"];
  if (!report) throw new Error("ETUDE_TEST_REPORT must name the file for the report.");
  const tests = await runAll();
  writeFileSync(report, JSON.stringify({ vscodeVersion: version, tests } satisfies TestReport));
  const failed = tests.filter((test) => test.state === "failed").length;
  if (failed > 0) throw new Error(`${failed} tests failed`);
}

/** A test file that does not load is a failed test: otherwise its error would drown in the editor's own log. */
async function runAll(): Promise<readonly TestRecord[]> {
  const folder = import.meta.dirname;
  try {
    return await runMocha({
      files: globSync("*.test.{ts,mjs}", { cwd: folder })
        .sort()
        .map((name) => join(folder, name)),
      timeoutMs: TEST_LIMIT_MS,
      grep: process.env["ETUDE_TEST_GREP"] || undefined,
      detail: "tests",
      print: sayLine,
    });
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [{ title: "loading the test files", state: "failed", ms: 0, error: reason }];
  }
}
