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
  /** Duration of a whole run without coverage. */
  readonly ms: number;
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
  const failed = new Set([...idsOf(first, "failed"), ...idsOf(second, "failed")]);
  const coverage = "coverage" in first && first.coverage?.length ? first.coverage : undefined;
  const flaky = [...new Set([...one, ...two])].filter((id) => !passing.has(id));
  return {
    kind: "baseline",
    baseline: { framework: copy.tests.framework, passing, failed, flaky, fileOf, coverage, ms: second.ms },
  };
}

/** What the covering tests of a line are; `unknown` when coverage was not measured. */
export type Covering =
  | { readonly kind: "files"; readonly files: readonly string[] }
  | { readonly kind: "all" }
  | { readonly kind: "none" }
  | { readonly kind: "unknown" };

export function coveringTests(baseline: Baseline, path: string, line: number): Covering {
  if (!baseline.coverage) return { kind: "unknown" };
  const hit = baseline.coverage.filter((each) => each.hits.some((file) => file.path === path && executes(file.lines)));
  if (hit.length === 0) return { kind: "none" };
  const files = hit.flatMap((each) => each.testFile ?? []);
  return files.length < hit.length ? { kind: "all" } : { kind: "files", files: [...new Set(files)].sort() };

  function executes(lines: readonly (readonly [number, number])[]): boolean {
    return lines.some(([from, to]) => from <= line && line <= to);
  }
}

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
