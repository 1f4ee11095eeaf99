"use strict";
const { resolve } = require("node:path");
const { describe } = require("./failure.cjs");

const STDERR_CHARS = 16_000;

/** Reporter for node:test: one JSON line per test, in the order of the report. */
module.exports = async function* report(events) {
  const names = [];
  const stderr = new Map();
  const withTests = new Set();
  yield line({ t: "start", version: process.version });
  for await (const { type, data } of events) {
    if (type === "test:start") names[data.nesting] = data.name;
    if (type === "test:stderr") keepStderr(stderr, data);
    if (type !== "test:pass" && type !== "test:fail") continue;
    const file = fileOf(data);
    const entry = isWholeFile(data)
      ? wholeFile(type, data, file, stderr.get(file) ?? "", withTests.has(file))
      : oneTest(type, data, file, names);
    if (entry === undefined) continue;
    if (entry.t === "test") withTests.add(file);
    yield line(entry);
  }
  yield line({ t: "end" });
};

function oneTest(type, data, file, names) {
  const { details } = data;
  const error = details.error;
  // A suite stands for its tests; it speaks for itself only when it failed without one of them failing.
  if (details.type === "suite" && (type === "test:pass" || error?.failureType === "subtestsFailed")) return undefined;
  const status = isMarked(data.skip) || isMarked(data.todo) ? "skipped" : type === "test:pass" ? "passed" : "failed";
  const entry = { t: "test", file, path: [...names.slice(0, data.nesting), data.name], status };
  if (details.duration_ms !== undefined) entry.ms = details.duration_ms;
  if (status === "failed") entry.failure = failureOf(error);
  return entry;
}

/** A file is reported by itself when it ran no tests, or when its process failed although its tests did not. */
function wholeFile(type, data, file, stderr, hadTests) {
  if (type === "test:pass") return { t: "file", file, passed: true };
  const error = data.details.error ?? {};
  const failure = { message: "" };
  if (typeof error.exitCode === "number") failure.exitCode = error.exitCode;
  if (typeof error.signal === "string") failure.signal = error.signal;
  return { t: "broken", file, kind: hadTests ? "exit" : "load", failure, stderr };
}

function failureOf(error) {
  const cause = error?.cause;
  if (cause instanceof Error) return describe(cause);
  const failure = describe(error);
  return typeof cause === "string" ? { ...failure, message: cause, error: undefined } : failure;
}

function isWholeFile(data) {
  if (data.nesting !== 0 || typeof data.name !== "string") return false;
  if (data.line !== undefined && (data.line !== 1 || data.column !== 1)) return false;
  return data.file !== undefined && resolve(data.name) === resolve(data.file);
}

/** `file` is where `test()` was called, which may be a helper; newer versions also tell which file was run. */
function fileOf(data) {
  const file = data.entryFile ?? data.file;
  return file === undefined ? "" : resolve(file);
}

function keepStderr(stderr, data) {
  const file = fileOf(data);
  const kept = stderr.get(file) ?? "";
  if (kept.length < STDERR_CHARS) stderr.set(file, (kept + data.message).slice(0, STDERR_CHARS));
}

function isMarked(value) {
  return value !== undefined && value !== false;
}

function line(entry) {
  return `${JSON.stringify(entry)}\n`;
}
