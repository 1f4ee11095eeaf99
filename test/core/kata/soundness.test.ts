import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { limitFor, takeBaseline } from "../../../src/core/kata/baseline.ts";
import type { Candidate } from "../../../src/core/kata/candidates.ts";
import { Kata } from "../../../src/core/kata/kata.ts";
import { type Refusal, type Verdict, verify } from "../../../src/core/kata/soundness.ts";
import type { TestRun } from "../../../src/core/trace/test-run.ts";
import { type FakeProject, fakeSandbox, never, seeded } from "./fake-project.ts";
import { candidateFor, hash } from "./make.ts";
import { trees } from "./mutators/expect-sites.ts";

const path = "src/clamp.js";
const clamp = `function clamp(value, low, high) {
  if (value < low) return low;
  if (value > high) return high;
  return value;
}
module.exports = { clamp };
`;
const use = `const { clamp } = require("${path}");`;
const inside = `${use} assert.equal(clamp(2, 1, 3), 2);`;
const tests = {
  "test/low.js": { "keeps to the low end": `${use} assert.equal(clamp(0, 1, 3), 1);`, inside },
  "test/high.js": { "keeps to the high end": `${use} assert.equal(clamp(9, 1, 3), 3);`, inside },
};
const idle = { "test/one.js": { one: "" }, "test/two.js": { two: "" } };
const covered = { path, lines: [[1, 6]] as [number, number][] };
const coverage = [
  { testFile: "test/low.js", hits: [covered] },
  { testFile: "test/high.js", hits: [{ path, lines: [[2, 4]] as [number, number][] }] },
  { testFile: "test/one.js", hits: [] },
  { testFile: "test/two.js", hits: [] },
  { hits: [covered] },
];
const lowTurned = candidateFor(path, clamp, "value < low", "value > low");
const onlyLow = candidateFor(path, clamp, "return low;", "return 0;");

async function judged(project: FakeProject, candidate: Candidate): Promise<Verdict> {
  const sandbox = fakeSandbox(project);
  const copy = await sandbox.open([], never);
  const taken = await takeBaseline(copy, () => {}, never);
  assert.equal(taken.kind, "baseline");
  const bench = { copy, baseline: taken.baseline, trees, clock: () => 5, random: seeded(1), hash };
  const verdict = await verify(candidate, bench, never);
  assert.equal(sandbox.files().get(path), project.source[path], "the reference is back in place");
  return verdict;
}

const failedRun = (outcome: "timed-out" | "crashed" | "could-not-start" | "no-tests"): TestRun => {
  const base = { framework: "fake", suiteMs: 1, command: [], ms: 1, output: "" };
  if (outcome === "timed-out") return { ...base, outcome, afterMs: 1, tests: [] };
  if (outcome === "crashed") return { ...base, outcome, tests: [] };
  return outcome === "no-tests" ? { ...base, outcome } : { ...base, outcome, message: "no module", frames: [] };
};

/** The first two runs are the baseline's. */
const third = (run: TestRun): Partial<FakeProject> => ({ answers: [undefined, undefined, run] });

