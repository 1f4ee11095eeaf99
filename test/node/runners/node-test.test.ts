import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { Fixture, failureOf, summary } from "./fixture.ts";

suite("node:test", () => {
  let fixture: Fixture;
  suiteSetup(() => {
    fixture = new Fixture("node-test");
  });
  suiteTeardown(() => fixture.dispose());

  test("passing tests are listed with their suites, and repeated names are told apart", async () => {
    const run = await fixture.run({ files: ["test/pass.test.js"] });
    assert.equal(run.outcome, "passed");
    assert.deepEqual(summary(run), [
      "passed test/pass.test.js > adds",
      "passed test/pass.test.js > nested > deeper > ünïcode ✓ 日本",
      "passed test/pass.test.js > nested > same name",
      "passed test/pass.test.js > nested > same name #2",
      "skipped test/pass.test.js > skipped",
      "skipped test/pass.test.js > to do",
    ]);
  });

  test("failures carry both sides, the error's class and project frames, innermost first", async () => {
    const run = await fixture.run({ files: ["test/fail.test.js"] });
    assert.equal(run.outcome, "failed");
    const compared = failureOf(run, "test/fail.test.js > compares wrongly");
    assert.deepEqual(
      [compared?.error, compared?.expected, compared?.actual],
      ["AssertionError", "{ sum: 4 }", "{ sum: 3 }"],
    );
    assert.deepEqual(failureOf(run, "test/fail.test.js > throws inside the source"), {
      message: "too big",
      error: "RangeError",
      frames: [
        { file: "src/math.js", line: 3, column: 11, function: "add" },
        { file: "test/fail.test.js", line: 7, column: 40, function: "TestContext.<anonymous>" },
      ],
    });
    assert.equal(failureOf(run, "test/fail.test.js > parent > child")?.message, "child failed");
  });

  test("a helper among the tests is no test, a script of assertions is one", async () => {
    const run = await fixture.run({ files: ["test/helper.js", "test/script.test.js"] });
    assert.equal(run.outcome, "passed");
    assert.deepEqual(summary(run), ["passed test/script.test.js > (whole file)"]);
  });

  test("an empty file has no tests", async () => {
    assert.equal((await fixture.run({ files: ["alone/empty.test.js"] })).outcome, "no-tests");
  });

  for (const [file, message, line] of [
    ["broken/import.test.js", "Cannot find module './missing.js'", 2],
    ["broken/syntax.test.js", "SyntaxError: Malformed arrow function parameter list", 2],
  ] as const) {
    test(`${file} could not start, and the message and place say why`, async () => {
      const run = await fixture.run({ files: [file] });
      assert.equal(run.outcome, "could-not-start");
      if (run.outcome !== "could-not-start") return;
      assert.equal(run.message, message);
      assert.deepEqual([run.frames[0]?.file, run.frames[0]?.line], [file, line]);
    });
  }

  for (const file of ["exit", "early-exit", "script-exit"]) {
    test(`process.exit in ${file}.test.js does not look like a pass`, async () => {
      const run = await fixture.run({ files: [`broken/${file}.test.js`] });
      assert.equal(run.outcome, "failed");
      assert.deepEqual(summary(run), [`failed broken/${file}.test.js > (file ended early)`]);
      assert.equal(
        failureOf(run, `broken/${file}.test.js > (file ended early)`)?.frames[0]?.file,
        `broken/${file}.test.js`,
      );
    });
  }

  test("an exit code against passing tests is a failure of the file", async () => {
    const run = await fixture.run({ files: ["broken/code.test.js"] });
    assert.equal(run.outcome, "failed");
    assert.deepEqual(summary(run), [
      "failed broken/code.test.js > (file ended early)",
      "passed broken/code.test.js > passes",
    ]);
  });

  test("a file that does not load is a failed test when others run", async () => {
    const run = await fixture.run({ files: ["broken/import.test.js", "test/script.test.js"] });
    assert.equal(run.outcome, "failed");
    assert.deepEqual(summary(run), [
      "failed broken/import.test.js > (file did not load)",
      "passed test/script.test.js > (whole file)",
    ]);
  });

  test("a run over its limit is timed out", async () => {
    const run = await fixture.run({ files: ["broken/hang.test.js"], limitMs: 1_000 });
    assert.equal(run.outcome, "timed-out");
  });

  test("an aborted run is crashed by SIGTERM", async () => {
    const controller = new AbortController();
    const running = fixture.run({ files: ["broken/hang.test.js"] }, controller.signal);
    setTimeout(() => controller.abort(), 300);
    const run = await running;
    assert.deepEqual([run.outcome, "signal" in run && run.signal], ["crashed", "SIGTERM"]);
  });

  test("ids select tests", async () => {
    const run = await fixture.run({ ids: ["test/pass.test.js > nested > deeper > ünïcode ✓ 日本"] });
    assert.equal(run.outcome, "passed");
    assert.ok(summary(run).includes("passed test/pass.test.js > nested > deeper > ünïcode ✓ 日本"));
    assert.ok(!summary(run).some((line) => line.includes("test/fail.test.js")));
  });

  test("coverage tells per test file which source lines were executed", async () => {
    const run = await fixture.run({ files: ["test/pass.test.js", "test/fail.test.js"], coverage: true });
    assert.ok(run.outcome === "failed");
    const hits = (lines: readonly (readonly [number, number])[]) => [{ path: "src/math.js", lines }];
    assert.deepEqual(
      run.coverage?.filter(({ test }) => test === undefined),
      [
        {
          testFile: "test/fail.test.js",
          hits: hits([
            [1, 6],
            [8, 8],
            [10, 10],
          ]),
        },
        {
          testFile: "test/pass.test.js",
          hits: hits([
            [1, 2],
            [5, 6],
            [8, 8],
            [10, 10],
          ]),
        },
      ],
    );
  });

  test("modules are attributed to their file, not to a URL", async () => {
    const run = await fixture.run({ files: ["alone/esm.test.mjs"] });
    const failure = failureOf(run, "alone/esm.test.mjs > from a module");
    assert.deepEqual(failure?.frames[0], {
      file: "alone/esm.test.mjs",
      line: 4,
      column: 36,
      function: "TestContext.<anonymous>",
    });
  });

  test("runs leave nothing in the folder for reports", () => {
    assert.deepEqual(fixture.leftovers(), []);
  });
});
