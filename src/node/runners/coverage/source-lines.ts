import { posix } from "node:path";
import { z } from "zod";
import type { Run } from "../runner-kind.ts";
import { CachedSourceMap, mappedLines } from "./source-map.ts";
import { executedLines, executedUnits } from "./v8-lines.ts";

const Functions = z.array(
  z.object({ ranges: z.array(z.object({ startOffset: z.number(), endOffset: z.number(), count: z.number() })) }),
);

/** Tests of one kind execute the same; so many answers are kept for when they do. */
const KEPT_ANSWERS = 2_000;

/** Executed lines by source file. */
export type Lines = Map<string, Set<number>>;

/** A script as V8 tells it. `length` in UTF-16 code units, where the functions told do not reach to its end. */
export interface Script {
  readonly url: string;
  readonly functions: unknown;
  readonly length?: number | undefined;
}

/** Source of the tests' coverage: the project, and what tells its files apart. */
export type CoveredRun = Pick<Run, "project" | "locator" | "isTest" | "scratch">;

/** Finds the executed lines of the project's sources in V8's ranges. Each source is read once. */
export class SourceLines {
  readonly #run: CoveredRun;
  readonly #maps: ReadonlyMap<string, unknown>;
  readonly #texts = new Map<string, Promise<string | undefined>>();
  readonly #known = new Map<string, Lines>();

  /** `maps`: source maps by the URL of their script, as Node caches them. */
  constructor(run: CoveredRun, maps: ReadonlyMap<string, unknown>) {
    this.#run = run;
    this.#maps = maps;
  }

  /** Adds the lines of a script; none for tests, dependencies and the runtime. */
  async addTo(lines: Lines, { url, functions, length }: Script): Promise<void> {
    const path = url.startsWith("file:") ? this.#run.locator.relative(url) : undefined;
    if (path === undefined || this.#run.isTest(path)) return;
    const key = JSON.stringify([url, functions, length]);
    const found = this.#known.get(key) ?? (await this.#find(path, url, functions, length));
    if (this.#known.size < KEPT_ANSWERS) this.#known.set(key, found);
    addLines(lines, found);
  }

  async #find(path: string, url: string, functions: unknown, told: number | undefined): Promise<Lines> {
    const found: Lines = new Map();
    const parsed = Functions.safeParse(functions).data;
    if (!parsed) return found;
    const ranges = parsed.flatMap((each) => each.ranges);
    const length = ranges.reduce((most, { endOffset }) => Math.max(most, endOffset), told ?? 0);
    const cached = CachedSourceMap.safeParse(this.#maps.get(url)).data;
    if (cached?.data) {
      for (const [source, executed] of mappedLines(cached, executedUnits(length, ranges))) {
        const original = this.#run.locator.relative(sourceUrl(source, url));
        if (original !== undefined && !this.#run.isTest(original)) addLines(found, new Map([[original, executed]]));
      }
      return found;
    }
    const text = await this.#textOf(path);
    // Offsets into code that was transformed without a map say nothing about the source.
    if (text?.length === length) addLines(found, new Map([[path, executedLines(text, executedUnits(length, ranges))]]));
    return found;
  }

  async #textOf(path: string): Promise<string | undefined> {
    const text = this.#texts.get(path) ?? this.#run.project.read(path);
    this.#texts.set(path, text);
    return (await text)?.replace(/^\uFEFF/, "");
  }
}

export function addLines(lines: Lines, more: ReadonlyMap<string, ReadonlySet<number>>): void {
  for (const [path, executed] of more) {
    const known = lines.get(path) ?? new Set<number>();
    for (const line of executed) known.add(line);
    lines.set(path, known);
  }
}

function sourceUrl(source: string, url: string): string {
  if (/^file:|^\//.test(source)) return source;
  return new URL(posix.normalize(source), new URL(".", url)).href;
}
