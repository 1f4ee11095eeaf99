import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setup, suite, teardown, test } from "mocha";
import { formatStrategy } from "../../src/core/memory/codec.ts";
import type { Strategy } from "../../src/core/memory/strategy.ts";
import { copySample, type Sample } from "./sample.ts";

const strategy: Strategy = {
  id: "boundaries-of-thresholds",
  version: 1,
  title: "Try `relational-operator` first where a threshold is compared",
  skills: ["conditions/boundary"],
  cues: { symptoms: ["string-differs"], languages: ["javascript"], frameworks: ["node:test"], paths: [] },
  when: "A test at exactly a threshold fails while its neighbours pass.",
  unless: ["The failing test is about an exception."],
  do: ["First try `relational-operator` on the comparisons that the failing test reaches."],
  because: "Comparisons with a limit were off at the limit itself.",
  evidence: [{ episode: "ep-1", step: 3, quote: "1 of 8 tests fails" }],
  check: "The first edit is one of `relational-operator` and the run after it is green.",
  prediction: "The passing edit comes within the first 3 validation runs.",
  provenance: { author: "person", model: "none", harness: "none", episodes: ["ep-1"], tainted: false },
};

suite("practice memory on the command line", () => {
  let sample: Sample;
  let file: string;
  setup(() => {
    sample = copySample();
    file = path.join(sample.folder, ".etude/memory", `${strategy.id}.md`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, formatStrategy(strategy));
  });
  teardown(() => sample.dispose());

  const goal = 'Mend the test "is near at exactly the warning level"';
  const consulted = async () => {
    sample.reset();
    const done = await sample.etude(["task", sample.folder, goal, "--json", "--test-runs", "12"]);
    return JSON.parse(done.stdout).strategies.map((each: { id: string }) => each.id);
  };
  const memory = (verb: string, ...rest: readonly string[]) =>
    sample.etude(["memory", verb, sample.folder, ...rest, "--json"]);
  const status = async () => JSON.parse((await memory("list")).stdout)[0]?.status;

  test("only an approved strategy is consulted, and one byte changed makes it a proposal again", async () => {
    assert.deepEqual([await status(), await consulted()], ["proposed", []]);
    assert.equal((await memory("approve", strategy.id)).status, 0);
    assert.deepEqual([await status(), await consulted()], ["trial", [strategy.id]]);
    appendFileSync(file, "\n");
    assert.deepEqual([await status(), await consulted()], ["proposed", []]);
  });

  test("a decision leaves the file as it was", async () => {
    const before = readFileSync(file, "utf8");
    for (const verb of ["approve", "reject", "retire"]) await memory(verb, strategy.id);
    assert.deepEqual([readFileSync(file, "utf8"), await status()], [before, "retired"]);
  });

  test("an unknown strategy is named in one sentence", async () => {
    const done = await memory("approve", "nothing-like-it");
    assert.equal(done.status, 1);
    assert.match(done.stderr, /^There is no strategy "nothing-like-it" in practice memory; .*\n$/);
  });

  test("a file that cannot be read is shown with its reason and the task goes on without it", async () => {
    writeFileSync(file, "no front matter");
    const [item] = JSON.parse((await memory("list")).stdout);
    assert.equal(item.status, "quarantined");
    assert.deepEqual(await consulted(), []);
  });
}).timeout(240_000);
