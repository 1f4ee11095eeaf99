import { readdirSync, readFileSync } from "node:fs";
import { Session } from "node:inspector";
import { createRequire } from "node:module";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { Script } from "node:vm";
import type { Files, TestRequest, TestRunner } from "../../../src/core/ports.ts";
import type { Coverage, TestCase, TestFailure, TestRun } from "../../../src/core/trace/test-run.ts";
import { executedLines, executedUnits, lineRanges } from "../../../src/node/runners/coverage/v8-lines.ts";

/** A project in memory whose tests are really run: CommonJS modules, synchronous tests in the manner of node:test. */
export interface World {
  readonly texts: Map<string, string>;
  readonly files: Files;
  readonly tests: TestRunner;
  /** Requests the runner got, in order. */
  readonly requests: TestRequest[];
}

/** The sample library beside this file, path to text. */
export function libraryTexts(): ReadonlyMap<string, string> {
  const root = fileURLToPath(new URL("library/", import.meta.url));
  const texts = new Map<string, string>();
  for (const folder of ["src", "test"]) {
    for (const name of readdirSync(root + folder).sort()) {
      texts.set(`${folder}/${name}`, readFileSync(`${root}${folder}/${name}`, "utf8"));
    }
  }
  return texts;
}

export function createWorld(start: ReadonlyMap<string, string>): World {
  const texts = new Map(start);
  const requests: TestRequest[] = [];
  const files: Files = {
    list: async () => [...texts.keys()].sort(),
    read: async (path) => texts.get(path),
    write: async (path, text) => void texts.set(path, text),
    remove: async (path) => void texts.delete(path),
    outside: { read: async () => undefined, write: async () => undefined },
  };
  const tests: TestRunner = {
    framework: "node:test",
    isTest: (path) => path.startsWith("test/"),
    async run(request, _onProgress, signal) {
      requests.push(request);
      return signal.aborted ? crashed() : runTests(texts, request);
    },
  };
  return { texts, files, tests, requests };
}

/** Runs the tests now; how long that took is left out, so that runs compare equal. */
export function runTests(texts: ReadonlyMap<string, string>, request: TestRequest): TestRun {
  const wanted = request.files ?? [...texts.keys()].filter((path) => path.startsWith("test/"));
  const cases: TestCase[] = [];
  const coverage: Coverage[] = [];
  for (const file of wanted) {
    const { found, hits } = measured(texts, file, request);
    cases.push(...found);
    if (request.coverage) coverage.push({ testFile: file, hits });
  }
  if (cases.some((each) => each.failure?.message.includes("Script execution timed out"))) {
    return { ...base, outcome: "timed-out", afterMs: LIMIT_MS, tests: cases, output: "" };
  }
  const outcome = cases.some((each) => each.status === "failed") ? "failed" : "passed";
  return { ...base, outcome, tests: cases, ...(request.coverage ? { coverage } : {}) };
}

const base = { framework: "node:test", command: ["in-memory"], ms: 0 };
const LIMIT_MS = 250;
const require = createRequire(import.meta.url);

function crashed(): TestRun {
  return { ...base, outcome: "crashed", signal: "SIGTERM", tests: [], output: "" };
}

function measured(texts: ReadonlyMap<string, string>, file: string, request: TestRequest) {
  if (!request.coverage) return { found: runFile(texts, file, request.ids), hits: [] };
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const found = runFile(texts, file, request.ids);
  const hits: { path: string; lines: [number, number][] }[] = [];
  session.post("Profiler.takePreciseCoverage", (error, { result }) => {
    if (error) throw error;
    for (const script of result.filter((each) => each.url.startsWith(SCHEME))) {
      const path = script.url.slice(SCHEME.length);
      const text = texts.get(path);
      if (text === undefined || path.startsWith("test/")) continue;
      const ranges = script.functions.flatMap((fn) => fn.ranges);
      const units = executedUnits(HEAD.length + text.length, ranges).slice(HEAD.length);
      hits.push({ path, lines: lineRanges(executedLines(text, units)).map(([from, to]) => [from, to]) });
    }
  });
  session.post("Profiler.stopPreciseCoverage");
  session.disconnect();
  return { found, hits };
}

const SCHEME = "mem:";
const HEAD = "(function (exports, require, module) {";

function runFile(texts: ReadonlyMap<string, string>, file: string, ids: readonly string[] | undefined): TestCase[] {
  const declared: { name: string; body: () => void }[] = [];
  const modules = new Map<string, { exports: unknown }>();
  const load = (path: string): unknown => {
    const known = modules.get(path);
    if (known) return known.exports;
    const text = texts.get(path);
    if (text === undefined) throw new Error(`Cannot find module '${path}'`);
    const module = { exports: {} };
    modules.set(path, module);
    const wrapped = new Script(`${HEAD}${text}\n})`, { filename: SCHEME + path }).runInThisContext();
    wrapped(module.exports, requireFrom(path), module);
    return module.exports;
  };
  const requireFrom = (path: string) => (name: string) => {
    if (name === "node:test") return (title: string, body: () => void) => declared.push({ name: title, body });
    return name.startsWith(".") ? load(posix.join(posix.dirname(path), name)) : require(name);
  };
  const failed = bounded(() => void load(file));
  if (failed) return [testCase(file, "(file did not load)", failed)];
  const chosen = declared.filter(({ name }) => ids === undefined || ids.includes(`${file} > ${name}`));
  return chosen.map(({ name, body }) => testCase(file, name, bounded(body)));
}

/** Runs the body, for a bounded time even if it never ends, and returns what it threw. */
function bounded(body: () => void): unknown {
  const key = "__etudeBody";
  Reflect.set(globalThis, key, body);
  try {
    new Script(`${key}()`).runInThisContext({ timeout: LIMIT_MS });
    return undefined;
  } catch (error) {
    return error ?? new Error("threw nothing");
  } finally {
    Reflect.deleteProperty(globalThis, key);
  }
}

function testCase(file: string, name: string, thrown: unknown): TestCase {
  const id = `${file} > ${name}`;
  return thrown === undefined
    ? { id, file, name, status: "passed" }
    : { id, file, name, status: "failed", failure: failureOf(thrown) };
}

function failureOf(thrown: unknown): TestFailure {
  if (!(thrown instanceof Error)) return { message: String(thrown), frames: [] };
  const frames = [...(thrown.stack ?? "").matchAll(/at (?:(\S+) \()?mem:([^:)]+):(\d+):(\d+)/g)];
  const sides =
    "generatedMessage" in thrown && "expected" in thrown && "actual" in thrown
      ? { expected: printed(thrown.expected), actual: printed(thrown.actual) }
      : {};
  return {
    message: thrown.message,
    error: thrown.name,
    ...sides,
    frames: frames.map(([, name, file, line]) => ({
      file: file ?? "",
      line: Number(line),
      ...(name ? { function: name } : {}),
    })),
  };
}

function printed(value: unknown): string {
  return inspect(value, { breakLength: Infinity });
}
