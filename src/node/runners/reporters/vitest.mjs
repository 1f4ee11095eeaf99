import { appendFileSync } from "node:fs";

const MESSAGE_CHARS = 16_000;

/** Reporter for vitest, for both of its reporter interfaces: test cases (3 and newer) and tasks (older). */
class EtudeReporter {
  #file = process.env.ETUDE_REPORT;
  #written = new Set();
  #ended = false;

  onInit() {
    delete process.env.ETUDE_REPORT;
    this.#write({ t: "start", version: process.version });
  }

  onTestCaseResult(test) {
    this.#writeTest(test);
  }

  onTestRunEnd(modules, errors) {
    if (this.#ended) return;
    this.#ended = true;
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) this.#writeTest(test);
      this.#writeBroken(module.moduleId, tests.length > 0, module.errors());
      for (const suite of module.children.allSuites()) {
        const [error] = suite.errors();
        const path = [...namesOf(suite), "(suite)"];
        if (error) this.#write({ t: "test", file: module.moduleId, path, status: "failed", failure: failureOf(error) });
      }
    }
    this.#end(errors);
  }

  onFinished(files = [], errors = []) {
    if (this.#ended) return;
    this.#ended = true;
    for (const file of files) {
      this.#writeBroken(file.filepath, file.tasks.length > 0, file.result?.errors ?? []);
      for (const task of file.tasks) this.#writeTask(file.filepath, [], task);
    }
    this.#end(errors);
  }

  #writeTest(test) {
    if (this.#written.has(test.id)) return;
    this.#written.add(test.id);
    const { state, errors } = test.result();
    const ms = test.diagnostic()?.duration;
    this.#writeResult(test.module.moduleId, namesOf(test), state, errors?.[0], ms);
  }

  #writeTask(file, above, task) {
    const path = [...above, task.name];
    const error = task.result?.errors?.[0];
    if (task.type !== "suite") return this.#writeResult(file, path, task.result?.state, error, task.result?.duration);
    for (const each of task.tasks) this.#writeTask(file, path, each);
    if (error) this.#writeResult(file, [...path, "(suite)"], "fail", error);
    return undefined;
  }

  #writeResult(file, path, state, error, ms) {
    const status = state?.startsWith("pass") ? "passed" : state?.startsWith("fail") ? "failed" : "skipped";
    const entry = { t: "test", file, path, status };
    if (typeof ms === "number") entry.ms = ms;
    if (status === "failed") entry.failure = failureOf(error ?? { message: "the test failed" });
    this.#write(entry);
  }

  #writeBroken(file, hadTests, errors) {
    const [error] = errors;
    if (error) this.#write({ t: "broken", file, kind: hadTests ? "exit" : "load", failure: failureOf(error) });
  }

  /** Errors that belong to no test still fail the run. */
  #end(errors) {
    for (const error of errors ?? []) {
      this.#write({ t: "broken", file: error.VITEST_TEST_PATH ?? "", kind: "exit", failure: failureOf(error) });
    }
    this.#write({ t: "end" });
  }

  #write(entry) {
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }
}

function namesOf(node) {
  const names = [];
  for (let at = node; at && at.type !== "module"; at = at.parent) names.unshift(at.name);
  return names;
}

/** Errors arrive as plain objects whose sides are printed already; `stacks` hold positions in the sources. */
function failureOf(error) {
  const failure = { message: String(error.message ?? error).slice(0, MESSAGE_CHARS) };
  if (typeof error.name === "string") failure.error = error.name;
  // Older versions print two absent sides as two times "undefined".
  if (error.expected !== error.actual) {
    if (typeof error.expected === "string") failure.expected = error.expected.slice(0, MESSAGE_CHARS);
    if (typeof error.actual === "string") failure.actual = error.actual.slice(0, MESSAGE_CHARS);
  }
  if (typeof error.stack === "string") failure.stack = error.stack.slice(0, MESSAGE_CHARS);
  if (Array.isArray(error.stacks) && error.stacks.length > 0) failure.frames = error.stacks.slice(0, 50).map(frameOf);
  return failure;
}

function frameOf({ file, line, column, method }) {
  return {
    file: String(file),
    line: Number(line),
    column: Number(column),
    function: method ? String(method) : undefined,
  };
}

// biome-ignore lint/style/noDefaultExport: vitest takes a reporter from the default export.
export { EtudeReporter as default };
