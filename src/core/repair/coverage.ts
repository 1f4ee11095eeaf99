import { type Coverage, type TestRun, testsOf } from "../trace/test-run.ts";

/** Lines one set of tests executed, and whether a test to mend was among them. */
export interface Spectrum {
  readonly failing: boolean;
  readonly lines: ReadonlyMap<string, ReadonlySet<number>>;
}

/** One spectrum per test file of a run that reported coverage by file; none otherwise. */
export function spectraOf(run: TestRun, targets: ReadonlySet<string>): readonly Spectrum[] {
  const failingFiles = new Set(
    testsOf(run)
      .filter((test) => targets.has(test.id))
      .map((test) => test.file),
  );
  return coverageOf(run)
    .filter((each) => each.testFile !== undefined)
    .map((each) => ({ failing: failingFiles.has(each.testFile ?? ""), lines: linesOf([each]) }));
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
