"use strict";
const { readFileSync } = require("node:fs");
const { collectInto } = require("./per-test-coverage.cjs");

/**
 * Tells the coverage of node:test's tests apart, by hooks around all tests of a file. Loaded with `--require`, which
 * reaches the runner, the process of each test file, and processes that tests start; only the second are meant.
 */
const RUNNER = "ETUDE_TEST_RUNNER";
const folder = process.env.ETUDE_TESTS_RAN;
if (process.env.NODE_TEST_CONTEXT === undefined) {
  if (folder !== undefined) process.env[RUNNER] = String(process.pid);
} else {
  const isTestFile = process.env[RUNNER] === String(process.ppid) && usesNodeTest(process.argv[1]);
  delete process.env.ETUDE_TESTS_RAN;
  delete process.env[RUNNER];
  if (isTestFile) {
    const { before, beforeEach, afterEach } = require("node:test");
    const collector = collectInto(folder);
    if (collector) watch(collector, { before, beforeEach, afterEach });
  }
}

/** A file that does without the framework must not be given one. */
function usesNodeTest(file) {
  try {
    return /["']node:test["']/.test(readFileSync(file, "utf8"));
  } catch {
    return false;
  }
}

function watch(collector, { before, beforeEach, afterEach }) {
  /** Tests that run now, by full name. */
  const open = new Map();
  /** Suites around the last test, outermost first. */
  let suites = [];

  before(() => collector.take([]));
  beforeEach((test) => {
    const name = test?.fullName;
    if (typeof name !== "string") return;
    const around = name.slice(0, name.length - test.name.length);
    const outer = open.get(around.replace(/ > $/, ""));
    if (outer === undefined && open.size === 0) enter(around);
    else collector.take(innermost());
    const parent = outer ?? suites.at(-1)?.scope;
    open.set(name, collector.scope(parent, { counts: outer !== undefined }));
  });
  afterEach((test) => {
    const scope = open.get(test?.fullName);
    if (scope === undefined) return;
    collector.take(innermost());
    collector.test(scope, [test.fullName]);
    open.delete(test.fullName);
  });

  /** What ran before the first test of a suite set the suite up. */
  function enter(around) {
    const names = around.split(" > ").slice(0, -1);
    const shared = names.findIndex((name, at) => suites[at]?.name !== name);
    if (shared < 0) {
      suites.length = names.length;
      return collector.take([]);
    }
    suites = suites.slice(0, shared);
    for (const name of names.slice(shared)) {
      suites.push({ name, scope: collector.scope(suites.at(-1)?.scope) });
    }
    collector.take([suites[shared].scope]);
  }

  /** Of tests that run at the same time, nobody can tell whose code it was. */
  function innermost() {
    const names = [...open.keys()];
    return names.filter((name) => !names.some((other) => other.startsWith(`${name} > `))).map((name) => open.get(name));
  }
}