suite("soundness", () => {
  test("an edit that one test notices is a kata with all its facts", async () => {
    const verdict = await judged({ source: { [path]: clamp }, tests, coverage: coverage.slice(0, 2) }, onlyLow);
    assert.equal(verdict.kind, "sound");
    const { id, goal, title, ...facts } = Kata.parse(verdict.kata);
    assert.match(id, /^kata-[a-z0-9]+$/);
    assert.deepEqual(facts, {
      v: 1,
      skill: "conditions/boundary",
      kind: "mutation",
      operator: "relational-boundary",
      edit: onlyLow.edit,
      line: 2,
      within: "clamp",
      referenceHash: hash(clamp),
      failing: ["test/low.js > keeps to the low end"],
      passing: ["test/low.js > inside", "test/high.js > keeps to the high end", "test/high.js > inside"],
      testFiles: ["test/low.js"],
      framework: "fake",
      suiteMs: 1,
      difficulty: { b: -0.75, vb: 2.25 },
      madeAt: 5,
    });
  });

  const throwing = "assert.ok(run() < 3);";
  const project = { source: { [path]: clamp }, tests: { ...tests, ...idle }, coverage };
  for (const [why, reason, candidate, change] of [
    ["a syntax error", "does-not-parse", candidateFor(path, clamp, "value < low", "value <"), {}],
    ["a file the sandbox protects", "read-only", onlyLow, { readOnly: [path] }],
    ["a line no test executes", "not-covered", onlyLow, { coverage: [{ hits: [{ path, lines: [[3, 4]] }] }] }],
    ["a file no test executes", "not-covered", onlyLow, { coverage: [{ hits: [] }] }],
    ["an edit nobody notices", "no-test-fails", candidateFor(path, clamp, "value < low", "value <= low"), {}],
    ["most tests failing", "too-many-fail", lowTurned, {}],
    ["a module that does not load", "could-not-start", candidateFor(path, clamp, "module.exports", "missing.x"), {}],
    ["tests that do not start", "could-not-start", onlyLow, third(failedRun("could-not-start"))],
    ["a command that finds no tests", "could-not-start", onlyLow, third(failedRun("no-tests"))],
    ["a loop without end", "timed-out", candidateFor(path, clamp, "return low;", "for (;;);"), {}],
    [
      "a time-out in the whole run",
      "timed-out",
      onlyLow,
      { answers: [undefined, undefined, undefined, failedRun("timed-out")] },
    ],
    ["a crash", "crashed", candidateFor(path, clamp, "return low;", "crash();"), {}],
    [
      "a failure that does not come back",
      "unsteady",
      onlyLow,
      {
        tests: { "test/low.js": { inside, odd: "assert.ok(run() !== 3);" }, "test/high.js": { inside, again: inside } },
      },
    ],
    [
      "tests that fail without the edit too",
      "reference-fails",
      onlyLow,
      { tests: { "test/low.js": { inside, tired: throwing }, "test/high.js": { inside, again: inside } } },
    ],
  ] as [string, Refusal, Candidate, Partial<FakeProject>][]) {
    test(`refuses ${why}: ${reason}`, async () => {
      const verdict = await judged({ ...project, ...change }, candidate);
      assert.equal(verdict.kind === "refused" ? verdict.reason : verdict.kind, reason);
    });
  }

  test("tests that failed or wavered before count neither as failing nor as passing", async () => {
    const before = {
      ...tests,
      "test/old.js": { broken: "assert.fail();", wavering: "assert.ok(run() !== 1);", skipped: "skip();" },
    };
    const verdict = await judged({ source: { [path]: clamp }, tests: before }, onlyLow);
    assert.equal(verdict.kind, "sound");
    const ids = [...verdict.kata.failing, ...verdict.kata.passing];
    assert.deepEqual(
      ids.filter((id) => id.startsWith("test/old.js")),
      [],
    );
  });

  test("a test that vanishes with the edit counts as failing", async () => {
    const seen = (id: string, status: "passed" | "failed") => ({ id, file: "test/low.js", name: id, status });
    const named = ["a", "b", "c", "d", "e", "f", "g"];
    const run = { framework: "fake", command: [], ms: 1 };
    const green: TestRun = { ...run, outcome: "passed", tests: named.map((id) => seen(id, "passed")) };
    const red: TestRun = {
      ...run,
      outcome: "failed",
      tests: [seen("a", "failed"), ...["c", "d", "e", "f", "g"].map((id) => seen(id, "passed"))],
    };
    const answers = [green, green, red, green];
    const verdict = await judged({ source: { [path]: clamp }, tests, answers }, onlyLow);
    assert.equal(verdict.kind, "sound");
    assert.deepEqual(verdict.kata.failing, ["a", "b"]);
  });

  test("a file that ends early makes the tests it never came to fail", async () => {
    const seen = (name: string, status: "passed" | "failed" = "passed") => ({ id: name, file: "f", name, status });
    const run = { framework: "fake", command: [], ms: 1 };
    const names = ["a", "b", "c", "d"];
    const green: TestRun = { ...run, outcome: "passed", tests: names.map((name) => seen(name)) };
    const early = [seen("a"), seen("b"), seen("c"), seen("(file ended early)", "failed")];
    const red: TestRun = { ...run, outcome: "failed", tests: early };
    const verdict = await judged({ source: { [path]: clamp }, tests, answers: [green, green, red, green] }, onlyLow);
    assert.equal(verdict.kind, "sound");
    assert.deepEqual([verdict.kata.failing, verdict.kata.passing], [["d"], ["a", "b", "c"]]);
  });

  test("a test that vanishes while only old failures are left proves nothing", async () => {
    const seen = (name: string, status: "passed" | "failed" = "passed") => ({ id: name, file: "f", name, status });
    const run = { framework: "fake", command: [], ms: 1, outcome: "failed" } as const;
    const before: TestRun = { ...run, tests: [seen("a"), seen("b"), seen("old", "failed")] };
    const after: TestRun = { ...run, tests: [seen("a"), seen("old", "failed")] };
    const verdict = await judged({ source: { [path]: clamp }, tests, answers: [before, before, after] }, onlyLow);
    assert.equal(verdict.kind === "refused" ? verdict.reason : verdict.kind, "no-test-fails");
  });

  test("runs the covering tests first, then everything, then the failing files on the reference", async () => {
    const sandbox = fakeSandbox(project);
    const copy = await sandbox.open([], never);
    const taken = await takeBaseline(copy, () => {}, never);
    assert.equal(taken.kind, "baseline");
    const bench = { copy, baseline: taken.baseline, trees, clock: () => 5, random: seeded(1), hash };
    await verify(onlyLow, bench, never);
    assert.deepEqual(
      sandbox.requests.map((request) => request.files),
      [undefined, undefined, ["test/high.js", "test/low.js"], undefined, ["test/low.js"]],
    );
  });

  test("takes the whole run at once when most test files cover the line", async () => {
    const sandbox = fakeSandbox({ ...project, coverage: coverage.slice(0, 3) });
    const copy = await sandbox.open([], never);
    const taken = await takeBaseline(copy, () => {}, never);
    assert.equal(taken.kind, "baseline");
    const bench = { copy, baseline: taken.baseline, trees, clock: () => 5, random: seeded(1), hash };
    await verify(onlyLow, bench, never);
    assert.deepEqual(
      sandbox.requests.map((request) => request.files),
      [undefined, undefined, undefined, ["test/low.js"]],
    );
  });

  test("an abort stops without a verdict", async () => {
    const sandbox = fakeSandbox(project);
    const copy = await sandbox.open([], never);
    const taken = await takeBaseline(copy, () => {}, never);
    assert.equal(taken.kind, "baseline");
    const bench = { copy, baseline: taken.baseline, trees, clock: () => 5, random: seeded(1), hash };
    assert.deepEqual(await verify(onlyLow, bench, AbortSignal.abort()), { kind: "stopped" });
    assert.equal(sandbox.files().get(path), clamp);
  });
});

