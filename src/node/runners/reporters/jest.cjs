"use strict";
const { describe } = require("./failure.cjs");
const { appendTo, line } = require("./line-file.cjs");

/** Reporter for jest: one JSON line per test, file by file. */
module.exports = class EtudeReporter {
  #append = appendTo(process.env.ETUDE_REPORT);

  constructor() {
    // Workers are started with a copy of this environment.
    delete process.env.ETUDE_REPORT;
  }

  onRunStart() {
    this.#write({ t: "start", version: process.version });
  }

  onTestResult(_test, result) {
    const file = result.testFilePath;
    for (const each of result.testResults) this.#write(entryOf(file, each));
    const error = result.testExecError;
    if (!error && !(result.failureMessage && result.testResults.length === 0)) return;
    const kind = result.testResults.length === 0 ? "load" : "exit";
    const told = error ? describe(error) : { message: "" };
    this.#write({
      t: "broken",
      file,
      kind,
      failure: told,
      stderr: String(result.failureMessage ?? "").slice(0, 16_000),
    });
  }

  onRunComplete() {
    this.#write({ t: "end" });
  }

  #write(entry) {
    this.#append(line(entry));
  }
};

function entryOf(file, result) {
  const status = result.status === "passed" || result.status === "failed" ? result.status : "skipped";
  const entry = { t: "test", file, path: [...result.ancestorTitles, result.title], status };
  if (typeof result.duration === "number") entry.ms = Math.max(0, result.duration);
  if (status === "failed") entry.failure = failureOf(result);
  return entry;
}

/** The message as text is always there; the error as an object depends on jest's version and may be wrapped. */
function failureOf(result) {
  const stack = String(result.failureMessages?.[0] ?? "the test failed");
  const detail = result.failureDetails?.[0];
  const error = detail?.error ?? detail;
  const head = stack.split(/\n\s+at /)[0];
  const [prefix = "", name] = /^([A-Za-z_$][\w$]*Error|Error)(?: \[\w+\])?: /.exec(head) ?? [];
  const message = head.slice(prefix.length);
  const failure = name === undefined ? { message, stack } : { message, error: name, stack };
  const sides = error?.matcherResult ?? error;
  if (sides && typeof sides === "object" && "expected" in sides && "actual" in sides) {
    const { expected, actual } = describe({ message, expected: sides.expected, actual: sides.actual });
    failure.expected = expected;
    failure.actual = actual;
  }
  if (error?.matcherResult) failure.error = "JestAssertionError";
  return failure;
}
