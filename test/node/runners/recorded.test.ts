import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "mocha";
import { tell } from "../../../src/node/runners/report/cases.ts";
import { parseReport } from "../../../src/node/runners/report/entry.ts";
import { parseTap } from "../../../src/node/runners/report/tap.ts";
import { fixtures, recordedPlace } from "./fixture.ts";

const read = (file: string) => readFileSync(join(fixtures, "recorded", file), "utf8");

/** The same small project, told by each framework. */
const sum = [
  "passed sum > adds",
  "failed sum > adds wrongly",
  "passed sum > deep > down > ünïcode ✓ 日本",
  "passed sum > same name",
  "passed sum > same name",
  "skipped sum > skipped",
  "skipped sum > to do",
  "failed sum > throws",
];

suite("recorded reports of real frameworks", () => {
  for (const file of ["jest-30.5.2.ndjson", "vitest-5.1.1.ndjson", "vitest-1.6.1.ndjson"]) {
    test(`${file}: tests, broken files and frames`, () => {
      const report = parseReport(read(file));
      assert.equal(report.complete, true);
      const { tests, broken } = tell(report.entries, recordedPlace);
      const own = tests.filter((each) => each.file === "test/sum.test.js");
      assert.deepEqual(
        own.map(({ status, name }) => `${status} ${name}`),
        sum,
      );
      assert.equal(new Set(tests.map(({ id }) => id)).size, tests.length);
      const wrong = own[1]?.failure;
      assert.match(wrong?.expected ?? "", /total"?: 4/);
      assert.match(wrong?.actual ?? "", /total"?: 3/);
      assert.equal(wrong?.frames[0]?.file, "test/sum.test.js");
      const thrown = own[7]?.failure;
      assert.deepEqual([thrown?.error, thrown?.message], ["RangeError", "too big"]);
      assert.deepEqual([thrown?.frames[0]?.file, thrown?.frames[0]?.line], ["src/sum.js", 3]);
      assert.deepEqual(broken.map((each) => `${each.kind} ${each.file}`).sort(), [
        "load test/broken.test.js",
        "load test/empty.test.js",
        "load test/syntax.test.js",
      ]);
    });
  }

  test("a failing hook of vitest is a failure of its suite", () => {
    for (const file of ["vitest-5.1.1.ndjson", "vitest-1.6.1.ndjson"]) {
      const { tests } = tell(parseReport(read(file)).entries, recordedPlace);
      const hooked = tests.find(({ name }) => name === "hooked > (suite)");
      assert.deepEqual(
        [hooked?.status, hooked?.failure?.error, hooked?.failure?.message],
        ["failed", "TypeError", "hook"],
      );
    }
  });

  test("tape's named tests are the unit, and an inner one is flat", () => {
    const { tests, complete } = parseTap(read("tape-5.10.2.tap"));
    assert.equal(complete, true);
    assert.deepEqual(
      tests.map(({ status, path }) => `${status} ${path.join(" > ")}`),
      [
        "passed adds",
        "failed adds wrongly",
        "passed ünïcode ✓ # hash",
        "passed same name",
        "passed same name",
        "skipped skipped",
        "failed inner",
        "failed throws",
      ],
    );
    const [, wrong] = tests;
    assert.deepEqual(
      [wrong?.failure?.message, wrong?.failure?.expected, wrong?.failure?.actual],
      ["should be deeply equivalent (and 1 more)", "{ total: 4 }", "{ total: 3 }"],
    );
    assert.deepEqual(recordedPlace.frames(wrong?.failure?.stack ?? "")[0], {
      file: "test/sum.js",
      line: 4,
      column: 42,
      function: "Test.<anonymous>",
    });
  });

  test("tap's subtests are the unit, with the path of those around them", () => {
    const { tests, complete } = parseTap(read("tap-21.8.0.tap"));
    assert.equal(complete, true);
    assert.deepEqual(
      tests.map(({ status, path }) => `${status} ${path.join(" > ")}`),
      [
        "passed adds",
        "failed adds wrongly",
        "passed ünïcode ✓ # hash",
        "passed same name",
        "passed same name",
        "skipped skipped",
        "failed outer > inner",
        "passed empty",
        "failed throws",
      ],
    );
    const inner = tests.find(({ path }) => path.at(-1) === "inner");
    assert.deepEqual([inner?.failure?.expected, inner?.failure?.actual], ["a\nc", "a\nb"]);
    assert.deepEqual(recordedPlace.frames(inner?.failure?.stack ?? "")[0], {
      file: "test/sum.js",
      line: 9,
      column: 51,
      function: "Test.<anonymous>",
    });
  });

  test("TAP that breaks off before its plan is incomplete", () => {
    const { tests, found, complete } = parseTap(read("tape-5.10.2-crash.tap"));
    assert.deepEqual([found, complete, tests.map(({ path }) => path.join())], [true, false, ["fine"]]);
  });

  test("a tap test that did not end is failed, although every planned line came", () => {
    const { tests } = parseTap(read("tap-21.8.0-exit.tap"));
    assert.deepEqual(
      tests.map(({ status, path }) => `${status} ${path.join(" > ")}`),
      ["passed fine", "failed exits"],
    );
  });
});
