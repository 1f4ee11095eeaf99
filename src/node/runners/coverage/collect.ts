import { readdir, readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { z } from "zod";
import type { Coverage, FileHits } from "../../../core/trace/test-run.ts";
import type { ReportEntry } from "../report/entry.ts";
import type { Run } from "../runner-kind.ts";
import { IstanbulReport, statementLines } from "./istanbul.ts";
import { identify, MOST_TESTS, readTestsRan, type TestLines } from "./per-test.ts";
import { addLines, type CoveredRun, type Lines, SourceLines } from "./source-lines.ts";
import { lineRanges } from "./v8-lines.ts";

/** Bytes of one raw coverage file beyond which it is left out. */
const RAW_BYTES = 64 * 1024 * 1024;
/** Source files kept over all entries of files, and over all entries of tests. */
const KEPT_FILES = 20_000;
const KEPT_TEST_FILES = 100_000;

const RawCoverage = z.object({
  result: z.array(z.object({ url: z.string(), functions: z.unknown() })),
  "source-map-cache": z.record(z.string(), z.unknown()).optional(),
});

/** Where the processes of a run left their coverage: folders of the scratch folder. */
export interface CoverageFolders {
  /** What Node writes for `NODE_V8_COVERAGE`, one file per process. */
  readonly files: string;
  /** What Etude's collector writes for `ETUDE_TESTS_RAN`. */
  readonly tests: string;
}

/** Variables that make processes leave their coverage there; none when the run is not to collect any. */
export function coverageEnv(
  { request, scratch }: Pick<Run, "request" | "scratch">,
  { files, tests }: CoverageFolders,
): Readonly<Record<string, string>> {
  if (!request.coverage) return {};
  return { NODE_V8_COVERAGE: posix.join(scratch.seen, files), ETUDE_TESTS_RAN: posix.join(scratch.seen, tests) };
}

/**
 * Reads the coverage of a run's processes. A process counts for the first test file it loaded, or for `testFile` where
 * the caller knows; others are merged under no test file. The tests of the report that were told apart follow, all or
 * none of them.
 */
export async function v8Coverage(
  run: CoveredRun,
  folders: CoverageFolders,
  testFiles: ReadonlySet<string>,
  report: readonly ReportEntry[],
  testFile?: string,
): Promise<readonly Coverage[]> {
  const raws = await readRaw(join(run.scratch.host, folders.files));
  const maps = new Map(raws.flatMap(({ raw }) => Object.entries(raw["source-map-cache"] ?? {})));
  const sources = new SourceLines(run, maps);
  const ran = await readTestsRan(run, folders.tests, sources);
  const byFile = new Map<string | undefined, Lines>();
  for (const { pid, raw } of raws) {
    // Scripts whose counters were taken before may be missing from a process that told its tests apart.
    const main = ran.find((each) => each.pid === pid)?.main;
    const loaded = [main ?? "", ...raw.result.map(({ url }) => url)].map((url) => run.locator.relative(url));
    const lines = linesOf(testFile ?? loaded.find(isTestFile));
    for (const script of raw.result) await sources.addTo(lines, script);
  }
  for (const { main, all } of ran) addLines(linesOf(testFile ?? [run.locator.relative(main)].find(isTestFile)), all);
  return [
    ...entries(byFile),
    ...testEntries(ran.some(({ limited }) => limited) ? [] : identify(ran, report, run, testFile)),
  ];

  function linesOf(file: string | undefined): Lines {
    const lines = byFile.get(file) ?? new Map();
    byFile.set(file, lines);
    return lines;
  }

  function isTestFile(path: string | undefined): boolean {
    return path !== undefined && testFiles.has(path);
  }
}

/** Reads Istanbul's `coverage-final.json` in a folder of the scratch folder: one entry for the whole run. */
export async function istanbulCoverage(run: CoveredRun, folder: string): Promise<readonly Coverage[] | undefined> {
  const report = IstanbulReport.safeParse(await readJson(join(run.scratch.host, folder, "coverage-final.json"))).data;
  if (!report) return undefined;
  const lines: Lines = new Map();
  for (const file of Object.values(report)) {
    const path = run.locator.relative(file.path);
    if (path !== undefined && !run.isTest(path)) addLines(lines, new Map([[path, statementLines(file)]]));
  }
  return entries(new Map([[undefined, lines]]));
}

async function readRaw(folder: string) {
  const raws: { readonly pid: string; readonly raw: z.infer<typeof RawCoverage> }[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const raw = RawCoverage.safeParse(await readJson(join(folder, name))).data;
    if (raw) raws.push({ pid: /^coverage-(\d+)-/.exec(name)?.[1] ?? "", raw });
  }
  return raws;
}

function entries(byFile: ReadonlyMap<string | undefined, Lines>): readonly Coverage[] {
  let room = KEPT_FILES;
  return [...byFile]
    .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1))
    .map(([testFile, lines]) => {
      const hits = hitsOf(lines).slice(0, room);
      room -= hits.length;
      return testFile === undefined ? { hits } : { testFile, hits };
    })
    .filter(({ hits }) => hits.length > 0);
}

/** A test that executed nothing of the project is told, too, as long as some test did. */
function testEntries(tests: readonly TestLines[]): readonly Coverage[] {
  if (tests.length > MOST_TESTS) return [];
  const told = tests.map(({ test, testFile, lines }) => ({ testFile, test, hits: hitsOf(lines) }));
  const files = told.reduce((sum, { hits }) => sum + hits.length, 0);
  return files === 0 || files > KEPT_TEST_FILES ? [] : told;
}

function hitsOf(lines: Lines): FileHits[] {
  return [...lines]
    .filter(([, executed]) => executed.size > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, executed]) => ({ path, lines: lineRanges(executed).map(([a, b]): [number, number] => [a, b]) }));
}

async function readJson(file: string): Promise<unknown> {
  try {
    const { size } = await stat(file);
    return size > RAW_BYTES ? undefined : JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}
