"use strict";
const { createRequire } = require("node:module");
const { resolve } = require("node:path");
const { collectInto } = require("./per-test-coverage.cjs");

/**
 * Tells the coverage of tape's tests apart, by watching the tests themselves: what tape prints comes later. Loaded with
 * `--require` last before the test file, so that the project's own set-up comes before tape.
 */
const folder = process.env.ETUDE_TESTS_RAN;
delete process.env.ETUDE_TESTS_RAN;
try {
  const Test = createRequire(resolve(process.argv[1] ?? ""))("tape/lib/test");
  const run = Test.prototype.run;
  const collector = typeof run === "function" ? collectInto(folder) : undefined;
  if (collector) {
    const state = { open: [], scopes: new WeakMap(), justEnded: false };
    Test.prototype.run = function watched() {
      try {
        watch(this, collector, state);
      } catch {
        // The test runs unwatched.
      }
      return run.call(this);
    };
  }
} catch {
  // Another version of tape, or none: coverage tells files apart and no more.
}

/** `open` holds the scopes around the code that runs now, `scopes` those in which inner tests were made. */
function watch(test, collector, state) {
  const { open, scopes } = state;
  // Between one test and the next tape runs nothing of the project.
  if (!state.justEnded) collector.take(open.slice(-1));
  state.justEnded = false;
  const scope = collector.scope(scopes.get(test));
  open.push(scope);
  // As in the output: a comment begins another name, and a name without assertions is no test.
  let name = test.name;
  let told = false;
  const tell = () => {
    if (!told) collector.test(scope, [name]);
    told = true;
  };
  test.on("test", (inner) => scopes.set(inner, scope));
  test.on("result", (result) => {
    if (typeof result !== "string") return tell();
    name = result;
    told = false;
  });
  // First of all listeners: another one starts the next inner test.
  test.prependOnceListener("end", () => {
    collector.take([scope]);
    open.splice(open.indexOf(scope), 1);
    state.justEnded = true;
  });
}
