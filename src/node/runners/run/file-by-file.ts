import { posix } from "node:path";
import type { Coverage } from "../../../core/trace/test-run.ts";
import type { ExecResult } from "../../exec.ts";
import { coverageEnv, v8Coverage } from "../coverage/collect.ts";
import type { ReportEntry } from "../report/entry.ts";
import { crashOf } from "../report/failure.ts";
import { parseTap } from "../report/tap.ts";
import type { Findings, Run } from "../runner-kind.ts";
import { readScratch } from "./select.ts";

export interface FileCommand {
  readonly file: string;
  /** Arguments of `node` for this file. */
  readonly args: readonly string[];
}

/**
 * Runs each test file in a node process of its own, `jobs` at a time, and reads the TAP it prints. The command shown
 * is the one for the first file.
 */
export async function runFiles(
  run: Run,
  commands: readonly FileCommand[],
  jobs: number,
  uses: RegExp,
): Promise<Findings> {
  const done = new Map<string, FileResult>();
  const waiting = [...commands.entries()];
  let failed = 0;
  let finished = 0;
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, work));

  const results = commands.flatMap(({ file }) => done.get(file) ?? []);
  const stop = results.find(({ exec }) => ended(exec));
  const entries = results.flatMap((result) => result.entries);
  return {
    command: ["node", ...(commands[0]?.args ?? [])],
    exec: merged(results, stop),
    report: { entries, started: true, complete: stop === undefined },
    noTests: entries.length === 0,
    ...(run.request.coverage ? { coverage: results.flatMap(({ coverage }) => coverage) } : {}),
  };

  async function work(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, command] = next;
      const result = await runFile(run, command, index, uses);
      done.set(command.file, result);
      const tests = result.entries.filter(({ t }) => t === "test" || t === "broken");
      finished += tests.length;
      failed += tests.filter(
        (entry) => entry.t === "broken" || (entry.t === "test" && entry.status === "failed"),
      ).length;
      run.onProgress({ finished, failed });
      // Nothing more is started once the run is over, whatever ended it.
      if (ended(result.exec)) waiting.length = 0;
    }
  }
}

interface FileResult {
  readonly exec: ExecResult;
  readonly entries: readonly ReportEntry[];
  readonly coverage: readonly Coverage[];
}

async function runFile(run: Run, { file, args }: FileCommand, index: number, uses: RegExp): Promise<FileResult> {
  const report = `file-${index}.tap`;
  const folders = { files: `v8-${index}`, tests: `tests-ran-${index}` };
  const env = {
    ETUDE_REPORT: posix.join(run.scratch.seen, report),
    ...coverageEnv(run, folders),
  };
  const exec = await run.launch(["node", "--require", posix.join(run.place.reporters.seen, "tap-file.cjs"), ...args], {
    env,
  });
  const entries = await entriesOf(run, file, exec, (await readScratch(run, report)) ?? "", uses);
  const coverage = run.request.coverage ? await v8Coverage(run, folders, new Set(), entries, file) : [];
  return { exec, entries, coverage };
}

async function entriesOf(
  run: Run,
  file: string,
  exec: ExecResult,
  text: string,
  uses: RegExp,
): Promise<readonly ReportEntry[]> {
  const tap = parseTap(text);
  const entries: ReportEntry[] = tap.tests.map((test) =>
    withCrash({ ...test, path: inFile(test.path, file), file }, exec),
  );
  if (ended(exec)) return entries;
  const broken = (kind: "load" | "exit", message: string): ReportEntry => ({
    t: "broken",
    file,
    kind,
    failure: {
      message,
      ...(exec.exitCode ? { exitCode: exec.exitCode } : {}),
      ...(exec.signal ? { signal: exec.signal } : {}),
    },
    stderr: exec.stderr,
  });
  const endedBadly = exec.exitCode !== 0 || exec.signal !== undefined;
  if (!tap.found) {
    if (endedBadly) return [...entries, broken("load", "")];
    // A helper among the tests prints nothing; a file of tests always prints its plan.
    const text = await run.project.read(file);
    return uses.test(text ?? "") ? [broken("exit", "the file ended without reporting its tests")] : entries;
  }
  const failed = entries.some((entry) => entry.t === "test" && entry.status === "failed");
  const nothingRan = tap.complete && tap.tests.length === 0;
  if (nothingRan && endedBadly) return [broken("load", "")];
  if (!tap.complete)
    return [...entries, broken("exit", crashed(exec) ? "" : "the file ended before all planned tests had reported")];
  return endedBadly && !failed ? [...entries, broken("exit", "")] : entries;

  function crashed({ stderr }: ExecResult): boolean {
    return crashOf(stderr, run.locator) !== undefined;
  }
}

/** Through tap's own program the file is the outermost subtest. */
function inFile(path: readonly string[], file: string): string[] {
  return path.length > 1 && path[0] === file ? path.slice(1) : [...path];
}

/** An uncaught error ends the process; TAP then only says that the test did not end, and stderr says why. */
function withCrash(entry: Extract<ReportEntry, { t: "test" }>, exec: ExecResult): ReportEntry {
  const { failure } = entry;
  if (!failure || !/exited without ending|test unfinished|no plan/i.test(failure.message) || exec.stderr.trim() === "")
    return entry;
  return {
    ...entry,
    failure: { ...failure, message: `${failure.message}\n${exec.stderr.trim()}`, stack: exec.stderr },
  };
}

function ended(exec: ExecResult): boolean {
  return exec.timedOut || exec.aborted || exec.failedToStart !== undefined;
}

/** One result for all processes. How each file ended is in its entries, so their exit codes are not repeated here. */
function merged(results: readonly FileResult[], stop: FileResult | undefined): ExecResult {
  const joined = (stream: "stdout" | "stderr") =>
    results
      .map(({ exec }) => exec[stream])
      .join("")
      .slice(0, 512 * 1024);
  return {
    exitCode: stop ? stop.exec.exitCode : 0,
    signal: stop?.exec.signal,
    timedOut: stop?.exec.timedOut ?? false,
    aborted: stop?.exec.aborted ?? false,
    failedToStart: stop?.exec.failedToStart,
    stdout: joined("stdout"),
    stderr: joined("stderr"),
    ms: results.reduce((sum, { exec }) => sum + exec.ms, 0),
  };
}
