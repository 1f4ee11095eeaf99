"use strict";
const { describe } = require("./failure.cjs");
const { appendTo, line } = require("./line-file.cjs");
const { collectInto } = require("./per-test-coverage.cjs");

/** Reporter for mocha: one JSON line per test, written at once, so that a crash keeps what was known. */
module.exports = class EtudeReporter {
  constructor(runner) {
    const append = appendTo(process.env.ETUDE_REPORT);
    delete process.env.ETUDE_REPORT;
    const finished = new WeakSet();
    const write = (entry) => append(line(entry));

    runner.once("start", () => write({ t: "start", version: process.version }));
    runner.on("pass", (test) => {
      finished.add(test);
      write(entryOf(test, "passed"));
    });
    runner.on("pending", (test) => write(entryOf(test, "skipped")));
    runner.on("fail", (test, error) => {
      // A test may fail after it passed: a second call of `done`, an error thrown later.
      const again = finished.has(test) ? { again: true } : {};
      write({ ...entryOf(test, "failed"), failure: describe(error), ...again });
    });
    runner.once("end", () => write({ t: "end" }));
    watch(runner);
  }
};

/** Tells the coverage of the tests apart. Hooks before a suite's tests count for each of them. */
function watch(runner) {
  const collector = collectInto(process.env.ETUDE_TESTS_RAN);
  delete process.env.ETUDE_TESTS_RAN;
  if (!collector) return;
  const suites = [];
  let test;
  /** Whether what runs now sets the innermost suite up. */
  let settingUp = false;
  const take = () => collector.take(test === undefined ? (settingUp ? suites.slice(-1) : []) : [test]);

  runner.once("start", () => collector.take([]));
  runner.on("suite", () => {
    take();
    suites.push(collector.scope(suites.at(-1)));
    settingUp = true;
  });
  runner.on("test", () => {
    take();
    settingUp = false;
    test = collector.scope(suites.at(-1));
  });
  runner.on("fail", (failed) => {
    const scope = test ?? suites.at(-1);
    if (failed.type !== "hook" || scope === undefined) return;
    const { path, file } = entryOf(failed, "failed");
    take();
    collector.test(scope, path, file);
  });
  runner.on("test end", (ended) => {
    if (test === undefined) return;
    const { path, file } = entryOf(ended, "passed");
    take();
    collector.test(test, path, file);
    test = undefined;
  });
  runner.on("suite end", () => {
    take();
    suites.pop();
    settingUp = false;
  });
}

function entryOf(test, status) {
  const path = [test.title];
  let file = test.file;
  for (let suite = test.parent; suite; suite = suite.parent) {
    if (suite.title) path.unshift(suite.title);
    file ??= suite.file;
  }
  file ??= test.ctx?.currentTest?.file ?? "";
  return typeof test.duration === "number"
    ? { t: "test", file, path, status, ms: test.duration }
    : { t: "test", file, path, status };
}
