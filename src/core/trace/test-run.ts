import { z } from "zod";

/** One stack frame inside the project (never in dependencies or the runtime). Lines and columns count from 1. */
export const StackFrame = z.object({
  /** Workspace-relative, `/`-separated. */
  file: z.string(),
  line: z.int().positive(),
  column: z.int().positive().optional(),
  /** Name of the enclosing function as the runtime printed it, when it did. */
  function: z.string().optional(),
});
export type StackFrame = Readonly<z.infer<typeof StackFrame>>;

export const TestFailure = z.object({
  /** First lines of the failure message, cleaned of terminal codes. */
  message: z.string(),
  /** Error class: `AssertionError`, `TypeError`, ... */
  error: z.string().optional(),
  /** Printed forms of the two sides of a comparison, where the framework tells them. */
  expected: z.string().optional(),
  actual: z.string().optional(),
  /** Project frames, innermost first. The first one is the failure's location. */
  frames: z.array(StackFrame).readonly(),
});
export type TestFailure = Readonly<z.infer<typeof TestFailure>>;

export const TestCase = z.object({
  /** `<file> > <name>`; unique within a run (a repeated name gets ` #2`, ` #3`, ...) and stable between runs. */
  id: z.string(),
  /** Workspace-relative test file; empty when the framework does not tell. */
  file: z.string(),
  /** Suite path and test name joined by ` > `. */
  name: z.string(),
  status: z.enum(["passed", "failed", "skipped"]),
  failure: TestFailure.optional(),
  ms: z.number().nonnegative().optional(),
});
export type TestCase = Readonly<z.infer<typeof TestCase>>;

/** Lines of one file that were executed, as inclusive ranges counting from 1, ascending and disjoint. */
export const FileHits = z.object({
  path: z.string(),
  lines: z.array(z.tuple([z.int().positive(), z.int().positive()])).readonly(),
});
export type FileHits = Readonly<z.infer<typeof FileHits>>;

/**
 * What one test file, or one test, executed of the project's own source (no dependencies, no test files). Entries of
 * tests come beside those of their files, never instead; a file's entry also has what ran outside its tests.
 */
export const Coverage = z.object({
  /** The test file the process ran; undefined when one process ran several. */
  testFile: z.string().optional(),
  /** Id of the test, as in the run's tests; absent for files, and where the runner cannot tell tests apart. */
  test: z.string().optional(),
  hits: z.array(FileHits).readonly(),
});
export type Coverage = Readonly<z.infer<typeof Coverage>>;

const base = {
  framework: z.string(),
  /** The command as spawned, for people to repeat. */
  command: z.array(z.string()).readonly(),
  ms: z.number().nonnegative(),
};
const cases = z.array(TestCase).readonly();

/**
 * What one run of the project's tests came to. Outcomes are never guessed: a run without a readable report is
 * `could-not-start`, `timed-out` or `crashed`, and such a run says nothing about tests it does not list.
 */
export const TestRun = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("passed"), ...base, tests: cases, coverage: z.array(Coverage).readonly().optional() }),
  z.object({ outcome: z.literal("failed"), ...base, tests: cases, coverage: z.array(Coverage).readonly().optional() }),
  z.object({ outcome: z.literal("no-tests"), ...base, output: z.string() }),
  /** Compile error, import error, missing dependency: no test of the selection ran. */
  z.object({
    outcome: z.literal("could-not-start"),
    ...base,
    message: z.string(),
    frames: z.array(StackFrame).readonly(),
    output: z.string(),
  }),
  z.object({ outcome: z.literal("timed-out"), ...base, afterMs: z.number(), tests: cases, output: z.string() }),
  z.object({
    outcome: z.literal("crashed"),
    ...base,
    exitCode: z.int().optional(),
    signal: z.string().optional(),
    tests: cases,
    output: z.string(),
  }),
]);
export type TestRun = Readonly<z.infer<typeof TestRun>>;

/** Tests a run lists, whatever its outcome. */
export function testsOf(run: TestRun): readonly TestCase[] {
  return "tests" in run ? run.tests : [];
}

/** Ids of the tests with the given status, in run order. */
export function idsOf(run: TestRun, status: TestCase["status"]): readonly string[] {
  return testsOf(run)
    .filter((test) => test.status === status)
    .map((test) => test.id);
}
