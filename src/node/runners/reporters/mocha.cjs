"use strict";
const { describe } = require("./failure.cjs");
const { appendTo, line } = require("./line-file.cjs");

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
  }
};

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
