import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { testsOf } from "../../../src/core/trace/test-run.ts";
import { Fixture, failureOf, summary } from "./fixture.ts";

suite("mocha runner", () => {
  let fixture: Fixture;
  suiteSetup(() => {
    fixture = new Fixture("mocha");
    fixture.link("mocha");
  });
  suiteTeardown(() => fixture.dispose());

  test("the whole run honours the configuration, the script's options and its variables", async () => {
    const run = await fixture.run({ coverage: true });
    assert.equal(run.outcome, "failed");
    assert.deepEqual(summary(run), [
      "failed test/fail.spec.js > compares wrongly",
      "failed test/fail.spec.js > is called back twice",
      "failed test/fail.spec.js > throws inside the source",
      'failed test/fail.spec.js > with a hook > "before all" hook for "is never reached"',
      "passed test/pass.spec.js > adds",
      "passed test/pass.spec.js > nested > deeper > ünïcode ✓ 日本",
      "passed test/pass.spec.js > nested > same name",
      "passed test/pass.spec.js > nested > same name #2",
      "passed test/pass.spec.js > sees the set-up and the script's variables",
      "skipped test/pass.spec.js > skipped",
      "skipped test/pass.spec.js > to do",
    ]);
    assert.ok(run.command.includes("--timeout"));
    assert.ok(run.outcome === "failed");
    assert.deepEqual(
      run.coverage?.filter(({ test }) => test === undefined),
      [
        {
          hits: [
            {
              path: "src/math.js",
              lines: [
                [1, 6],
                [8, 8],
                [10, 10],
              ],
            },
          ],
        },
      ],
    );
  });

  test("a selected file runs alone, although the configuration names others", async () => {
    const run = await fixture.run({ files: ["test/fail.spec.js"] });
    assert.deepEqual([...new Set(testsOf(run).map(({ file }) => file))], ["test/fail.spec.js"]);
    assert.deepEqual(failureOf(run, "test/fail.spec.js > throws inside the source"), {
      message: "too big",
      error: "RangeError",
      frames: [
        { file: "src/math.js", line: 3, column: 11, function: "add" },
        { file: "test/fail.spec.js", line: 5, column: 38, function: "Context.<anonymous>" },
      ],
    });
    const { expected, actual } = failureOf(run, "test/fail.spec.js > compares wrongly") ?? {};
    assert.deepEqual([expected, actual], ["{ sum: 4 }", "{ sum: 3 }"]);
  });

  test("selected ids run alone", async () => {
    const run = await fixture.run({
      ids: ["test/pass.spec.js > nested > deeper > ünïcode ✓ 日本", "test/pass.spec.js > adds"],
    });
    assert.equal(run.outcome, "passed");
    assert.deepEqual(summary(run), [
      "passed test/pass.spec.js > adds",
      "passed test/pass.spec.js > nested > deeper > ünïcode ✓ 日本",
    ]);
  });

  test("a configuration that is code is honoured too", async () => {
    const coded = new Fixture("mocha");
    coded.link("mocha");
    coded.write(".mocharc.cjs", 'module.exports = { require: ["./test/set-up.cjs"], spec: ["test/fail.spec.js"] };\n');
    try {
      const run = await coded.run({ files: ["test/pass.spec.js"] });
      assert.equal(run.outcome, "passed");
      assert.deepEqual([...new Set(testsOf(run).map(({ file }) => file))], ["test/pass.spec.js"]);
    } finally {
      coded.dispose();
    }
  });

  for (const [file, message, frame] of [
    ["broken/import.js", "Cannot find module './missing.js'", { file: "broken/import.js", line: 1 }],
    ["broken/syntax.js", "SyntaxError: Malformed arrow function parameter list", { file: "broken/syntax.js", line: 1 }],
  ] as const) {
    test(`${file} could not start, and the message and place say why`, async () => {
      const run = await fixture.run({ files: [file] });
      assert.ok(run.outcome === "could-not-start", run.outcome);
      assert.equal(run.message, message);
      assert.deepEqual({ file: run.frames[0]?.file, line: run.frames[0]?.line }, frame);
    });
  }

  test("process.exit in a test is a crash that keeps what was known", async () => {
    const run = await fixture.run({ files: ["broken/exit.js"] });
    assert.ok(run.outcome === "crashed", run.outcome);
    assert.equal(run.exitCode, 0);
    assert.deepEqual(summary(run), ["passed broken/exit.js > before"]);
  });

  test("a file without tests, or no file at all, is no tests", async () => {
    assert.equal((await fixture.run({ files: ["broken/empty.js"] })).outcome, "no-tests");
    assert.equal((await fixture.run({ files: ["broken/not-there.js"] })).outcome, "no-tests");
  });

  test("tests that damage built-ins are still reported", async () => {
    const run = await fixture.run({ files: ["broken/pollute.js"] });
    assert.equal(run.outcome, "passed");
  });

  test("no files to run are no tests, and start nothing", async () => {
    const run = await fixture.run({ files: [] });
    assert.deepEqual([run.outcome, run.command], ["no-tests", []]);
  });

  test("a run over its limit is timed out", async () => {
    assert.equal((await fixture.run({ files: ["broken/hang.js"], limitMs: 500 })).outcome, "timed-out");
  });

  test("progress is told while the run goes on, and an aborted run keeps the tests that had finished", async () => {
    const controller = new AbortController();
    const run = await fixture.run({ files: ["broken/hang.js"] }, controller.signal, ({ finished, failed }) => {
      if (finished === 1 && failed === 0) controller.abort();
    });
    assert.deepEqual([run.outcome, summary(run)], ["crashed", ["passed broken/hang.js > finishes"]]);
  });

  test("without mocha installed the run says what to do", async () => {
    const bare = new Fixture("mocha");
    try {
      const run = await bare.run();
      assert.ok(run.outcome === "could-not-start");
      assert.match(run.message, /mocha is not installed in this project.*npm install/);
    } finally {
      bare.dispose();
    }
  });
});
