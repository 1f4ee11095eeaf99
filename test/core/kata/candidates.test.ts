import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { UserError } from "../../../src/core/errors.ts";
import { type Candidate, type CandidateRequest, candidates, type Recent } from "../../../src/core/kata/candidates.ts";
import { applied } from "../../../src/core/kata/starter.ts";
import { never, seeded } from "./fake-project.ts";
import { trees } from "./mutators/expect-sites.ts";

const money = `export function total(prices, limit) {
  if (!prices) return 0;
  let sum = 0;
  for (let i = 0; i < prices.length; i += 1) {
    if (prices[i] > limit && prices[i] !== 13) continue;
    sum += round(prices[i], 2);
  }
  return sum;
}

export const round = (value, digits) => Number(value.toFixed(digits + 0));
`;

interface Given extends Partial<CandidateRequest> {
  readonly texts?: Readonly<Record<string, string | undefined>>;
  readonly seed?: number;
}

async function drawn({ texts = { "src/money.js": money }, seed = 1, ...rest }: Given, atMost = Infinity) {
  const read: string[] = [];
  const found: Candidate[] = [];
  const request: CandidateRequest = {
    files: {
      list: async () => Object.keys(texts).sort(),
      read: async (path) => {
        read.push(path);
        if (path.endsWith("binary.js")) throw new UserError("Not text.");
        return texts[path];
      },
    },
    trees,
    random: seeded(seed),
    isTest: (path) => path.includes("test"),
    isReached: () => true,
    skill: undefined,
    existing: [],
    avoid: [],
    ...rest,
  };
  for await (const candidate of candidates(request, never)) {
    found.push(candidate);
    if (found.length >= atMost) break;
  }
  return { found, read };
}

const shown = (candidate: Candidate) => `${candidate.mutator.id} ${candidate.line}`;

suite("candidates", () => {
  test("each is one edit of the file, with its line and its function", async () => {
    const { found } = await drawn({});
    assert.ok(found.length >= 5);
    for (const { edit, reference, line, within } of found) {
      assert.equal(reference, money);
      assert.equal(money.slice(edit.start, edit.end), edit.original);
      assert.notEqual(applied(money, edit), money);
      assert.equal(money.slice(0, edit.start).split("\n").length, line);
      assert.equal(within, line > 10 ? "round" : "total");
    }
  });

  test("no two lie on the same line", async () => {
    const { found } = await drawn({});
    assert.equal(new Set(found.map((each) => each.line)).size, found.length);
  });

  test("the same seed draws the same, another seed another order", async () => {
    const [one, two, other] = [await drawn({}), await drawn({}), await drawn({ seed: 7 })];
    assert.deepEqual(one.found.map(shown), two.found.map(shown));
    assert.notDeepEqual(one.found.map(shown), other.found.map(shown));
  });

  test("a skill filter leaves only that skill", async () => {
    const { found } = await drawn({ skill: "data/index" });
    assert.deepEqual(
      found.map((each) => each.skill),
      [],
    );
    const loops = await drawn({ skill: "flow/loop-bound" });
    assert.deepEqual(
      loops.found.map((each) => [each.skill, each.line]),
      [["flow/loop-bound", 4]],
    );
  });

  test("lines of katas in stock are left out", async () => {
    const edit = { path: "src/money.js", start: 0, end: 1, original: "", replacement: "" };
    const { found } = await drawn({
      existing: [
        { edit, line: 4 },
        { edit: { ...edit, path: "x.js" }, line: 2 },
      ],
    });
    const lines = found.map((each) => each.line);
    assert.deepEqual([lines.includes(4), lines.includes(2)], [false, true]);
  });

  test("what was practised of late comes last", async () => {
    const edit = { path: "src/money.js", start: 0, end: 1, original: "", replacement: "" };
    const avoid = ["removed-guard", "dropped-conjunct", "equality-negation"].map((operator) => {
      return { operator, within: "total", edit };
    });
    for (const seed of [1, 2, 3, 4, 5]) {
      const { found } = await drawn({ avoid, seed });
      const late = found.map((each) => avoid.some((recent) => recent.operator === each.mutator.id));
      assert.deepEqual(late, late.toSorted(), `seed ${seed}: ${found.map(shown)}`);
    }
  });

  test("an avoid list may grow while candidates are drawn", async () => {
    const avoid: Recent[] = [];
    const seen: string[] = [];
    const files = { list: async () => ["a.js"], read: async () => money };
    const isTest = () => false;
    const isReached = () => true;
    const request = { files, trees, random: seeded(3), isTest, isReached, skill: undefined, existing: [], avoid };
    for await (const { mutator, within, edit } of candidates(request, never)) {
      seen.push(`${mutator.id} ${within}`);
      avoid.push({ operator: mutator.id, within, edit });
      if (seen.length === 4) break;
    }
    assert.equal(new Set(seen).size, 4);
  });

  test("tests, configuration, built, minified, generated and unreadable files are no source", async () => {
    const texts = {
      "test/money.js": money,
      "dist/money.js": money,
      "lib/money.min.js": money,
      "jest.config.js": money,
      "node_modules/a/a.js": money,
      "lib/types.d.ts": money,
      "lib/readme.md": money,
      "lib/packed.js": `function f(a) {${"if (a < 1) a = 2;".repeat(500)}}`,
      "lib/made.js": `// @generated\n${money}`,
      "lib/binary.js": "",
      "lib/gone.js": undefined,
    };
    assert.deepEqual((await drawn({ texts })).found, []);
  });

  test("files that no test reaches are not read", async () => {
    const texts = { "a.js": money, "b.js": money };
    const { found, read } = await drawn({ texts, isReached: (path) => path === "b.js" });
    assert.deepEqual(read, ["b.js"]);
    assert.deepEqual(new Set(found.map((each) => each.edit.path)), new Set(["b.js"]));
  });

  test("files are read only as candidates run low", async () => {
    const lines = Array.from({ length: 200 }, (_, at) => `  if (a === ${at}) b += 1;`).join("\n");
    const big = `export function f(a, b) {\n${lines}\n  return b;\n}\n`;
    const texts = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`src/${at}.js`, big]));
    const { read } = await drawn({ texts }, 3);
    assert.equal(read.length, 1);
  });

  test("operators come by their realism weight, not by how often they could be planted", async () => {
    const equalities = Array.from({ length: 150 }, (_, at) => `  b = a === d[c(${at})];`).join("\n");
    const guards = Array.from({ length: 40 }, (_, at) => `  if (a.has(e${at})) return b;`).join("\n");
    const texts = { "a.js": `function f(a, b, c, d) {\n${equalities}\n${guards}\n}\n` };
    const first: string[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const { found } = await drawn({ texts, seed }, 1);
      first.push(...found.map((each) => each.mutator.id));
    }
    const guardsFirst = first.filter((id) => id === "removed-guard").length;
    // By count they would be 1 in 13; by weight 25 of 50.
    assert.ok(guardsFirst > 12 && guardsFirst < 28, `${guardsFirst} of 40`);
  });

  test("an abort ends the drawing", async () => {
    const files = { list: async () => ["a.js"], read: async () => money };
    const isTest = () => false;
    const isReached = () => true;
    const request = { files, trees, random: seeded(3), isTest, isReached, skill: undefined, existing: [], avoid: [] };
    const drawing = candidates(request, AbortSignal.abort());
    assert.deepEqual(await drawing.next(), { value: undefined, done: true });
  });
});
