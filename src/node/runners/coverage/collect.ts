import { readdir, readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { z } from "zod";
import type { Coverage } from "../../../core/trace/test-run.ts";
import type { Run } from "../runner-kind.ts";
import { IstanbulReport, statementLines } from "./istanbul.ts";
import { CachedSourceMap, mappedLines } from "./source-map.ts";
import { executedLines, executedUnits, lineRanges } from "./v8-lines.ts";

/** Bytes of one raw coverage file beyond which it is left out. */
const RAW_BYTES = 64 * 1024 * 1024;
/** Source files kept over all entries. */
const KEPT_FILES = 20_000;

const Script = z.object({ url: z.string(), functions: z.unknown() });
const RawCoverage = z.object({
  result: z.array(Script),
  "source-map-cache": z.record(z.string(), z.unknown()).optional(),
});
const Functions = z.array(
  z.object({ ranges: z.array(z.object({ startOffset: z.number(), endOffset: z.number(), count: z.number() })) }),
);

/** Executed lines by source file. */
type Lines = Map<string, Set<number>>;

/** Source of the tests' coverage: the project, and what tells its files apart. */
type CoveredRun = Pick<Run, "project" | "locator" | "isTest" | "scratch">;

/**
 * Reads what Node wrote for `NODE_V8_COVERAGE=<scratch>/<folder>`, one file per process. A process counts for the
 * first test file it loaded, or for `testFile` where the caller knows; others are merged under no test file.
 */
export async function v8Coverage(
  run: CoveredRun,
  folder: string,
  testFiles: ReadonlySet<string>,
  testFile?: string,
): Promise<readonly Coverage[]> {
  const at = join(run.scratch.host, folder);
  const texts = new Map<string, Promise<string | undefined>>();
  const byTest = new Map<string | undefined, Lines>();
  for (const name of await readdir(at).catch(() => [])) {
    const raw = RawCoverage.safeParse(await readJson(join(at, name))).data;
    if (!raw) continue;
    const loaded = raw.result.map(({ url }) => run.locator.relative(url));
    const test = testFile ?? loaded.find((path) => path !== undefined && testFiles.has(path));
    const lines = byTest.get(test) ?? new Map();
    byTest.set(test, lines);
    for (const { url, functions } of raw.result) {
      const path = url.startsWith("file:") ? run.locator.relative(url) : undefined;
      if (path === undefined || run.isTest(path)) continue;
      await addScript(path, url, functions, raw["source-map-cache"]?.[url], lines);
    }
  }
  return entries(byTest);

  async function addScript(path: string, url: string, functions: unknown, map: unknown, lines: Lines): Promise<void> {
    const parsed = Functions.safeParse(functions).data;
    if (!parsed) return;
    const ranges = parsed.flatMap((each) => each.ranges);
    const length = Math.max(0, ...ranges.map(({ endOffset }) => endOffset));
    const units = executedUnits(length, ranges);
    const cached = CachedSourceMap.safeParse(map).data;
    if (cached?.data) {
      for (const [source, executed] of mappedLines(cached, units)) {
        const original = run.locator.relative(sourceUrl(source, url));
        if (original !== undefined && !run.isTest(original)) add(lines, original, executed);
      }
      return;
    }
    if (!texts.has(path)) texts.set(path, run.project.read(path));
    const text = (await texts.get(path))?.replace(/^\uFEFF/, "");
    // Offsets into code that was transformed without a map say nothing about the source.
    if (text?.length === length) add(lines, path, executedLines(text, units));
  }
}

/** Reads Istanbul's `coverage-final.json` in a folder of the scratch folder: one entry for the whole run. */
export async function istanbulCoverage(run: CoveredRun, folder: string): Promise<readonly Coverage[] | undefined> {
  const report = IstanbulReport.safeParse(await readJson(join(run.scratch.host, folder, "coverage-final.json"))).data;
  if (!report) return undefined;
  const lines: Lines = new Map();
  for (const file of Object.values(report)) {
    const path = run.locator.relative(file.path);
    if (path !== undefined && !run.isTest(path)) add(lines, path, statementLines(file));
  }
  return entries(new Map([[undefined, lines]]));
}

function add(lines: Lines, path: string, executed: ReadonlySet<number>): void {
  const known = lines.get(path) ?? new Set<number>();
  for (const line of executed) known.add(line);
  lines.set(path, known);
}

function entries(byTest: ReadonlyMap<string | undefined, Lines>): readonly Coverage[] {
  let room = KEPT_FILES;
  return [...byTest]
    .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1))
    .map(([testFile, lines]) => {
      const hits = [...lines]
        .filter(([, executed]) => executed.size > 0)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, room)
        .map(([path, executed]) => ({ path, lines: lineRanges(executed).map(([a, b]): [number, number] => [a, b]) }));
      room -= hits.length;
      return testFile === undefined ? { hits } : { testFile, hits };
    })
    .filter(({ hits }) => hits.length > 0);
}

function sourceUrl(source: string, url: string): string {
  if (/^file:|^\//.test(source)) return source;
  return new URL(posix.normalize(source), new URL(".", url)).href;
}

async function readJson(file: string): Promise<unknown> {
  try {
    const { size } = await stat(file);
    return size > RAW_BYTES ? undefined : JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}
