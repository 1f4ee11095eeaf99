import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { type Deed, judgeOutcome, needsDeciding } from "../../../src/core/agent/outcome.ts";
import type { TestRun } from "../../../src/core/trace/test-run.ts";
import { ran } from "./fakes.ts";

const edit: Deed = { kind: "edit" };
const whole = (run: TestRun): Deed => ({ kind: "run", run, whole: true });
const part = (run: TestRun): Deed => ({ kind: "run", run, whole: false });
const base = { framework: "mocha", command: [], ms: 1 };
const broken: TestRun = { outcome: "could-not-start", ...base, message: "SyntaxError", frames: [], output: "" };
const endless: TestRun = { outcome: "timed-out", ...base, afterMs: 1000, tests: [], output: "" };
const none: TestRun = { outcome: "no-tests", ...base, output: "" };
const one = (a: "passed" | "failed" | "skipped", b: "passed" | "failed" | "skipped") =>
  whole(ran({ "t > adds up": a, "t > is there": b }));
const red = one("failed", "passed");
const green = one("passed", "passed");

suite("outcome", () => {
  for (const [name, deeds, expected, goal, stop] of [
    ["red, edit, green", [red, edit, green], "solved"],
    ["red, edit, red", [red, edit, red], "failed"],
    ["edit, green, without a baseline", [edit, green], "solved"],
    ["edit, red, without a baseline", [edit, red], "failed"],
    ["a cancel, even when green", [red, edit, green], "abandoned", "", "cancelled"],
    ["nothing ran", [], "environment"],
    ["only a part ran", [part(ran({ a: "passed" }))], "environment"],
    ["a part is green, the whole was red", [red, edit, part(ran({ "t > adds up": "passed" }))], "failed"],
    ["a test that passed fails now", [red, edit, one("passed", "failed")], "failed"],
    ["a test that passed is skipped now", [red, edit, one("passed", "skipped")], "failed"],
    ["a test that passed is missing now", [red, edit, whole(ran({ "t > adds up": "passed" }))], "failed"],
    ["a target is missing now", [red, edit, whole(ran({ "t > is there": "passed" }))], "failed"],
    ["a target is skipped now", [red, edit, one("skipped", "passed")], "failed"],
    [
      "a new test fails",
      [red, edit, whole(ran({ "t > adds up": "passed", "t > is there": "passed", "t > new": "failed" }))],
      "failed",
    ],
    [
      "all were red, the named one is green",
      [one("failed", "failed"), edit, one("passed", "failed")],
      "solved",
      "Mend adds up, please.",
    ],
    [
      "all were red, the named one is red",
      [one("failed", "failed"), edit, one("failed", "passed")],
      "failed",
      "Mend t > adds up.",
    ],
    [
      "all were red, one by id is green",
      [one("failed", "failed"), edit, one("passed", "failed")],
      "solved",
      "Mend t > adds up.",
    ],
    [
      "all were red, none named, one green",
      [one("failed", "failed"), edit, one("passed", "failed")],
      "failed",
      "Mend it.",
    ],
    ["a run that cannot start after an edit", [red, edit, whole(broken)], "failed"],
    ["a run without end after an edit", [red, edit, whole(endless)], "failed"],
    ["no tests left after an edit", [red, edit, whole(none)], "failed"],
    ["a suite that never started", [whole(broken), edit, whole(broken)], "environment"],
    ["a suite that starts only after the edit", [whole(broken), edit, green], "solved"],
    ["a model fault while red", [red], "environment", "", "model-fault"],
    ["a model fault when green already", [red, edit, green], "solved", "", "model-fault"],
    ["the budget ended while red", [red], "failed", "", "budget"],
  ] as const) {
    test(`${name}: ${expected}`, () => {
      assert.equal(judgeOutcome(deeds, goal ?? "Make it green.", stop ?? "finished").outcome, expected);
    });
  }

  test("a one-word test name counts as named only in quotes", () => {
    const deeds = [
      whole(ran({ "t > adds": "failed", "t > more": "failed" })),
      edit,
      whole(ran({ "t > adds": "passed", "t > more": "failed" })),
    ];
    assert.equal(judgeOutcome(deeds, "It adds wrongly.", "finished").outcome, "failed");
    assert.equal(judgeOutcome(deeds, "Make `adds` pass.", "finished").outcome, "solved");
  });

  for (const [name, deeds, expected] of [
    ["no edit", [red], false],
    ["an edit after the last whole run", [red, edit, part(ran({ a: "passed" }))], true],
    ["a whole run after the last edit", [edit, red, edit, green], false],
  ] as const) {
    test(`${name}: the harness ${expected ? "runs" : "does not run"} the tests`, () =>
      assert.equal(needsDeciding(deeds), expected));
  }
});
