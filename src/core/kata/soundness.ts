import { UserError } from "../errors.ts";
import {
  type AbortSignal,
  type Clock,
  type Files,
  type Hash,
  newId,
  type Random,
  type SandboxCopy,
  type SyntaxTrees,
} from "../ports.ts";
import { idsOf, type TestRun, testsOf } from "../trace/test-run.ts";
import { type Baseline, coveringTests, limitFor } from "./baseline.ts";
import type { Candidate } from "./candidates.ts";
import { goalOf, titleOf } from "./describe.ts";
import { startDifficulty } from "./difficulty.ts";
import type { Kata } from "./kata.ts";
import { languageOf } from "./language.ts";
import { applied } from "./starter.ts";
import { errorCount } from "./syntax-walk.ts";

/** Why a candidate is no kata. */
export type Refusal =
  | "does-not-parse"
  | "read-only"
  | "not-covered"
  | "no-test-fails"
  | "too-many-fail"
  | "could-not-start"
  | "timed-out"
  | "crashed"
  | "unsteady"
  | "reference-fails";

export type Verdict =
  | { readonly kind: "sound"; readonly kata: Kata }
  | { readonly kind: "refused"; readonly reason: Refusal; readonly note: string }
  | { readonly kind: "stopped" };

export interface Bench {
  /** Holds the reference before and after; the candidate's file is written into it and put back. */
  readonly copy: Pick<SandboxCopy, "files" | "tests">;
  readonly baseline: Baseline;
  readonly trees: SyntaxTrees;
  readonly clock: Clock;
  readonly random: Random;
  readonly hash: Hash;
}

/** A bug that breaks more of the suite than this is no exercise in finding one. At least one test may always fail. */
const MAX_SHARE = 0.3;

/**
 * A candidate is a sound kata when its starter parses, some test executes its line, its starter makes tests fail that
 * passed, but not too many, in an orderly run, and the same tests pass again when the edit is taken out. The baseline
 * has shown twice already that they pass on the reference. Restores the file whatever happens.
 */
export async function verify(candidate: Candidate, bench: Bench, signal: AbortSignal): Promise<Verdict> {
  const { baseline, copy } = bench;
  const { path } = candidate.edit;
  const starter = applied(candidate.reference, candidate.edit);
  if (!parses(candidate, starter, bench.trees)) return refused("does-not-parse", "The edited file has syntax errors.");

  const covering = coveringTests(baseline, path, candidate.line);
  if (covering.kind === "none") return refused("not-covered", "No test executes the line.");

  if (!(await writes(copy.files, path, starter))) return refused("read-only", "The sandbox keeps the file read-only.");
  let red: Red | Verdict;
  try {
    red = await starterFails(covering.kind === "files" ? covering.files : undefined);
  } finally {
    await copy.files.write(path, candidate.reference);
  }
  if (red.kind !== "red") return red;

  const testFiles = filesOf(red.failing, baseline);
  const again = await run(testFiles.includes("") ? undefined : testFiles);
  if (signal.aborted) return { kind: "stopped" };
  const green = new Set(idsOf(again, "passed"));
  const stillRed = red.failing.find((id) => !green.has(id));
  if (stillRed !== undefined) return refused("reference-fails", `Without the edit this still fails: ${stillRed}`);
  return { kind: "sound", kata: kataOf(candidate, red, testFiles, bench) };

  /** Covering tests first: most candidates that nobody notices end there. Then everything, for the whole picture. */
  async function starterFails(files: readonly string[] | undefined): Promise<Red | Verdict> {
    const first = redOf(await run(files), baseline, files);
    if (signal.aborted) return { kind: "stopped" };
    if (first.kind !== "red" || files === undefined) return first;
    const whole = redOf(await run(undefined), baseline, undefined);
    if (signal.aborted) return { kind: "stopped" };
    if (whole.kind === "refused" && whole.reason !== "no-test-fails") return whole;
    const seen = new Set(whole.kind === "red" ? whole.failing : []);
    const lost = first.failing.find((id) => !seen.has(id));
    return lost === undefined ? whole : refused("unsteady", `Fails alone, passes in the whole run: ${lost}`);
  }

  function run(files: readonly string[] | undefined): Promise<TestRun> {
    return copy.tests.run({ files, limitMs: limitFor(baseline, files) }, () => {}, signal);
  }
}

