import { idsOf, type StackFrame, type TestCase, type TestRun, testsOf } from "../trace/test-run.ts";
import { headAndTail } from "./limits.ts";

/** Characters of the whole report: a model reads it at every run. */
const MAX_REPORT = 8 * 1024;
const MAX_FRAMES = 5;
const MAX_VALUE = 400;
const MAX_PASSING_NAMED = 20;

/** What a test run came to, for a model: counts, then each failing test with its message, values and frames. */
export function reportForModel(run: TestRun): string {
  return headAndTail([heading(run), ...body(run)].join("\n"), MAX_REPORT);
}

function heading(run: TestRun): string {
  const count = (status: TestCase["status"]) => idsOf(run, status).length;
  const counts = `${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`;
  switch (run.outcome) {
    case "passed":
    case "failed":
      return counts;
    case "no-tests":
      return "No test was found for this selection.";
    case "could-not-start":
      return `The tests could not start: ${run.message}`;
    case "timed-out":
      return `The run was stopped after ${run.afterMs} ms; until then ${counts}. A test may loop forever.`;
    case "crashed": {
      const how = run.signal ?? `exit code ${run.exitCode ?? "unknown"}`;
      return `The test process ended without a report (${how}); until then ${counts}.`;
    }
    default:
      return run satisfies never;
  }
}

function body(run: TestRun): readonly string[] {
  const failing = testsOf(run).filter((test) => test.status === "failed");
  const passing = idsOf(run, "passed");
  const frames = run.outcome === "could-not-start" ? framesOf(run.frames) : [];
  const output = "output" in run && failing.length === 0 ? ["Output:", headAndTail(run.output.trim(), 4000)] : [];
  const named = passing.slice(0, MAX_PASSING_NAMED).map((id) => `  ${id}`);
  const rest = passing.length > named.length ? [`  and ${passing.length - named.length} more`] : [];
  return [
    ...frames,
    ...failing.flatMap(failureOf),
    ...output,
    ...(failing.length > 0 && passing.length > 0 ? ["Passing:", ...named, ...rest] : []),
  ];
}

function failureOf({ id, failure }: TestCase): readonly string[] {
  if (failure === undefined) return [`FAILED ${id}`];
  const { message, error, expected, actual, frames } = failure;
  return [
    `FAILED ${id}`,
    `  ${error === undefined ? "" : `${error}: `}${indented(message)}`,
    ...(expected === undefined ? [] : [`  expected: ${indented(expected)}`]),
    ...(actual === undefined ? [] : [`  actual: ${indented(actual)}`]),
    ...framesOf(frames),
  ];
}

function framesOf(frames: readonly StackFrame[]): readonly string[] {
  return frames
    .slice(0, MAX_FRAMES)
    .map(({ file, line, function: name }) => `  at ${file}:${line}${name === undefined ? "" : ` (${name})`}`);
}

function indented(value: string): string {
  return headAndTail(value.trim(), MAX_VALUE).replaceAll("\n", "\n    ");
}
