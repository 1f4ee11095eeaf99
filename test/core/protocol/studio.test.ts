import assert from "node:assert/strict";
import { suite, test } from "mocha";
import {
  cancelRun,
  changesOf,
  endRun,
  foldPractice,
  gradeRun,
  runShown,
  startRun,
} from "../../../src/core/protocol/practice-run.ts";
import { StudioRequest } from "../../../src/core/protocol/studio.ts";
import { emptyStudio, harvestShown, studioView } from "../../../src/core/protocol/studio-state.ts";
import { attempts, kata, practiceEvents, report, skills, suggestions, timeline } from "../../webview/scripted-etude.ts";

const around = { choice: "builtin", model: "", blocked: undefined } as const;

suite("studio requests", () => {
  for (const message of [
    { kind: "practise", kata: "" },
    { kind: "drop-kata" },
    { kind: "generate", count: 5, skill: 3 },
  ]) {
    test(`${JSON.stringify(message)} is refused`, () => assert.equal(StudioRequest.safeParse(message).success, false));
  }
});

suite("practice run", () => {
  const running = practiceEvents.reduce(foldPractice, startRun(undefined));

  test("a stage that was passed over is shown as not needed", () => {
    assert.deepEqual(
      runShown(running).stages.map(({ stage, state }) => `${stage} ${state}`),
      ["picking done", "composing skipped", "opening done", "attempting now", "grading ahead", "reflecting ahead"],
    );
  });

  test("the kata appears as soon as it is known", () => {
    assert.equal(running.kata?.title, suggestions[0]?.kata.title);
  });

  test("events of the agent become steps", () => {
    assert.equal(runShown(running).items.filter((item) => item.kind === "tool").length, 3);
  });

  test("a grade brings its evidence", () => {
    const { verdict, phase } = runShown(gradeRun(running, report(0), timeline));
    assert.deepEqual(
      { phase, label: verdict?.label, step: verdict?.wrongStep?.title, expects: verdict?.wrongStep?.expects },
      {
        phase: "graded",
        label: "Fail",
        step: "edit src/money.js",
        expects: "A rest of one cent goes to the first share.",
      },
    );
    assert.deepEqual(
      verdict?.diffs.map(({ path, added, removed }) => ({ path, added, removed })),
      [{ path: "src/money.js", added: 1, removed: 1 }],
    );
  });

  test("only a running attempt can be cancelled", () => {
    assert.equal(cancelRun(running).phase, "cancelling");
    assert.equal(cancelRun(gradeRun(running, report(3), timeline)).phase, "graded");
  });

  for (const [failure, phase] of [
    [undefined, "stopped"],
    ["The sandbox ended.", "failed"],
  ] as const) {
    test(`an attempt without a grade is ${phase}`, () => {
      const shown = runShown(endRun(running, failure));
      assert.deepEqual({ phase: shown.phase, failure: shown.failure }, { phase, failure });
    });
  }

  test("an edit that was taken back leaves no difference", () => {
    const step = timeline.steps.find((each) => each.edit);
    assert.ok(step?.edit);
    const { path, before = "", after } = step.edit;
    const undo = { ...step, edit: { path, before: after, after: before } };
    assert.deepEqual(changesOf([step, undo]), []);
  });
});

suite("studio view", () => {
  test("attempts are listed newest first", () => {
    const view = studioView({ ...emptyStudio, attempts }, around);
    assert.deepEqual(
      view.history.map(({ id, label }) => `${id} ${label}`),
      ["a4 Clean pass", "a3 Pass", "a2 Near miss", "a1 Fail"],
    );
  });

  test("a kata's card says neither its line nor its bug", () => {
    const [card = {}] = studioView({ ...emptyStudio, suggestions }, around).suggestions;
    assert.deepEqual(Object.keys(card), ["id", "title", "skill", "path", "failing", "reason", "predicted"]);
  });

  test("skills keep their interval", () => {
    const [first] = studioView({ ...emptyStudio, skills }, around).skills;
    assert.deepEqual([first?.low, first?.pass, first?.high], [0.4, 0.58, 0.74]);
  });

  test("refusals are told commonest first", () => {
    const katas = [kata("k", "n", "a/b", "p.js")];
    const harvest = { katas, candidates: 9, refusals: { rare: 1, none: 0, common: 7 }, ms: 1 };
    assert.deepEqual(harvestShown(harvest), {
      made: 1,
      candidates: 9,
      refusals: [
        { reason: "common", count: 7 },
        { reason: "rare", count: 1 },
      ],
    });
  });
});
