import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { createRepairModel } from "../../../src/core/repair/model.ts";
import { createSyntaxTrees } from "../../../src/node/syntax.ts";
import { attempt, planted, strategy } from "./loop.ts";
import { libraryTexts } from "./world.ts";

const boundary = ["src/list.cjs", "at <= to", "at < to"] as const;
const guard = ["src/list.cjs", "  if (numbers.length === 0) return undefined;\n", ""] as const;
const unsolvable = [
  "src/text.cjs",
  `    const isWord = (char >= "a" && char <= "z") || (char >= "0" && char <= "9");`,
  "    const isWord = [...result].some((each) => each.codePointAt(0) === i);",
] as const;

suite("the built-in agent", () => {
  for (const [name, fault] of [
    ["a relational boundary", boundary],
    [
      "a negated equality",
      ["src/query.cjs", "if (value === undefined) continue;", "if (value !== undefined) continue;"],
    ],
    ["a constant off by one", ["src/list.cjs", "sorted.length / 2", "sorted.length / 3"]],
    ["a dropped conjunct", ["src/list.cjs", "Array.isArray(item) && depth > 0", "Array.isArray(item)"]],
    ["a removed guard", guard],
    ["swapped arguments", ["src/booking.cjs", "compare(a.start, b.start)", "compare(b.start, a.start)"]],
  ] as const) {
    test(`mends ${name}`, async () => {
      const { outcome, says } = await attempt(planted(fault));
      assert.equal(outcome, "solved", says);
    });
  }

  test("says before each try what it expects of which tests", async () => {
    const { events } = await attempt(planted(boundary));
    const edit = events.find((event) => event.kind === "tool-started" && event.tool === "edit_file");
    assert.ok(edit?.kind === "tool-started");
    assert.ok(edit.expectation?.passing?.every((id) => id.startsWith("test/list.test.cjs > range")));
    assert.match(edit.expectation?.hypothesis?.at ?? "", /^src\/[a-z]+\.cjs:\d+$/);
  });

  test("leaves every byte as it was when nothing helps", async () => {
    const start = planted(unsolvable);
    const { outcome, world, says } = await attempt(start, { testRuns: 8 });
    assert.equal(outcome, "failed");
    assert.deepEqual(world.texts, start);
    assert.match(says, /Not solved: tried \d+ edits, none of which helped; the files are restored/);
  });

  test("stays within its budget of test runs", async () => {
    const { world } = await attempt(planted(unsolvable), { testRuns: 8 });
    // One more is the harness's own, which decides the outcome after the last edit.
    assert.ok(world.requests.length <= 9, `${world.requests.length} runs`);
  });

  test("mends two independent faults, one after the other", async () => {
    const both = planted(boundary, ["src/text.cjs", "if (a === b) return 1;", "if (a !== b) return 1;"]);
    const { outcome, says } = await attempt(both);
    assert.equal(outcome, "solved", says);
  });

  test("mends only what the goal names", async () => {
    const both = planted(boundary, ["src/text.cjs", "if (a === b) return 1;", "if (a !== b) return 1;"]);
    const goal = "- test/list.test.cjs > range includes both ends\n- test/list.test.cjs > range takes steps";
    const { world } = await attempt(both, { goal });
    assert.equal(world.texts.get("src/list.cjs"), libraryTexts().get("src/list.cjs"));
    assert.equal(world.texts.get("src/text.cjs"), both.get("src/text.cjs"));
  });

  test("changes nothing when all tests pass", async () => {
    const { world, says } = await attempt(libraryTexts());
    assert.deepEqual(world.texts, new Map(libraryTexts()));
    assert.match(says, /nothing to mend/);
  });

  test("ends honestly when its edits are refused", async () => {
    const start = planted(boundary);
    const { outcome, world, says } = await attempt(start, { refuseWrite: () => true });
    assert.equal(outcome, "failed");
    assert.deepEqual(world.texts, start);
    assert.match(says, /Not solved: tried 1 edit,/);
  });

  test("takes everything back even when taking back was refused once", async () => {
    const start = planted(unsolvable);
    const { world, says } = await attempt(start, { refuseWrite: (count) => count === 2 });
    assert.deepEqual(world.texts, start, says);
  });

  test("says which file it could not restore", async () => {
    const { world, says } = await attempt(planted(unsolvable), { refuseWrite: (count) => count > 1 });
    assert.notDeepEqual(world.texts, planted(unsolvable));
    assert.match(says, /src\/text\.cjs could not be restored/);
  });

  test("mends a loop that never ends", async () => {
    const { outcome, says } = await attempt(planted(["src/list.cjs", "high = middle - 1", "high = middle + 1"]));
    assert.equal(outcome, "solved", says);
  });

  test("does the same twice", async () => {
    const first = await attempt(planted(guard), { testRuns: 12 });
    const second = await attempt(planted(guard), { testRuns: 12 });
    assert.deepEqual(first.events, second.events);
  });

  test("stops with a fault when it is cancelled", async () => {
    const abort = new AbortController();
    const onEvent = ({ kind }: { kind: string }) => kind === "tool-finished" && abort.abort();
    const { outcome, tries } = await attempt(planted(boundary), { signal: abort.signal, onEvent });
    assert.equal(outcome, "abandoned");
    assert.deepEqual(tries, []);
  });

  test("costs no tokens and answers no questions", async () => {
    const model = createRepairModel({ trees: await createSyntaxTrees(), testRuns: 5, isTest: () => false });
    const signal = new AbortController().signal;
    const events = [];
    for await (const event of model.stream({ messages: [], tools: [], maxTokens: 1, answer: {} }, signal))
      events.push(event);
    assert.deepEqual(
      events.map((event) => event.kind),
      ["fault"],
    );
    const turn = [];
    for await (const event of model.stream({ messages: [], tools: [], maxTokens: 1 }, signal)) turn.push(event);
    assert.deepEqual(
      turn.find((event) => event.kind === "usage"),
      { kind: "usage", inputTokens: 0, outputTokens: 0 },
    );
  });
});

suite("the built-in agent and its memory", () => {
  const fault = planted(["src/booking.cjs", "chunk(open, size)", "chunk(size, open)"]);

  test("a fitting strategy lowers the number of tries", async () => {
    const without = await attempt(fault);
    const guided = await attempt(fault, { recall: () => [strategy(["Try `swap-arguments` first."])] });
    assert.equal(guided.outcome, "solved");
    assert.ok(guided.tries.length < without.tries.length, `${guided.tries.length} against ${without.tries.length}`);
    assert.match(guided.says, /Following known-fault: `swap-arguments` first\./);
  });

  test("a strategy that comes with the first failing run counts from then on", async () => {
    const late = (failing: boolean) => (failing ? [strategy(["Try `swap-arguments` first."])] : []);
    const guided = await attempt(fault, { recall: late });
    assert.match(guided.tries[0] ?? "", /^swap-arguments /);
  });

  test("a strategy for other symptoms is left alone, and said to be", async () => {
    const recall = () => [strategy(["Try `swap-arguments` first."], { symptoms: ["timed-out"] })];
    const without = await attempt(fault, { testRuns: 10 });
    const other = await attempt(fault, { testRuns: 10, recall });
    assert.deepEqual(other.tries, without.tries);
    assert.match(other.says, /Not applicable: known-fault because it speaks of timed-out/);
  });

  test("what a strategy leaves for last comes last", async () => {
    const recall = () => [strategy(["Leave out `swap-arguments`, it never helped here."])];
    const { tries } = await attempt(fault, { testRuns: 20, recall });
    assert.ok(tries.every((each) => !each.startsWith("swap-arguments")));
  });
});
