import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { baseEnv, spawnExec } from "../../../src/node/exec.ts";
import { Fixture, failureOf, summary } from "./fixture.ts";

suite("pytest runner", () => {
  let fixture: Fixture;
  let installed = false;
  suiteSetup(async () => {
    fixture = new Fixture("pytest");
    const argv = ["python3", "-m", "pytest", "--version"];
    const env = baseEnv(process.env);
    const { exitCode } = await spawnExec(
      { argv, cwd: fixture.root, env, limitMs: 60_000 },
      new AbortController().signal,
    );
    installed = exitCode === 0;
  });
  suiteTeardown(() => fixture.dispose());

  test("without pytest the run says what to do", async function () {
    if (installed) this.skip();
    const run = await fixture.run();
    assert.ok(run.outcome === "could-not-start");
    assert.match(run.message, /pytest is not installed|Python could not be run/);
  });

  test("every phase and mark of a test counts", async function () {
    if (!installed) this.skip();
    const run = await fixture.run();
    assert.equal(run.outcome, "failed");
    assert.deepEqual(summary(run), [
      "failed tests/test_fail.py > test_compares_wrongly",
      "failed tests/test_fail.py > test_raises_inside_the_source",
      "failed tests/test_fail.py > test_teardown",
      "passed tests/test_pass.py > TestGroup > test_many[1]",
      "passed tests/test_pass.py > TestGroup > test_many[2]",
      "passed tests/test_pass.py > test_adds",
      "skipped tests/test_pass.py > test_expected_to_fail",
      "skipped tests/test_pass.py > test_skipped",
    ]);
    const compared = failureOf(run, "tests/test_fail.py > test_compares_wrongly");
    assert.deepEqual([compared?.error, compared?.expected, compared?.actual], ["AssertionError", "4", "3"]);
    assert.deepEqual(failureOf(run, "tests/test_fail.py > test_raises_inside_the_source"), {
      message: "too big",
      error: "ValueError",
      frames: [
        { file: "calc.py", line: 3, function: "add" },
        { file: "tests/test_fail.py", line: 11, function: "test_raises_inside_the_source" },
      ],
    });
  });

  test("ids select single cases of a parametrised test", async function () {
    if (!installed) this.skip();
    const run = await fixture.run({ ids: ["tests/test_pass.py > TestGroup > test_many[2]"] });
    assert.deepEqual([run.outcome, summary(run)], ["passed", ["passed tests/test_pass.py > TestGroup > test_many[2]"]]);
  });

  for (const [file, message] of [
    ["broken/test_import.py", "ModuleNotFoundError: No module named 'missing_module_of_etude'"],
    ["broken/test_syntax.py", /^SyntaxError: /],
  ] as const) {
    test(`${file} could not start, and the place says where`, async function () {
      if (!installed) this.skip();
      const run = await fixture.run({ files: [file] });
      assert.ok(run.outcome === "could-not-start", run.outcome);
      if (typeof message === "string") assert.equal(run.message, message);
      else assert.match(run.message, message);
      assert.deepEqual([run.frames[0]?.file, run.frames[0]?.line], [file, 1]);
    });
  }

  test("a file that does not import fails by itself, others run", async function () {
    if (!installed) this.skip();
    const run = await fixture.run({ files: ["broken/test_import.py", "tests/test_pass.py"] });
    assert.equal(run.outcome, "failed");
    assert.ok(summary(run).includes("failed broken/test_import.py > (file did not load)"));
    assert.ok(summary(run).includes("passed tests/test_pass.py > test_adds"));
  });

  test("a test that ends the interpreter is a crash, not a pass", async function () {
    if (!installed) this.skip();
    const run = await fixture.run({ files: ["broken/test_exit.py"] });
    assert.deepEqual([run.outcome, summary(run)], ["crashed", ["passed broken/test_exit.py > test_before"]]);
  });

  test("a file without tests is no tests", async function () {
    if (!installed) this.skip();
    assert.equal((await fixture.run({ files: ["broken/test_empty.py"] })).outcome, "no-tests");
  });
});
