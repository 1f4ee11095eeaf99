import type { AgentEvent } from "../../../src/core/agent/events.ts";
import type { RunRequest } from "../../../src/core/agent/run.ts";
import type {
  Files,
  Model,
  ModelEvent,
  ModelRequest,
  Search,
  TestRequest,
  TestRunner,
} from "../../../src/core/ports.ts";
import { tools } from "../../../src/core/tools/index.ts";
import type { TestCase, TestRun } from "../../../src/core/trace/test-run.ts";

/** Files kept in memory; outside paths are kept beside them under their absolute path. */
export function memoryFiles(texts: Map<string, string>): Files {
  const some: Files["outside"] = {
    read: async (path) => texts.get(path),
    write: async (path, text) => {
      texts.set(path, text);
    },
  };
  return {
    ...some,
    list: async () => [...texts.keys()].filter((path) => !path.startsWith("/")).sort(),
    remove: async (path) => {
      texts.delete(path);
    },
    outside: some,
  };
}

export const noSearch: Search = { search: async () => ({ kind: "hits", hits: [], truncated: false }) };

/** A model that says what it is told to, one list of events per request; keeps the requests it got. */
export function scripted(turns: readonly (readonly ModelEvent[])[]): Model & { readonly requests: ModelRequest[] } {
  const requests: ModelRequest[] = [];
  return {
    id: "scripted/1",
    requests,
    async *stream(request) {
      const turn = turns[requests.length] ?? [];
      requests.push(request);
      yield* turn;
    },
  };
}

/** A turn that calls tools; ids count per turn, so that they repeat over turns as some servers' do. */
export function calls(...wanted: readonly (readonly [tool: string, input: unknown])[]): readonly ModelEvent[] {
  return [
    ...wanted.map(([tool, input], index) => {
      const text = typeof input === "string" ? input : JSON.stringify(input);
      return { kind: "call", call: { id: `c${index + 1}`, tool, input: text } } as const;
    }),
    { kind: "usage", inputTokens: 100, outputTokens: 10 },
    { kind: "end", why: "calls" },
  ];
}

export function says(text: string): readonly ModelEvent[] {
  return [
    { kind: "text", text },
    { kind: "usage", inputTokens: 10, outputTokens: 5 },
    { kind: "end", why: "stop" },
  ];
}

/** A run with the given status per test id (`file > name`). */
export function ran(statuses: Readonly<Record<string, TestCase["status"]>>): TestRun {
  const tests = Object.entries(statuses).map(([id, status]): TestCase => {
    const [file = "", ...name] = id.split(" > ");
    const failure = {
      message: "1 == 2",
      error: "AssertionError",
      expected: "2",
      actual: "1",
      frames: [{ file: "src/sum.js", line: 1 }],
    };
    return { id, file, name: name.join(" > "), status, ...(status === "failed" ? { failure } : {}) };
  });
  const outcome = tests.some((test) => test.status === "failed") ? "failed" : "passed";
  return { outcome, framework: "node:test", command: ["node", "--test"], ms: 5, tests };
}

/** A runner that looks at the files for its answer, and keeps what was asked. */
export function runner(judge: (request: TestRequest) => TestRun): TestRunner & { readonly requests: TestRequest[] } {
  const requests: TestRequest[] = [];
  return {
    framework: "node:test",
    requests,
    async run(request, onProgress) {
      requests.push(request);
      onProgress({ finished: 1, failed: 0 });
      return judge(request);
    },
    isTest: (path) => path.startsWith("test/"),
  };
}

export const BUG = "export const sum = (a, b) => a - b;\n";

/** A request about one faulty file, whose only test passes once the file adds. */
export function sumRequest(model: Model, more: Partial<RunRequest> = {}) {
  const texts = new Map([
    ["src/sum.js", BUG],
    ["test/sum.test.js", "test"],
    [".env", "TOKEN=abc"],
  ]);
  const tests = runner(() =>
    ran({
      "test/sum.test.js > adds": texts.get("src/sum.js")?.includes("a + b") ? "passed" : "failed",
      "test/sum.test.js > is there": "passed",
    }),
  );
  const asked: string[] = [];
  let now = 1000;
  const request: RunRequest = {
    goal: "Make the tests pass.",
    model,
    tools,
    budget: { turns: 20, tokens: 200_000, testRuns: 10, ms: 60_000 },
    files: memoryFiles(texts),
    search: noSearch,
    tests,
    recall: async () => [],
    ask: async ({ reason }) => {
      asked.push(reason);
      return { allowed: false };
    },
    clock: () => ++now,
    ...more,
  };
  return { request, texts, tests, asked };
}

export function recorded() {
  const events: AgentEvent[] = [];
  return { events, emit: (event: AgentEvent) => void events.push(event) };
}

export const FIX = {
  path: "src/sum.js",
  old: "a - b",
  new: "a + b",
  expectation: { says: "adds passes", passing: ["test/sum.test.js > adds"] },
};
export const TESTS = { expectation: { says: "adds fails", failing: ["test/sum.test.js > adds"] } };
export const GREEN = { expectation: { says: "all pass", passing: ["test/sum.test.js > adds"] } };
export const DONE = { summary: "sum adds now", honest: true };
