import { z } from "zod";

/** One test as its runner saw it. `error` is the message with its stack; `ms` is wall time. */
export const TestRecord = z.object({
  title: z.string(),
  state: z.enum(["passed", "failed", "skipped"]),
  ms: z.number(),
  error: z.string().optional(),
});
export type TestRecord = Readonly<z.infer<typeof TestRecord>>;

/** What a runner writes down when, and only when, it has come to its end. */
export const TestReport = z.object({ vscodeVersion: z.string().optional(), tests: z.array(TestRecord).readonly() });
export type TestReport = Readonly<z.infer<typeof TestReport>>;

/** How the run of one tier went, before anybody judged it. */
export type TierRun =
  | { readonly kind: "ended"; readonly report: unknown; readonly exitCode: number | undefined; readonly output: string }
  | { readonly kind: "timed-out"; readonly report: unknown; readonly limitMs: number; readonly output: string }
  | { readonly kind: "could-not-run"; readonly reason: string; readonly tests: number | undefined };

export interface TierResult {
  readonly tier: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
  /** Why the whole tier was skipped, in one sentence. */
  readonly reason?: string | undefined;
  readonly vscodeVersion?: string | undefined;
}

export interface Failure {
  readonly title: string;
  readonly error: string;
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Turns a run into counts. Only a well-formed report of a runner that ended properly can make a tier pass: no report,
 * a broken one, an empty one, a time-out, and a failing exit without a failing test are failures of their own.
 * `filtered`: a name filter was given, so that an empty report is no fault.
 */
export function judgeTier(tier: string, run: TierRun, { filtered = false } = {}): TierResult {
  if (run.kind === "could-not-run") {
    return { tier, passed: 0, failed: 0, skipped: run.tests ?? 1, failures: [], reason: run.reason };
  }
  const parsed = TestReport.safeParse(run.report);
  const tests = parsed.success ? parsed.data.tests : [];
  const failures = [...tests.filter((test) => test.state === "failed").map(failureOf), ...runFailures()];
  return {
    tier,
    passed: count(tests, "passed"),
    failed: failures.length,
    skipped: count(tests, "skipped"),
    failures,
    vscodeVersion: parsed.data?.vscodeVersion,
  };

  function runFailures(): readonly Failure[] {
    if (run.kind === "could-not-run") return [];
    const fault = runFault(run, parsed.success ? tests : undefined, filtered);
    return fault === undefined ? [] : [{ title: `${tier}: the run itself`, error: withTail(fault, run.output) }];
  }
}

export function sumTotals(results: readonly TierResult[]): Totals {
  const sum = (pick: (result: TierResult) => number) => results.reduce((total, result) => total + pick(result), 0);
  return { passed: sum((r) => r.passed), failed: sum((r) => r.failed), skipped: sum((r) => r.skipped) };
}

/** A run in which nothing passed has shown nothing, so it is no success either. */
export function isSuccess(totals: Totals): boolean {
  return totals.failed === 0 && totals.passed > 0;
}

/** The closing lines: failures in full, the editor's version, reasons for skipped tiers, and the total alone last. */
export function closingLines(results: readonly TierResult[]): readonly string[] {
  const failures = results.flatMap((result) => result.failures);
  const versions = new Set(results.flatMap((result) => result.vscodeVersion ?? []));
  return [
    ...(failures.length > 0 ? ["", "Failures:"] : []),
    ...failures.flatMap((failure, index) => ["", `${index + 1}) ${failure.title}`, indent(failure.error)]),
    "",
    ...[...versions].map((version) => `The host tests ran in VS Code ${version}.`),
    ...results.flatMap((result) => (result.reason === undefined ? [] : `${result.tier} skipped: ${result.reason}`)),
    totalLine(sumTotals(results)),
  ];
}

function totalLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

type FinishedRun = Exclude<TierRun, { kind: "could-not-run" }>;

/** What is wrong with the run as such, over and above its failing tests. */
function runFault(run: FinishedRun, tests: readonly TestRecord[] | undefined, filtered: boolean): string | undefined {
  if (run.kind === "timed-out") return `It did not end within ${Math.round(run.limitMs / 1000)} s.`;
  const ending = run.exitCode === undefined ? "a signal" : `exit code ${run.exitCode}`;
  if (tests === undefined) return `It ended with ${ending} and left no readable report.`;
  if (tests.length === 0 && !filtered) return "It found no test.";
  const anyFailed = tests.some((test) => test.state === "failed");
  if (run.exitCode !== 0 && !anyFailed) return `It ended with ${ending} though no test failed.`;
  if (run.exitCode === 0 && anyFailed) return "It ended with exit code 0 though tests failed.";
  return undefined;
}

function failureOf(test: TestRecord): Failure {
  return { title: test.title, error: test.error ?? "no message" };
}

function count(tests: readonly TestRecord[], state: TestRecord["state"]): number {
  return tests.filter((test) => test.state === state).length;
}

function withTail(sentence: string, output: string): string {
  const tail = output.trim().split("\n").slice(-40).join("\n");
  return tail === "" ? sentence : `${sentence}\n${tail}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, "   ");
}