/** False when the copy refuses the path; anything else that goes wrong is thrown. */
async function writes(files: Files, path: string, text: string): Promise<boolean> {
  try {
    await files.write(path, text);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** How a starter fails. */
interface Red {
  readonly kind: "red";
  readonly failing: readonly string[];
  readonly passing: readonly string[];
}

type Refused = Extract<Verdict, { kind: "refused" }>;

/** Judges one run of the starter. A test that passed on the reference and is not reported now does not pass. */
function redOf(run: TestRun, baseline: Baseline, files: readonly string[] | undefined): Red | Refused {
  switch (run.outcome) {
    case "no-tests":
      return refused("could-not-start", "With the edit, the test command finds no tests.");
    case "could-not-start":
      return refused("could-not-start", `With the edit, the tests do not start: ${run.message.split("\n")[0] ?? ""}`);
    case "timed-out":
      return refused("timed-out", "With the edit, the tests do not end.");
    case "crashed":
      return refused("crashed", "With the edit, the test command crashes.");
    case "passed":
    case "failed":
      break;
    default:
      return run satisfies never;
  }
  const unloaded = testsOf(run).find((test) => test.status === "failed" && test.name === "(file did not load)");
  if (unloaded) return refused("could-not-start", `With the edit, ${unloaded.file} does not load.`);

  const green = new Set(idsOf(run, "passed"));
  const expected = [...baseline.passing].filter((id) => !files || files.includes(baseline.fileOf.get(id) ?? ""));
  const failing = expected.filter((id) => !green.has(id));
  // A test may vanish for other reasons than the edit; a new failure, if only that of a file that ended early, is one.
  const isNew = idsOf(run, "failed").some((id) => !baseline.failed.has(id));
  if (failing.length === 0 || !isNew) return refused("no-test-fails", "No test notices the edit.");
  if (failing.length > Math.max(1, MAX_SHARE * baseline.passing.size)) {
    return refused("too-many-fail", `${failing.length} of ${baseline.passing.size} tests fail.`);
  }
  return { kind: "red", failing, passing: expected.filter((id) => green.has(id)) };
}

function parses(candidate: Candidate, starter: string, trees: SyntaxTrees): boolean {
  const language = languageOf(candidate.edit.path);
  if (!language) return false;
  return errors(starter) <= errors(candidate.reference);

  function errors(text: string): number {
    const tree = trees.parse(language ?? "javascript", text);
    try {
      return errorCount(tree.root);
    } finally {
      tree.dispose();
    }
  }
}

/** Test files of the ids, sorted; an empty name stands for a file the framework did not tell. */
function filesOf(ids: readonly string[], baseline: Baseline): readonly string[] {
  return [...new Set(ids.map((id) => baseline.fileOf.get(id) ?? ""))].sort();
}

function kataOf(candidate: Candidate, red: Red, testFiles: readonly string[], bench: Bench): Kata {
  const { mutator, functionLines, onLine, within } = candidate;
  return {
    v: 1,
    id: newId("kata", bench.clock, bench.random),
    skill: candidate.skill,
    kind: "mutation",
    operator: mutator.id,
    title: titleOf(red.failing),
    goal: goalOf(red.failing),
    edit: candidate.edit,
    line: candidate.line,
    ...(within === undefined ? {} : { within }),
    referenceHash: bench.hash(candidate.reference),
    failing: red.failing,
    passing: red.passing,
    testFiles: testFiles.filter((file) => file !== ""),
    framework: bench.baseline.framework,
    suiteMs: bench.baseline.ms,
    difficulty: startDifficulty(mutator.prior, { failing: red.failing.length, functionLines, onLine }),
    madeAt: bench.clock(),
  };
}

function refused(reason: Refusal, note: string): Refused {
  return { kind: "refused", reason, note };
}
