import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { Fixture, failureOf, fixtures, summary } from "./fixture.ts";

suite("tape runner", () => {
  let fixture: Fixture;
  suiteSetup(() => {
    fixture = new Fixture("tape");
    fixture.write("node_modules/tape/package.json", '{ "name": "tape", "main": "index.js" }');
    fixture.write("node_modules/tape/index.js", readFileSync(join(fixtures, "tape/stand-in.cjs"), "utf8"));
  });
  suiteTeardown(() => fixture.dispose());

  test("each file runs by itself with the script's modules, and named tests are the unit", async () => {
    const run = await fixture.run({ coverage: true });
    assert.ok(run.outcome === "failed", run.outcome);
    assert.deepEqual(summary(run), [
      "failed test/fail.js > compares wrongly",
      "passed test/pass.js > adds",
      "passed test/pass.js > ünïcode ✓ 日本",
    ]);
    assert.deepEqual(failureOf(run, "test/fail.js > compares wrongly"), {
      message: "three is four (and 1 more)",
      expected: "4",
      actual: "3",
      frames: failureOf(run, "test/fail.js > compares wrongly")?.frames,
    });
    assert.deepEqual(failureOf(run, "test/fail.js > compares wrongly")?.frames[0], {
      file: "test/fail.js",
      line: 6,
      column: 5,
    });
    assert.deepEqual(
      run.coverage?.map(({ testFile }) => testFile),
      ["test/fail.js", "test/pass.js"],
    );
    assert.deepEqual(run.coverage?.[1]?.hits, [
      {
        path: "src/math.js",
        lines: [
          [1, 2],
          [5, 6],
          [8, 8],
          [10, 10],
        ],
      },
    ]);
  });

  test("output longer than a pipe keeps is read whole", async () => {
    const run = await fixture.run({ files: ["broken/long.js"] });
    assert.equal(run.outcome, "passed");
    assert.equal(summary(run).length, 400);
  });

  for (const file of ["import", "syntax"]) {
    test(`broken/${file}.js could not start, and the place says where`, async () => {
      const run = await fixture.run({ files: [`broken/${file}.js`] });
      assert.ok(run.outcome === "could-not-start", run.outcome);
      assert.deepEqual([run.frames[0]?.file, run.frames[0]?.line], [`broken/${file}.js`, 1]);
    });
  }

  test("an uncaught error is a failure with its frames", async () => {
    const run = await fixture.run({ files: ["broken/crash.js"] });
    assert.deepEqual(summary(run), ["failed broken/crash.js > (file ended early)", "passed broken/crash.js > fine"]);
    const failure = failureOf(run, "broken/crash.js > (file ended early)");
    assert.deepEqual(
      [failure?.error, failure?.message, failure?.frames[0]?.file],
      ["RangeError", "too big", "src/math.js"],
    );
  });

  test("process.exit before the first test does not look like a pass", async () => {
    const run = await fixture.run({ files: ["broken/early-exit.js"] });
    assert.equal(run.outcome, "failed");
  });

  test("a run over its limit is timed out", async () => {
    assert.equal((await fixture.run({ files: ["broken/hang.js"], limitMs: 500 })).outcome, "timed-out");
  });

  test("helpers alone are no tests", async () => {
    assert.equal((await fixture.run({ files: ["test/helper.js"] })).outcome, "no-tests");
  });
});