suite("time limits", () => {
  const taken = { framework: "fake", passing: new Set(""), failed: new Set(""), flaky: [], fileOf: new Map() };
  const testMs = new Map(Array.from({ length: 10 }, (_, at) => [`${at}.js`, at * 1_000]));
  const baseline = { ...taken, coverage: undefined, ms: 60_000, testMs };
  for (const [name, limited, files, expected] of [
    ["a whole run may take four times as long as before", baseline, undefined, 240_000],
    ["a quick suite is given seconds", { ...baseline, ms: 10 }, undefined, 5_000],
    ["a very slow suite ends after ten minutes", { ...baseline, ms: 9e6 }, undefined, 600_000],
    ["a file is given its share of the run and its own tests", baseline, ["5.js"], 44_000],
    ["no selection is given more than the whole", baseline, [...testMs.keys()], 240_000],
  ] as const) {
    test(name, () => assert.equal(limitFor(limited, files), expected));
  }
});

suite("baseline", () => {
  for (const [why, answer] of [
    ["no tests", failedRun("no-tests")],
    ["tests that do not start", failedRun("could-not-start")],
    ["tests that do not end", failedRun("timed-out")],
    ["a crash", failedRun("crashed")],
  ] as const) {
    test(`cannot be taken from ${why}`, async () => {
      const copy = await fakeSandbox({ source: {}, tests, answers: [answer] }).open([], never);
      assert.equal((await takeBaseline(copy, () => {}, never)).kind, "unusable");
    });
  }

  test("cannot be taken when nothing passes twice", async () => {
    const wavering = { "test/a.js": { odd: "assert.ok(run() === 1);", even: "assert.ok(run() === 2);" } };
    const copy = await fakeSandbox({ source: {}, tests: wavering }).open([], never);
    assert.equal((await takeBaseline(copy, () => {}, never)).kind, "unusable");
  });

  test("sets wavering tests aside", async () => {
    const some = { "test/a.js": { steady: "", odd: "assert.ok(run() === 1);", red: "assert.fail();" } };
    const copy = await fakeSandbox({ source: {}, tests: some }).open([], never);
    const taken = await takeBaseline(copy, () => {}, never);
    assert.equal(taken.kind, "baseline");
    assert.deepEqual([...taken.baseline.passing], ["test/a.js > steady"]);
    assert.deepEqual(taken.baseline.flaky, ["test/a.js > odd"]);
  });
});
