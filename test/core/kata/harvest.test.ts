import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { UserError } from "../../../src/core/errors.ts";
import type { HarvestProgress } from "../../../src/core/etude.ts";
import { createBaselineCache } from "../../../src/core/kata/baseline-cache.ts";
import { type HarvestOptions, harvest } from "../../../src/core/kata/harvest.ts";
import { Kata } from "../../../src/core/kata/kata.ts";
import { starterOf } from "../../../src/core/kata/starter.ts";
import { type FakeProject, type FakeSandbox, fakeSandbox, never, seeded } from "./fake-project.ts";
import { hash } from "./make.ts";
import { trees } from "./mutators/expect-sites.ts";

const path = "src/list.js";
const list = `module.exports.last = (items) => {
  if (items.length === 0) return undefined;
  return items[items.length - 1];
};
module.exports.between = (value, low, high) => {
  return value >= low && value <= high;
};
module.exports.count = (items, wanted) => {
  let count = 0;
  for (let i = 0; i < items.length; i += 1) {
    if (items[i] === wanted) count += 1;
  }
  return count;
};
module.exports.idle = (a) => {
  if (a > 100) return 2;
  return 1;
};
`;
const use = `const { last, between, count } = require("${path}");`;
const tests = {
  "test/last.js": {
    "last of three": `${use} assert.equal(last([1, 2, 3]), 3);`,
    "last of one": `${use} assert.equal(last([5]), 5);`,
  },
  "test/between.js": {
    within: `${use} assert.equal(between(2, 1, 3), true);`,
    above: `${use} assert.equal(between(4, 1, 3), false);`,
    below: `${use} assert.equal(between(0, 1, 3), false);`,
    "at the ends": `${use} assert.deepEqual([between(1, 1, 3), between(3, 1, 3)], [true, true]);`,
  },
  "test/count.js": {
    first: `${use} assert.equal(count([7, 1, 2], 7), 1);`,
    several: `${use} assert.equal(count([1, 7, 7], 7), 2);`,
    none: `${use} assert.equal(count([], 7), 0);`,
  },
};
const project: FakeProject = { source: { [path]: list }, tests };

function optionsFor(sandbox: FakeSandbox, part: Partial<HarvestOptions> = {}): HarvestOptions {
  let now = 0;
  const clock = () => now++;
  const onKata = async () => {};
  const baselines = createBaselineCache();
  const fixed = {
    sandbox,
    trees,
    random: seeded(2),
    clock,
    hash,
    count: 3,
    existing: [],
    avoid: [],
    baselines,
    onKata,
  };
  return { ...fixed, ...part };
}

suite("harvest", () => {
  test("ends with as many sound katas as were wanted, each told at once", async () => {
    const sandbox = fakeSandbox(project);
    const told: Kata[] = [];
    const onKata = async (kata: Kata) => void told.push(kata);
    const result = await harvest(optionsFor(sandbox, { onKata }), () => {}, never);
    assert.equal(result.katas.length, 3);
    assert.deepEqual(told, result.katas);
    for (const kata of told) assert.deepEqual(Kata.parse(kata), kata);
    assert.equal(new Set(told.map((kata) => kata.line)).size, 3);
    assert.equal(sandbox.disposed, 1);
    assert.equal(sandbox.files().get(path), list);
  });

  test("the baseline is taken once per state of the code", async () => {
    const baselines = createBaselineCache();
    const wholeRuns = async (sandbox: FakeSandbox) => {
      await harvest(optionsFor(sandbox, { baselines, count: 1 }), () => {}, never);
      return sandbox.requests.filter((request) => request.coverage).length;
    };
    const changed: FakeProject = { ...project, source: { [path]: `${list}// changed\n` } };
    assert.deepEqual(
      [
        await wholeRuns(fakeSandbox(project)),
        await wholeRuns(fakeSandbox(project)),
        await wholeRuns(fakeSandbox(changed)),
      ],
      [1, 0, 1],
    );
  });

  test("every candidate that became no kata is counted under its reason", async () => {
    const result = await harvest(optionsFor(fakeSandbox(project), { count: 100 }), () => {}, never);
    const refused = Object.values(result.refusals).reduce((sum, each) => sum + each, 0);
    assert.equal(result.katas.length + refused, result.candidates);
    assert.ok(
      result.katas.length >= 4 && (result.refusals["no-test-fails"] ?? 0) >= 1,
      JSON.stringify(result.refusals),
    );
  });

  test("each kata's starter fails exactly the tests it names", async () => {
    const { katas } = await harvest(optionsFor(fakeSandbox(project), { count: 100 }), () => {}, never);
    for (const kata of katas) {
      const starter = starterOf(kata, list, hash);
      assert.equal(starter.kind, "starter");
      const copy = await fakeSandbox(project).open([starter.change], never);
      const run = await copy.tests.run({}, () => {}, never);
      assert.equal(run.outcome, "failed");
      const ids = (status: string) => run.tests.filter((each) => each.status === status).map((each) => each.id);
      assert.deepEqual([ids("failed"), ids("passed")], [kata.failing, kata.passing]);
    }
  });

  test("the same seed gives the same katas", async () => {
    const [one, two] = [
      await harvest(optionsFor(fakeSandbox(project)), () => {}, never),
      await harvest(optionsFor(fakeSandbox(project)), () => {}, never),
    ];
    assert.deepEqual(
      one.katas.map((kata) => kata.edit),
      two.katas.map((kata) => kata.edit),
    );
  });

  test("one skill can be asked for", async () => {
    const part = { skill: "conditions/boundary", count: 10 };
    const { katas } = await harvest(optionsFor(fakeSandbox(project), part), () => {}, never);
    assert.deepEqual(
      katas.map((kata) => [kata.skill, kata.line]),
      [["conditions/boundary", 6]],
    );
  });

  test("lines of katas in stock are not used again", async () => {
    const first = await harvest(optionsFor(fakeSandbox(project)), () => {}, never);
    const part = { existing: first.katas, count: 100, random: seeded(9) };
    const second = await harvest(optionsFor(fakeSandbox(project), part), () => {}, never);
    const old = new Set(first.katas.map((kata) => kata.line));
    assert.ok(second.katas.length > 0);
    assert.deepEqual(
      second.katas.filter((kata) => old.has(kata.line)),
      [],
    );
  });

  test("a cancel keeps what was sound by then", async () => {
    const sandbox = fakeSandbox(project);
    const cancel = new AbortController();
    const onKata = async () => cancel.abort();
    const result = await harvest(optionsFor(sandbox, { onKata }), () => {}, cancel.signal);
    assert.equal(result.katas.length, 1);
    assert.equal(sandbox.disposed, 1);
  });

  test("progress counts up to what came of it", async () => {
    const seen: HarvestProgress[] = [];
    const result = await harvest(optionsFor(fakeSandbox(project)), (progress) => seen.push(progress), never);
    assert.deepEqual([seen.at(-1)?.tried, seen.at(-1)?.sound], [result.candidates, 3]);
    assert.ok(seen.every((each, at) => each.tried >= (seen[at - 1]?.tried ?? 0)));
  });

  test("a project without passing tests is told so", async () => {
    const sandbox = fakeSandbox({ ...project, tests: { "test/a.js": { red: "assert.fail();" } } });
    await assert.rejects(
      harvest(optionsFor(sandbox), () => {}, never),
      UserError,
    );
    assert.equal(sandbox.disposed, 1);
  });
});
