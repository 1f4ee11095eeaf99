import { type Coverage, idsOf, type TestRun, testsOf } from "../trace/test-run.ts";

/** Lines one set of tests executed, and whether a test to mend was among them. */
export interface Spectrum {
  readonly failing: boolean;
  readonly lines: ReadonlyMap<string, ReadonlySet<number>>;
}

/**
 * One spectrum per test where the run tells what each executed, else one per test file; none without coverage. Tests
 * that fail and are not to be mended now say nothing about this fault and are left out.
 */
export function spectraOf(run: TestRun, targets: ReadonlySet<string>): readonly Spectrum[] {
  const coverage = coverageOf(run);
  const byTest = coverage.filter((each) => each.test !== undefined);
  if (tellsTestsApart(run, targets)) {
    const others = new Set(idsOf(run, "failed").filter((id) => !targets.has(id)));
    return byTest
      .filter((each) => !others.has(each.test ?? ""))
      .map((each) => ({ failing: targets.has(each.test ?? ""), lines: linesOf([each]) }));
  }
  const failingFiles = new Set(
    testsOf(run)
      .filter((test) => targets.has(test.id))
      .map((test) => test.file),
  );
  return coverage
    .filter((each) => each.testFile !== undefined && each.test === undefined)
    .map((each) => ({ failing: failingFiles.has(each.testFile ?? ""), lines: linesOf([each]) }));
}

/** Whether the run tells what the targets, each by itself, executed. */
export function tellsTestsApart(run: TestRun, targets: ReadonlySet<string>): boolean {
  return coverageOf(run).some((each) => each.test !== undefined && targets.has(each.test));
}

/** Everything a run executed, as one spectrum; undefined when it reported no coverage. */
export function spectrumOf(run: TestRun, failing: boolean): Spectrum | undefined {
  const coverage = coverageOf(run);
  return coverage.length === 0 ? undefined : { failing, lines: linesOf(coverage) };
}

/**
 * Ochiai suspicion `ef / sqrt(F * (ef + ep))` of a line, in [0, 1]: ef and ep count the failing and passing spectra
 * that executed it, F all failing ones. Without any failing spectrum nothing can be told: 1.
 */
export function ochiai(spectra: readonly Spectrum[], path: string, line: number): number {
  const failing = spectra.filter((each) => each.failing);
  if (failing.length === 0) return 1;
  const executed = (each: Spectrum) => each.lines.get(path)?.has(line) ?? false;
  const ef = failing.filter(executed).length;
  const ep = spectra.filter((each) => !each.failing && executed(each)).length;
  return ef === 0 ? 0 : ef / Math.sqrt(failing.length * (ef + ep));
}

function coverageOf(run: TestRun): readonly Coverage[] {
  return run.outcome === "passed" || run.outcome === "failed" ? (run.coverage ?? []) : [];
}

function linesOf(coverage: readonly Coverage[]): ReadonlyMap<string, ReadonlySet<number>> {
  const lines = new Map<string, Set<number>>();
  for (const { hits } of coverage) {
    for (const { path, lines: ranges } of hits) {
      const set = lines.get(path) ?? new Set<number>();
      for (const [from, to] of ranges) for (let line = from; line <= to; line += 1) set.add(line);
      lines.set(path, set);
    }
  }
  return lines;
}
