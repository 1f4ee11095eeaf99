import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { PracticeEvent } from "../../../src/core/etude.ts";
import { applied } from "../../../src/core/kata/starter.ts";
import type { AbortSignal, FileChange, Model } from "../../../src/core/ports.ts";
import { attemptKata } from "../../../src/core/practice/attempt.ts";
import { tools } from "../../../src/core/tools/index.ts";
import { openMemoryJournal } from "../../../src/node/journal/memory-journal.ts";
import { calls, memoryFiles, scripted } from "../agent/fakes.ts";
import { fakeSandbox, never } from "../kata/fake-project.ts";
import { hash, kataWith } from "../kata/make.ts";

const path = "src/clamp.js";
const reference = "module.exports = (value, low) => {\n  return value < low ? low : value;\n};\n";
const tests = {
  "test/clamp.js": {
    "moves a low value up": `assert.equal(require("${path}")(1, 3), 3);`,
    "leaves a high value": `assert.equal(require("${path}")(5, 3), 5);`,
  },
};
const start = reference.indexOf("<");
const kata = kataWith({
  edit: { path, start, end: start + 1, original: "<", replacement: ">" },
  referenceHash: hash(reference),
  failing: ["test/clamp.js > moves a low value up", "test/clamp.js > leaves a high value"],
  passing: [],
});
const agent = { model: "scripted/1", harness: "etude/1" };
const budget = { turns: 10, tokens: 1_000_000, testRuns: 10, ms: 60_000 };
const says = (text: string) => ({ says: text });
const mend = { path, old: "value > low", new: "value < low", expectation: says("both pass") };
const finish = { summary: "done", honest: true };

function attempt(model: Model, signal: AbortSignal = never, workspace = reference) {
  const project = { source: { [path]: reference }, tests };
  const sandbox = fakeSandbox(project);
  // The fake's copies are not compared with what they were opened with: the attempt's change is read off its files.
  const open = sandbox.open;
  sandbox.open = async (changes, by) => {
    const copy = await open(changes, by);
    const before = sandbox.files().get(path);
    const changed = async (): Promise<readonly FileChange[]> => {
      const text = sandbox.files().get(path);
      return text === before ? [] : [{ path, text }];
    };
    return { ...copy, changes: changed };
  };
  const journal = openMemoryJournal();
  const events: PracticeEvent[] = [];
  let now = 0;
  const ports = {
    clock: () => now++,
    random: () => 0.5,
    hash,
    journal,
    files: memoryFiles(new Map([[path, workspace]])),
    sandbox,
  };
  const who = { agent, model: async () => model, tools, budget, recall: async () => [] };
  const done = attemptKata({ kata, earlier: [] }, who, ports, (event) => events.push(event), signal);
  return { done, sandbox, journal, events };
}

suite("one attempt at a kata", () => {
  test("a mended kata is graded in a fresh copy of the starter and kept", async () => {
    const { done, sandbox, journal, events } = attempt(
      scripted([
        calls(["edit_file", mend]),
        calls(["run_tests", { expectation: says("all pass") }], ["finish", finish]),
      ]),
    );
    const { attempt: graded, timeline } = await done;
    assert.equal(graded.grade, 3);
    assert.equal(graded.firstWrongStep, undefined);
    assert.equal(timeline.outcome, "solved");

    const starter = [{ path, text: applied(reference, kata.edit) }];
    assert.deepEqual(sandbox.opened, [starter, starter]);
    assert.equal(sandbox.disposed, 2);
    assert.deepEqual(
      (await journal.read("attempt")).map((entry) => entry.attempt),
      [graded],
    );
    assert.deepEqual(
      (await journal.read("kata-dropped")).map(({ id }) => id),
      [kata.id],
    );
    assert.deepEqual(
      events
        .flatMap((event) => (event.kind === "stage" ? [event.stage] : []))
        .filter((each, i, all) => all[i - 1] !== each),
      ["opening", "attempting", "grading"],
    );
  });

  test("an attempt that changes nothing fails and names the step that went wrong", async () => {
    const wrong = { ...mend, new: "value >= low" };
    const { done } = attempt(
      scripted([
        calls(["edit_file", { ...wrong, expectation: { says: "both pass", passing: kata.failing } }]),
        calls(["run_tests", { expectation: says("all pass") }], ["finish", { ...finish, honest: false }]),
      ]),
    );
    const { attempt: graded } = await done;
    assert.equal(graded.grade, 0);
    assert.equal(graded.firstWrongStep?.step, 1);
  });

  test("a kata whose file has changed is not attempted", async () => {
    const { done, sandbox } = attempt(scripted([]), never, `${reference}// changed\n`);
    await assert.rejects(done, /no longer fits the code .*generate new katas/);
    assert.deepEqual(sandbox.opened, []);
  });

  test("an attempt that is cancelled does not count", async () => {
    const abort = new AbortController();
    const model: Model = {
      id: "scripted/1",
      async *stream() {
        abort.abort();
        yield { kind: "end", why: "stop" };
      },
    };
    const { done, sandbox, journal } = attempt(model, abort.signal);
    await assert.rejects(done, /cancelled before it was graded/);
    assert.equal(sandbox.disposed, sandbox.opened.length);
    assert.deepEqual([await journal.read("attempt"), await journal.read("kata-dropped")], [[], []]);
  });
});
