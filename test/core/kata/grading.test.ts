import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { cleanRuns, grade } from "../../../src/core/kata/grading.ts";
import type { FileChange } from "../../../src/core/ports.ts";
import { type FakeProject, fakeSandbox, never } from "./fake-project.ts";
import { attemptWith, kataWith } from "./make.ts";

const path = "src/sum.js";
const source = "module.exports = { sum: (a, b) => a + b, twice: (a) => a * 2, three: () => 3 };\n";
const broken = "module.exports = { sum: (a, b) => a - b, twice: (a) => a - 2, three: () => 3 };\n";
const halfMended = broken.replace("a - b", "a + b");
const use = `const { sum, twice, three } = require("${path}");`;
const project: FakeProject = {
  source: { [path]: source, "package.json": "{}" },
  tests: {
    "test/sum.js": {
      sums: `${use} assert.equal(sum(1, 2), 3);`,
      doubles: `${use} assert.equal(twice(1), 2);`,
      three: `${use} assert.equal(three(), 3);`,
    },
  },
};
const kata = kataWith({
  failing: ["test/sum.js > sums", "test/sum.js > doubles"],
  passing: ["test/sum.js > three"],
});

async function graded(changes: readonly FileChange[], part: Partial<FakeProject> = {}, testRuns = 3) {
  const sandbox = fakeSandbox({ ...project, ...part });
  const starter = { path, text: broken };
  const result = await grade({ kata, sandbox, starter, changes, testRuns, cleanRuns: 8 }, () => {}, never);
  assert.equal(sandbox.disposed, 1);
  assert.deepEqual(sandbox.opened, [[starter]], "a fresh copy with nothing but the starter");
  assert.equal(result.kind, "graded");
  return { grade: result.grade, why: result.why, files: sandbox.files() };
}

suite("grading", () => {
  for (const [name, changes, runs, expected] of [
    ["a mended fault in few test runs is a clean pass", [{ path, text: source }], 8, 3],
    ["a mended fault in many test runs is a pass", [{ path, text: source }], 9, 2],
    ["half of the failing tests mended is a near miss", [{ path, text: halfMended }], 3, 1],
    ["no change is a fail", [], 3, 0],
    ["a mended fault that breaks another test is a fail", [{ path, text: source.replace("=> 3", "=> 4") }], 3, 0],
    ["a near miss that breaks another test is a fail", [{ path, text: halfMended.replace("=> 3", "=> 4") }], 3, 0],
    ["a patch that does not load is a fail", [{ path, text: "throw new Error();" }], 3, 0],
    ["a deleted source file is a fail", [{ path, text: undefined }], 3, 0],
    [
      "help in a new file counts",
      [
        { path, text: source },
        { path: "src/more.js", text: "" },
      ],
      3,
      3,
    ],
  ] as [string, FileChange[], number, number][]) {
    test(name, async () => assert.equal((await graded(changes, {}, runs)).grade, expected));
  }

  test("changes to tests and protected files are discarded, and the sentence says so", async () => {
    const cheat = [
      { path: "test/sum.js", text: undefined },
      { path: "package.json", text: '{"scripts":{"test":"true"}}' },
      { path: "node_modules/assert/index.js", text: "" },
    ];
    const result = await graded(cheat);
    assert.equal(result.grade, 0);
    assert.equal(result.files.get("package.json"), "{}");
    assert.ok(result.files.has("test/sum.js"));
    const left = "test/sum.js (a test), package.json (protected), node_modules/assert/index.js (protected)";
    assert.equal(result.why, `0 of 2 failing tests pass; nothing else broke. Left out of the patch: ${left}.`);
  });

  for (const [changes, why] of [
    [[{ path, text: source }], "All 2 failing tests pass and nothing else broke, with 3 test runs."],
    [[{ path, text: halfMended }], "1 of 2 failing tests pass; nothing else broke."],
    [
      [{ path, text: source.replace("=> 3", "=> 4") }],
      "All 2 failing tests pass, but 1 other test no longer does: test/sum.js > three.",
    ],
  ] as [FileChange[], string][]) {
    test(`says: ${why}`, async () => assert.equal((await graded(changes)).why, why));
  }

  test("a file the sandbox refuses to write is discarded", async () => {
    const result = await graded(
      [
        { path, text: source },
        { path: "conf/x", text: "" },
      ],
      { readOnly: ["conf/x"] },
    );
    assert.deepEqual([result.grade, result.why.endsWith("Left out of the patch: conf/x (read-only).")], [3, true]);
  });

  const run = { outcome: "passed", framework: "fake", command: [], ms: 1 } as const;
  const seen = (name: string, status: "passed" | "failed" | "skipped" = "passed") => {
    return { id: `test/sum.js > ${name}`, file: "test/sum.js", name, status };
  };
  for (const [name, tests] of [
    ["a failing test that is gone", [seen("doubles"), seen("three")]],
    ["a failing test that is skipped", [seen("sums", "skipped"), seen("doubles"), seen("three")]],
    ["a failing test under another name", [seen("sums #2"), seen("doubles"), seen("three")]],
    ["a passing test that is gone", [seen("sums"), seen("doubles")]],
    ["a passing test that is skipped", [seen("sums"), seen("doubles"), seen("three", "skipped")]],
    ["a green run without tests in it", []],
  ] as const) {
    test(`${name} is not a pass`, async () => {
      const result = await graded([{ path, text: source }], { answers: [{ ...run, tests }] });
      assert.ok(result.grade < 2, result.why);
    });
  }

  for (const [name, answer] of [
    ["no tests", { ...run, outcome: "no-tests", output: "" }],
    ["no start", { ...run, outcome: "could-not-start", message: "SyntaxError", frames: [], output: "" }],
    ["a time-out", { ...run, outcome: "timed-out", afterMs: 1, output: "", tests: [seen("sums"), seen("doubles")] }],
    ["a crash", { ...run, outcome: "crashed", output: "", tests: [seen("sums"), seen("doubles"), seen("three")] }],
  ] as const) {
    test(`${name} is a fail whatever was reported before`, async () => {
      assert.equal((await graded([{ path, text: source }], { answers: [answer] })).grade, 0);
    });
  }

  test("an abort grades nothing", async () => {
    const sandbox = fakeSandbox(project);
    const request = { kata, sandbox, starter: { path, text: broken }, changes: [], testRuns: 1, cleanRuns: 8 };
    assert.deepEqual(await grade(request, () => {}, AbortSignal.abort()), { kind: "stopped" });
    assert.equal(sandbox.disposed, 1);
  });
});

suite("clean runs", () => {
  const passed = (testRuns: number) => attemptWith({ testRuns });
  for (const [name, attempts, expected] of [
    ["are 8 before the first pass", [], 8],
    ["are the median of earlier passes", [passed(9), passed(2), passed(3)], 3],
    ["lie between the middle two", [passed(2), passed(5)], 3.5],
    ["leave out fails and near misses", [passed(4), attemptWith({ grade: 1, testRuns: 1 })], 4],
    ["leave out other operators", [attemptWith({ operator: "other", testRuns: 1 })], 8],
  ] as const) {
    test(name, () => assert.equal(cleanRuns(attempts, "relational-boundary"), expected));
  }
});
