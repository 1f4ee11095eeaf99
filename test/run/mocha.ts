import Mocha from "mocha";
import type { TestRecord } from "./report.ts";

export interface MochaRun {
  readonly files: readonly string[];
  /** Per test, in milliseconds. */
  readonly timeoutMs: number;
  /** Only tests whose full title matches this regular expression. */
  readonly grep?: string | undefined;
  /** Finds the tests, without running any: all of them come back as passed. */
  readonly dryRun?: boolean | undefined;
  /** "suites" prints a line per top-level suite, "tests" one per test; failing tests are printed in any case. */
  readonly detail: "suites" | "tests";
  readonly print: (line: string) => void;
}

/** Runs test files in this process and returns what became of each test. Rejects when a file does not load. */
export async function runMocha(run: MochaRun): Promise<TestRecord[]> {
  const mocha = new Mocha({
    ui: "tdd",
    timeout: run.timeoutMs,
    forbidOnly: true,
    dryRun: run.dryRun ?? false,
    reporter: Mocha.reporters.Base,
    ...(run.grep === undefined ? {} : { grep: new RegExp(run.grep) }),
  });
  for (const file of run.files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const tests: TestRecord[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    observe(runner, run, (test) => tests.push(test));
  });
  return tests;
}

function observe(runner: Mocha.Runner, run: MochaRun, keep: (test: TestRecord) => void): void {
  const { constants } = Mocha.Runner;
  let inSuite = { count: 0, started: performance.now() };
  const record = (test: Mocha.Runnable, state: TestRecord["state"], error?: unknown) => {
    const title = test.titlePath().join(" > ");
    const ms = Math.round(test.duration ?? 0);
    inSuite.count++;
    keep({ title, state, ms, ...(error === undefined ? {} : { error: describe(error) }) });
    if (run.detail === "tests" || state === "failed") run.print(`  ${MARKS[state]} ${title} (${ms} ms)`);
  };
  runner.on(constants.EVENT_TEST_PASS, (test) => record(test, "passed"));
  runner.on(constants.EVENT_TEST_PENDING, (test) => record(test, "skipped"));
  runner.on(constants.EVENT_TEST_FAIL, (test, error) => record(test, "failed", error));
  runner.on(constants.EVENT_SUITE_BEGIN, (suite) => {
    if (isTopLevel(suite)) inSuite = { count: 0, started: performance.now() };
  });
  runner.on(constants.EVENT_SUITE_END, (suite) => {
    if (run.detail === "tests" || !isTopLevel(suite) || inSuite.count === 0) return;
    run.print(`  ${suite.title}: ${inSuite.count} tests in ${Math.round(performance.now() - inSuite.started)} ms`);
  });
}

const MARKS = { passed: "ok  ", failed: "FAIL", skipped: "skip" } as const;

function isTopLevel(suite: Mocha.Suite): boolean {
  return suite.parent?.root === true;
}

/** Message, expected and actual where the assertion has them, and the stack without the runner's own frames. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? "";
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line) && !/node_modules|node:internal/.test(line));
  return [`${error.name}: ${error.message}`, ...frames].join("\n");
}
