import { UserError } from "../errors.ts";
import type { AbortSignal, FileChange, Sandbox, SandboxCopy, TestProgress } from "../ports.ts";
import { idsOf, type TestRun } from "../trace/test-run.ts";
import type { Attempt, Grade, Kata } from "./kata.ts";
import { isProtected } from "./protected.ts";

export interface GradingRequest {
  readonly kata: Kata;
  readonly sandbox: Sandbox;
  /** The kata's bug, as `starterOf` gives it. */
  readonly starter: FileChange;
  /** What the attempt changed, relative to the starter. */
  readonly changes: readonly FileChange[];
  /** How often the attempt ran tests. */
  readonly testRuns: number;
  /** A pass in no more test runs than this is clean: `cleanRuns`. */
  readonly cleanRuns: number;
  /** Wall-clock limit of the grading run, in ms; the runner's own when absent. */
  readonly limitMs?: number | undefined;
}

export type Grading =
  | { readonly kind: "graded"; readonly grade: Grade; readonly why: string; readonly run: TestRun }
  /** Aborted: nothing can be said about the attempt. */
  | { readonly kind: "stopped" };

/** Before anybody has passed a kata of the operator. */
const DEFAULT_CLEAN_RUNS = 8;

/**
 * Grades a patch in a fresh copy, out of reach of whoever wrote it: the starter, plus what the patch changes apart
 * from tests and protected files, and one run of the whole suite. A pass is every failing id passing and every
 * passing id still there and passing; a test that is missing or skipped does not pass.
 */
export async function grade(
  request: GradingRequest,
  onProgress: (progress: TestProgress) => void,
  signal: AbortSignal,
): Promise<Grading> {
  const copy = await request.sandbox.open([request.starter], signal);
  try {
    const discarded = await layOver(copy, request.changes);
    const run = await copy.tests.run({ limitMs: request.limitMs }, onProgress, signal);
    if (signal.aborted) return { kind: "stopped" };
    const { grade, why } = judge(request, run);
    const note = discarded.length === 0 ? "" : ` Left out of the patch: ${discarded.join(", ")}.`;
    return { kind: "graded", grade, why: why + note, run };
  } finally {
    await copy.dispose();
  }
}

/** The median of test runs over earlier passes of the same operator. */
export function cleanRuns(attempts: readonly Attempt[], operator: string): number {
  const passes = attempts.filter((attempt) => attempt.operator === operator && attempt.grade >= 2);
  const runs = passes.map((attempt) => attempt.testRuns).sort((one, other) => one - other);
  const [low, high] = [runs[Math.floor((runs.length - 1) / 2)], runs[Math.floor(runs.length / 2)]];
  return low === undefined || high === undefined ? DEFAULT_CLEAN_RUNS : (low + high) / 2;
}

/** Writes the changes that count; returns the paths of the others, each with its reason. */
async function layOver(copy: SandboxCopy, changes: readonly FileChange[]): Promise<readonly string[]> {
  const discarded: string[] = [];
  for (const { path, text } of changes) {
    if (copy.tests.isTest(path)) {
      discarded.push(`${path} (a test)`);
    } else if (isProtected(path)) {
      discarded.push(`${path} (protected)`);
    } else if (!(await put(copy, path, text))) {
      discarded.push(`${path} (read-only)`);
    }
  }
  return discarded;
}

async function put(copy: SandboxCopy, path: string, text: string | undefined): Promise<boolean> {
  try {
    if (text === undefined) await copy.files.remove(path);
    else await copy.files.write(path, text);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function judge(request: GradingRequest, run: TestRun): { readonly grade: Grade; readonly why: string } {
  const { kata, testRuns } = request;
  const trouble = troubleWith(run);
  if (trouble) return { grade: 0, why: trouble };

  const green = new Set(idsOf(run, "passed"));
  const mended = kata.failing.filter((id) => green.has(id));
  const broken = kata.passing.filter((id) => !green.has(id));
  const result = progress(mended.length, kata.failing.length);
  if (broken.length > 0) {
    const [first = ""] = broken;
    const lost = `${count(broken.length, "other test")} no longer ${broken.length === 1 ? "does" : "do"}`;
    return { grade: 0, why: `${result}, but ${lost}: ${first}${broken.length > 1 ? ", ..." : ""}.` };
  }
  if (mended.length < kata.failing.length) {
    const why = `${result}; nothing else broke.`;
    return { grade: 2 * mended.length >= kata.failing.length ? 1 : 0, why };
  }
  const clean = testRuns <= request.cleanRuns;
  const how = `with ${count(testRuns, "test run")}${clean ? "" : ` (clean: at most ${request.cleanRuns})`}`;
  return { grade: clean ? 3 : 2, why: `${result} and nothing else broke, ${how}.` };
}

/** Why the run says nothing good about the patch; undefined when it reports its tests. */
function troubleWith(run: TestRun): string | undefined {
  switch (run.outcome) {
    case "passed":
    case "failed":
      return undefined;
    case "no-tests":
      return "With the patch, the test command finds no tests.";
    case "could-not-start":
      return `With the patch, the tests do not start: ${run.message.split("\n")[0] ?? ""}.`;
    case "timed-out":
      return "With the patch, the tests do not end in time.";
    case "crashed":
      return "With the patch, the test command crashes.";
    default:
      return run satisfies never;
  }
}

function progress(mended: number, failing: number): string {
  if (failing === 1) return mended === 1 ? "The failing test passes" : "The failing test still fails";
  return mended === failing ? `All ${failing} failing tests pass` : `${mended} of ${failing} failing tests pass`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
