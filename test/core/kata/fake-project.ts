import assert from "node:assert/strict";
import vm from "node:vm";
import { UserError } from "../../../src/core/errors.ts";
import type { FileChange, Files, Sandbox, SandboxCopy, TestRequest, TestRunner } from "../../../src/core/ports.ts";
import type { Coverage, TestCase, TestRun } from "../../../src/core/trace/test-run.ts";

/** A project in memory: CommonJS modules, and tests as statements that may `require` them. */
export interface FakeProject {
  readonly source: Readonly<Record<string, string>>;
  /** Test file -> test name -> statements. `skip()` skips, `crash()` ends the whole command, `run()` counts runs. */
  readonly tests: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly coverage?: readonly Coverage[];
  /** Paths the copy refuses to write. */
  readonly readOnly?: readonly string[];
  /** Runs the tests come out of, instead of real ones, in order; then real ones. */
  readonly answers?: readonly (TestRun | undefined)[];
}

/** What happened to a sandbox, for tests to look at. */
export interface FakeSandbox extends Sandbox {
  readonly opened: (readonly FileChange[])[];
  readonly requests: TestRequest[];
  /** The files of the copy opened last. */
  files(): ReadonlyMap<string, string>;
  disposed: number;
}

class Skipped extends Error {}
class Crash extends Error {}
class NotLoaded extends Error {}

const base = { framework: "fake", command: ["fake"], ms: 1 };

export function fakeSandbox(project: FakeProject): FakeSandbox {
  let texts = new Map<string, string>();
  const answers = [...(project.answers ?? [])];
  const sandbox: FakeSandbox = {
    driver: "fake",
    opened: [],
    requests: [],
    disposed: 0,
    files: () => texts,
    async open(changes) {
      sandbox.opened.push(changes);
      texts = new Map(Object.entries(project.source));
      for (const file of Object.keys(project.tests)) texts.set(file, "");
      for (const { path, text } of changes) put(path, text);
      return copy;
    },
  };
  const files: Files = {
    list: async () => [...texts.keys()].sort(),
    read: async (path) => texts.get(path),
    write: async (path, text) => put(path, text),
    remove: async (path) => put(path, undefined),
    outside: { read: async () => undefined, write: async () => {} },
  };
  const tests: TestRunner = {
    framework: "fake",
    isTest: (path) => path.startsWith("test/"),
    async run(request) {
      sandbox.requests.push(request);
      const answer = answers.shift();
      if (answer) return answer;
      const run = evaluate(project, texts, request.files, sandbox.requests.length);
      if (!request.coverage || !project.coverage || !("tests" in run)) return run;
      return run.outcome === "passed" || run.outcome === "failed" ? { ...run, coverage: project.coverage } : run;
    },
  };
  const copy: SandboxCopy = {
    files,
    tests,
    search: { search: async () => ({ kind: "refused", reason: "not here" }) },
    changes: async () => [],
    dispose: async () => {
      sandbox.disposed += 1;
    },
  };
  return sandbox;

  function put(path: string, text: string | undefined): void {
    if (project.readOnly?.includes(path)) throw new UserError(`${path} is read-only.`);
    if (text === undefined) texts.delete(path);
    else texts.set(path, text);
  }
}

/** Really loads the modules and runs the tests, each test file in a context of its own. */
function evaluate(
  project: FakeProject,
  texts: ReadonlyMap<string, string>,
  only: readonly string[] | undefined,
  runs: number,
): TestRun {
  const cases: TestCase[] = [];
  for (const [file, named] of Object.entries(project.tests)) {
    if ((only && !only.includes(file)) || !texts.has(file)) continue;
    const context = vm.createContext({ assert, run: () => runs, skip, crash });
    for (const [name, code] of Object.entries(named)) {
      try {
        runIn(context, `const require = ${requireIn};\n{ ${code} }`, texts);
        cases.push(outcome(file, name, "passed"));
      } catch (error) {
        if (error instanceof Crash) return { ...base, outcome: "crashed", signal: "SIGSEGV", tests: cases, output: "" };
        if (isTimeout(error)) return { ...base, outcome: "timed-out", afterMs: 1, tests: cases, output: "" };
        if (error instanceof NotLoaded) {
          cases.push(outcome(file, "(file did not load)", "failed"));
          break;
        }
        cases.push(outcome(file, name, error instanceof Skipped ? "skipped" : "failed"));
      }
    }
  }
  if (cases.length === 0) return { ...base, outcome: "no-tests", output: "" };
  return { ...base, outcome: cases.some((test) => test.status === "failed") ? "failed" : "passed", tests: cases };
}

/** Evaluated inside the context: a module is loaded once per test. */
const requireIn = `(path) => { const module = { exports: {} }; loadModule(path, module); return module.exports; }`;

/** A loop without end is the only thing that runs into the limit, however slow the machine. */
const LOOP_LIMIT_MS = 400;

function runIn(context: vm.Context, code: string, texts: ReadonlyMap<string, string>): void {
  context["loadModule"] = (path: string, module: object) => {
    try {
      const wrapped = new vm.Script(`(function (module) { ${texts.get(path) ?? "throw new Error('no file')"}\n})`);
      wrapped.runInContext(context)(module);
    } catch (error) {
      throw isTimeout(error) ? error : new NotLoaded(path);
    }
  };
  vm.runInContext(`(() => { ${code} })()`, context, { timeout: LOOP_LIMIT_MS });
}

/** The error may be of the context's own realm, so it is known by its code alone. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}

function outcome(file: string, name: string, status: TestCase["status"]): TestCase {
  return { id: `${file} > ${name}`, file, name, status };
}

function skip(): never {
  throw new Skipped();
}

function crash(): never {
  throw new Crash();
}

/** mulberry32: a small generator with a fixed sequence per seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const never: AbortSignal = new AbortController().signal;
