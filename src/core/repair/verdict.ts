import { type TestCase, type TestRun, testsOf } from "../trace/test-run.ts";

/** What a try did to the tests it ran, against how they stood before it. */
export type Verdict =
  /** Every failing test passes, nothing else fails. */
  | { readonly kind: "mended"; readonly gained: readonly string[] }
  /** Some failing tests pass, nothing else fails. */
  | { readonly kind: "partial"; readonly gained: readonly string[] }
  /** Failing tests pass, but tests that passed do not any more. */
  | { readonly kind: "mended-but-broke"; readonly lost: readonly string[] }
  | { readonly kind: "broke"; readonly lost: readonly string[]; readonly shift: Shift }
  /** The failing tests fail in another way. */
  | { readonly kind: "changed"; readonly shift: Shift }
  | { readonly kind: "same" }
  /** The run gave no report: it did not start, crashed or took too long. */
  | { readonly kind: "invalid"; readonly why: string };

/**
 * How the failures that are left moved. `closer`: a test fails at a later line of itself, so that an assertion holds
 * that did not; `other`: in another way or at an earlier line; `none`: exactly as before.
 */
export type Shift = "closer" | "other" | "none";

/**
 * Sets a run against the standing before it. `standing` holds the tests as they were, of the files that were run;
 * `targets` are the ids to mend among them. A test that is no longer reported counts as not passing. Without targets the
 * run itself is what had to be mended: a report is enough.
 */
export function judge(standing: readonly TestCase[], targets: ReadonlySet<string>, run: TestRun): Verdict {
  if (run.outcome !== "passed" && run.outcome !== "failed") return { kind: "invalid", why: run.outcome };
  const now = new Map(testsOf(run).map((test) => [test.id, test]));
  const passes = (id: string) => now.get(id)?.status === "passed";
  const gained = [...targets].filter(passes);
  const lost = standing.filter((test) => test.status === "passed" && !passes(test.id)).map((test) => test.id);
  if (gained.length > 0 && lost.length > 0) return { kind: "mended-but-broke", lost };
  const before = new Map(standing.map((test) => [test.id, test]));
  const shift = shiftOf([...targets], before, now);
  if (lost.length > 0) return { kind: "broke", lost, shift };
  if (gained.length === targets.size) return { kind: "mended", gained };
  if (gained.length > 0) return { kind: "partial", gained };
  return shift === "none" ? { kind: "same" } : { kind: "changed", shift };
}

function shiftOf(
  targets: readonly string[],
  before: ReadonlyMap<string, TestCase>,
  now: ReadonlyMap<string, TestCase>,
): Shift {
  const lines = targets.map((id) => lineOf(now.get(id)) - lineOf(before.get(id)));
  if (lines.some((difference) => difference > 0)) return "closer";
  const isSame = targets.every((id) => symptomText(before.get(id)) === symptomText(now.get(id)));
  return isSame && lines.every((difference) => difference === 0) ? "none" : "other";
}

/** The line of its own file at which a test fails; 0 when that is not told. */
function lineOf(test: TestCase | undefined): number {
  return test?.failure?.frames.find((frame) => frame.file === test.file)?.line ?? 0;
}

/** What a failure looks like, without numbers that differ from run to run such as times. */
function symptomText(test: TestCase | undefined): string {
  if (!test?.failure) return test?.status ?? "missing";
  const { message, expected, actual } = test.failure;
  return [message, expected, actual].join("\n").replace(/\b\d+(\.\d+)? ?ms\b/g, "ms");
}
