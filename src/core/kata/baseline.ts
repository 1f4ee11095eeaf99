import type { AbortSignal, SandboxCopy, TestProgress } from "../ports.ts";
import { type Coverage, idsOf, type TestRun, testsOf } from "../trace/test-run.ts";

/** What the project's tests do on the reference: measured once per state of the repository. */
export interface Baseline {
  readonly framework: string;
  /** Ids that passed in both runs. Tests that failed before are the project's own business and count nowhere. */
  readonly passing: ReadonlySet<string>;
  /** Ids that failed in one of the runs at least. */
  readonly failed: ReadonlySet<string>;
  /** Ids that passed in one run only. */
  readonly flaky: readonly string[];
  /** Test file of each passing id; empty when the framework does not tell. */
  readonly fileOf: ReadonlyMap<string, string>;
  /** Undefined when the runner cannot measure it. */
  readonly coverage: readonly Coverage[] | undefined;
  /** Duration of a whole run without coverage, in ms. */
  readonly ms: number;
  /** Sum of the reported durations of each test file's tests, in ms. */
  readonly testMs: ReadonlyMap<string, number>;
}

export type BaselineResult =
  | { readonly kind: "baseline"; readonly baseline: Baseline }
  | { readonly kind: "unusable"; readonly reason: string }
  | { readonly kind: "stopped" };

/** A first run may compile, install caches, and be slow for it. */
const BASELINE_LIMIT_MS = 15 * 60_000;

/** Runs the whole suite twice on an unmodified copy, once with coverage. */
export async function takeBaseline(
  copy: Pick<SandboxCopy, "tests">,
  onProgress: (progress: TestProgress) => void,
  signal: AbortSignal,
): Promise<BaselineResult> {
  const first = await copy.tests.run({ coverage: true, limitMs: BASELINE_LIMIT_MS }, onProgress, signal);
  if (signal.aborted) return { kind: "stopped" };
  const trouble = troubleWith(first);
  if (trouble) return { kind: "unusable", reason: trouble };

  const second = await copy.tests.run({ limitMs: BASELINE_LIMIT_MS }, onProgress, signal);
  if (signal.aborted) return { kind: "stopped" };
  const again = troubleWith(second);
  if (again) return { kind: "unusable", reason: again };

  const [one, two] = [new Set(idsOf(first, "passed")), new Set(idsOf(second, "passed"))];
  const passing = new Set([...one].filter((id) => two.has(id)));
  if (passing.size === 0) return { kind: "unusable", reason: "none of this project's tests passes twice in a row" };
  const fileOf = new Map(testsOf(second).flatMap((test) => (passing.has(test.id) ? [[test.id, test.file]] : [])));
  const testMs = new Map<string, number>();
  for (const { file, ms = 0 } of testsOf(second)) testMs.set(file, (testMs.get(file) ?? 0) + ms);
  const failed = new Set([...idsOf(first, "failed"), ...idsOf(second, "failed")]);
  const byFile = "coverage" in first ? first.coverage?.filter(({ test }) => test === undefined) : undefined;
  const coverage = byFile?.length ? byFile : undefined;
  const flaky = [...new Set([...one, ...two])].filter((id) => !passing.has(id));
  return {
    kind: "baseline",
    baseline: { framework: copy.tests.framework, passing, failed, flaky, fileOf, coverage, ms: second.ms, testMs },
  };
}

/**
 * Which test files to run for a line: those that execute it. `all` when that is more than half of them, or when nobody
 * can tell which; `none` when no test executes it.
 */
export type Covering =
  | { readonly kind: "files"; readonly files: readonly string[] }
  | { readonly kind: "all" }
  | { readonly kind: "none" };

export function coveringTests(baseline: Baseline, path: string, line: number): Covering {
  const { coverage } = baseline;
  if (!coverage) return { kind: "all" };
  const hit = coverage.filter((each) => each.hits.some((file) => file.path === path && executes(file.lines)));
  if (hit.length === 0) return { kind: "none" };
  // Processes that tests started have no test file of their own; the files that execute the line directly will do.
  const files = [...testFilesOf(hit)].sort();
  if (files.length === 0 || 2 * files.length > testFilesOf(coverage).size) return { kind: "all" };
  return { kind: "files", files };

  function executes(lines: readonly (readonly [number, number])[]): boolean {
    return lines.some(([from, to]) => from <= line && line <= to);
  }
}

function testFilesOf(coverage: readonly Coverage[]): ReadonlySet<string> {
  return new Set(coverage.flatMap((each) => each.testFile ?? []));
}

/**
 * Time limit for a run of these test files, or of all, in ms: four times what it should take, so that a loop without
 * end is found out soon and a busy machine is given room. A file costs its tests and its share of everything else.
 */
export function limitFor(baseline: Baseline, files: readonly string[] | undefined): number {
  const whole = Math.min(MAX_LIMIT_MS, Math.max(MIN_LIMIT_MS, 4 * baseline.ms));
  if (!files) return whole;
  const share = (files.length / Math.max(1, baseline.testMs.size)) * baseline.ms;
  const own = files.reduce((sum, file) => sum + (baseline.testMs.get(file) ?? 0), 0);
  return Math.min(whole, Math.max(MIN_LIMIT_MS, 4 * (share + own)));
}

const MIN_LIMIT_MS = 5_000;
const MAX_LIMIT_MS = 10 * 60_000;

/** Whether any test executes anything of the file. */
export function reaches(baseline: Baseline, path: string): boolean {
  return baseline.coverage?.some((each) => each.hits.some((file) => file.path === path)) ?? true;
}

/** Why nothing can be built on this run, as the middle of a sentence; undefined when it reports its tests. */
function troubleWith(run: TestRun): string | undefined {
  switch (run.outcome) {
    case "passed":
    case "failed":
      return undefined;
    case "no-tests":
      return "its test command ran no tests";
    case "could-not-start":
      return `its tests do not start in the sandbox (${run.message.split("\n")[0] ?? ""})`;
    case "timed-out":
      return `its tests were not done after ${Math.round(run.afterMs / 60_000)} minutes`;
    case "crashed":
      return "its test command crashes in the sandbox";
    default:
      return run satisfies never;
  }
}
