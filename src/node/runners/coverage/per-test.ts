import { readdir } from "node:fs/promises";
import { posix } from "node:path";
import { z } from "zod";
import type { TestCase } from "../../../core/trace/test-run.ts";
import { nameOf, tell } from "../report/cases.ts";
import type { ReportEntry } from "../report/entry.ts";
import { readScratch } from "../run/select.ts";
import { addLines, type CoveredRun, type Lines, type SourceLines } from "./source-lines.ts";

/** More tests than this are not told apart. */
export const MOST_TESTS = 3_000;

const Event = z.discriminatedUnion("t", [
  z.object({ t: z.literal("process"), main: z.string() }),
  z.object({
    t: z.literal("scope"),
    scope: z.number(),
    parent: z.number().optional(),
    counts: z.boolean().optional(),
  }),
  z.object({ t: z.literal("test"), scope: z.number(), path: z.array(z.string()), file: z.string().optional() }),
  z.object({
    t: z.literal("ran"),
    scopes: z.array(z.number()),
    scripts: z.array(z.object({ url: z.string(), length: z.number(), functions: z.unknown() })),
  }),
  z.object({ t: z.literal("limit") }),
]);

interface Scope {
  readonly parent: number | undefined;
  readonly counts: boolean;
  readonly own: Lines;
}

/** What the collector of one test process wrote (`reporters/per-test-coverage.cjs`). */
export interface TestsRan {
  readonly pid: string;
  /** The file the process was started with. */
  readonly main: string;
  /** All that was executed, in tests and outside them. */
  readonly all: Lines;
  /** In the order they ended. `path` as the report has it, or joined by ` > `. */
  readonly tests: readonly { readonly path: readonly string[]; readonly file: string; readonly lines: Lines }[];
  /** Whether some tests were not told apart, because they were many or it took long. */
  readonly limited: boolean;
}

/** Reads what the processes of a run wrote into a folder of the scratch folder. */
export async function readTestsRan(
  run: CoveredRun,
  folder: string,
  sources: SourceLines,
): Promise<readonly TestsRan[]> {
  const ran: TestsRan[] = [];
  for (const name of (await readdir(posix.join(run.scratch.host, folder)).catch(() => [])).sort()) {
    const text = await readScratch(run, posix.join(folder, name));
    if (text !== undefined) ran.push(await readProcess(name.replace(/\..*$/, ""), text, sources));
  }
  return ran;
}

async function readProcess(pid: string, text: string, sources: SourceLines): Promise<TestsRan> {
  const scopes = new Map<number, Scope>();
  const named: Extract<z.infer<typeof Event>, { t: "test" }>[] = [];
  const all: Lines = new Map();
  let main = "";
  let limited = false;
  for (const line of text.split("\n")) {
    const event = Event.safeParse(parse(line)).data;
    if (event?.t === "process") main = event.main;
    if (event?.t === "limit") limited = true;
    if (event?.t === "test") named.push(event);
    if (event?.t === "scope") {
      scopes.set(event.scope, { parent: event.parent, counts: event.counts ?? false, own: new Map() });
    }
    if (event?.t !== "ran") continue;
    const lines: Lines = new Map();
    for (const script of event.scripts) await sources.addTo(lines, script);
    addLines(all, lines);
    for (const scope of event.scopes) addLines(scopes.get(scope)?.own ?? new Map(), lines);
  }
  const inner = innerScopes(scopes);
  const tests = named.map(({ scope, path, file = main }) => ({ path, file, lines: linesOf(scope) }));
  return { pid, main, all, tests, limited };

  /** A test executes what it runs itself, what set it up, and its inner tests. */
  function linesOf(scope: number): Lines {
    const lines: Lines = new Map();
    for (let at = scopes.get(scope); at; at = at.parent === undefined ? undefined : scopes.get(at.parent)) {
      addLines(lines, at.own);
    }
    for (const each of inner.get(scope) ?? []) addLines(lines, each.own);
    return lines;
  }
}

/** The scopes inside each scope, at any depth, that count for it. Scopes are told after their parents. */
function innerScopes(scopes: ReadonlyMap<number, Scope>): ReadonlyMap<number, readonly Scope[]> {
  const inner = new Map<number, Scope[]>();
  for (const scope of scopes.values()) {
    let at: Scope | undefined = scope;
    while (at?.counts && at.parent !== undefined) {
      inner.set(at.parent, [...(inner.get(at.parent) ?? []), scope]);
      at = scopes.get(at.parent);
    }
  }
  return inner;
}

/** A test of the report with the lines it executed. */
export interface TestLines {
  readonly test: string;
  readonly testFile: string;
  readonly lines: Lines;
}

/**
 * Gives the tests that ran the ids they have in the report. Tests of one name are matched in order, and only where the
 * report has as many of them, with or without those it has as skipped.
 */
export function identify(
  ran: readonly TestsRan[],
  entries: readonly ReportEntry[],
  run: CoveredRun,
  testFile: string | undefined,
): readonly TestLines[] {
  const listed = grouped(tell(entries, run.locator).tests, ({ file, name }) => keyOf(file, name));
  const found = grouped(
    ran.flatMap(({ tests }) => tests),
    ({ file, path }) => keyOf(testFile ?? run.locator.relative(file) ?? "", nameOf(path)),
  );
  return [...found].flatMap(([key, tests]) => {
    const all = listed.get(key) ?? [];
    const cases = [all, all.filter(({ status }) => status !== "skipped")].find(({ length }) => length === tests.length);
    return tests.flatMap(({ lines }, at) => toTest(cases?.[at], lines));
  });
}

function toTest(known: TestCase | undefined, lines: Lines): readonly TestLines[] {
  return known ? [{ test: known.id, testFile: known.file, lines }] : [];
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key) ?? [];
    group.push(item);
    groups.set(key, group);
  }
  return groups;
}

function keyOf(file: string, name: string): string {
  return `${file}\n${name}`;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
