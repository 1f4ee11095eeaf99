import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { adviceFrom } from "../../../src/core/repair/advice.ts";
import type { Candidate } from "../../../src/core/repair/candidates.ts";
import { catalogue } from "../../../src/core/repair/catalogue.ts";
import type { Told } from "../../../src/core/repair/clues.ts";
import { ochiai, type Spectrum } from "../../../src/core/repair/coverage.ts";
import { idsIn, targetsIn } from "../../../src/core/repair/goal.ts";
import { Pool } from "../../../src/core/repair/pool.ts";
import { judge } from "../../../src/core/repair/verdict.ts";
import { changeOf } from "../../../src/core/repair/workspace.ts";
import { SkillId } from "../../../src/core/skill/skill.ts";
import type { TestCase, TestRun } from "../../../src/core/trace/test-run.ts";
import { strategy } from "./loop.ts";

suite("catalogue", () => {
  test("ids are kebab-case and unique, skills well formed", () => {
    const ids = catalogue.map((entry) => entry.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const entry of catalogue) {
      assert.match(entry.id, /^[a-z]+(-[a-z]+)*$/);
      for (const skill of entry.skills) SkillId.parse(skill);
    }
  });
});

suite("suspicion", () => {
  const spectra = [spectrum(true, [1, 2, 3]), spectrum(false, [1]), spectrum(false, [1, 2]), spectrum(false, [1])];
  for (const [line, expected] of [
    [1, 0.5],
    [2, Math.SQRT1_2],
    [3, 1],
    [4, 0],
  ] as const) {
    test(`Ochiai of line ${line} is ${expected.toFixed(2)}`, () => {
      assert.equal(ochiai(spectra, "a.js", line).toFixed(9), expected.toFixed(9));
    });
  }

  function spectrum(failing: boolean, lines: readonly number[]): Spectrum {
    return { failing, lines: new Map([["a.js", new Set(lines)]]) };
  }
});

suite("goal", () => {
  const failing = [testCase("a.test.js > adds"), testCase("a.test.js > rounds half up")];
  for (const [goal, names] of [
    ["Mend it.", ["adds", "rounds half up"]],
    ["The test rounds half up fails.", ["rounds half up"]],
    ["It adds wrongly.", ["adds", "rounds half up"]],
    ['"adds" fails.', ["adds"]],
    ["- a.test.js > adds", ["adds"]],
  ] as const) {
    test(`${goal} means ${names.join(" and ")}`, () => {
      assert.deepEqual(
        targetsIn(goal, failing).map((each) => each.name),
        names,
      );
    });
  }

  test("ids are read off lines of their own", () => {
    assert.deepEqual(idsIn("Make these pass:\n- `test/a.js > b > c`\n* x.test.ts > d\nif a > b then"), [
      "test/a.js > b > c",
      "x.test.ts > d",
    ]);
  });
});

suite("verdict", () => {
  const before = [testCase("f > a", "failed"), testCase("f > b", "failed"), testCase("f > c", "passed")];
  for (const [name, now, kind] of [
    ["all mended", ["passed", "passed", "passed"], "mended"],
    ["one of two mended", ["passed", "failed", "passed"], "partial"],
    ["mended, but another fails", ["passed", "passed", "failed"], "mended-but-broke"],
    ["another fails", ["failed", "failed", "failed"], "broke"],
    ["another is gone", ["failed", "failed"], "broke"],
    ["another is skipped", ["failed", "failed", "skipped"], "broke"],
    ["nothing changed", ["failed", "failed", "passed"], "same"],
  ] as const) {
    test(`${name}: ${kind}`, () => {
      const tests = now.map((status, index) => testCase(before[index]?.id ?? "", status));
      assert.equal(judge(before, new Set(["f > a", "f > b"]), run(tests)).kind, kind);
    });
  }

  test("a run without a report is invalid, whatever it lists", () => {
    const crashed: TestRun = { outcome: "crashed", framework: "mocha", command: [], ms: 0, tests: [], output: "" };
    assert.equal(judge(before, new Set(["f > a"]), crashed).kind, "invalid");
  });

  test("another message is a change", () => {
    const now = before.map((each) => ({ ...each, failure: { message: "other", frames: [] } }));
    assert.equal(judge(before, new Set(["f > a"]), run(now)).kind, "changed");
  });
});

suite("order of tries", () => {
  test("every line and template gets its turn", () => {
    const lines = [1, 2, 3, 4, 5, 6];
    const all = lines.flatMap((line) =>
      ["relational-operator", "constant", "insert-statement"].flatMap((template) =>
        Array.from({ length: 20 }, (_, rank) => candidate(template, line, rank)),
      ),
    );
    const pool = new Pool(all, [], told);
    const first = drawn(pool, 120, "same");
    assert.deepEqual([...new Set(first.map((each) => each.line))].sort(), lines);
    assert.deepEqual([...new Set(first.map((each) => each.template))].sort(), [
      "constant",
      "insert-statement",
      "relational-operator",
    ]);
  });

  test("the prior is the catalogue's order", () => {
    const pool = new Pool([candidate("insert-statement", 1), candidate("constant", 1)], [], told);
    assert.deepEqual(
      drawn(pool, 2, "changed").map((each) => each.template),
      ["constant", "insert-statement"],
    );
  });

  test("symptoms change the order", () => {
    const pool = new Pool([candidate("equality-operator", 1), candidate("constant", 1)], ["off-by-one"], told);
    assert.equal(pool.next(() => 1)?.template, "constant");
  });

  test("what refines a probe waits for it, and leads once the probe mends", () => {
    const probe = { ...candidate("add-conjunct", 1), probes: "place" };
    const refined = { ...candidate("add-conjunct", 1), under: "place" };
    const pool = new Pool([refined, probe, candidate("constant", 2)], [], told);
    assert.deepEqual([pool.next(() => 1)?.template, pool.next(() => 1)], ["constant", probe]);
    pool.learn(probe, { kind: "mended-but-broke", lost: [] });
    assert.equal(
      pool.next(() => 1),
      refined,
    );
  });

  test("a dropped file is not tried any more", () => {
    const pool = new Pool([candidate("constant", 1)], [], told);
    pool.drop("a.js");
    assert.equal(
      pool.next(() => 1),
      undefined,
    );
  });
});

suite("advice", () => {
  const occasion = {
    symptoms: ["off-by-one"],
    framework: "mocha",
    languages: ["javascript"],
    paths: ["src/a.js"],
  } as const;

  test("named templates lead, in order; those to leave out come last", () => {
    const advice = adviceFrom(
      [strategy(["Try `constant`, then `plus-minus-one`.", "Leave `text-literal` for last."])],
      occasion,
    );
    const factors = ["constant", "plus-minus-one", "boolean-flip", "text-literal"].map((id) =>
      advice.factor(id, "src/a.js"),
    );
    assert.deepEqual(
      factors.toSorted((a, b) => b - a),
      factors,
    );
    assert.equal(factors[2], 1);
  });

  for (const [name, cues, applies] of [
    ["no cues", {}, true],
    ["the symptom seen", { symptoms: ["off-by-one", "nan"] }, true],
    ["another symptom", { symptoms: ["nan"] }, false],
    ["another language", { languages: ["python"] }, false],
    ["another framework", { frameworks: ["jest"] }, false],
    ["a folder of the suspects", { paths: ["src/**"] }, true],
    ["another folder", { paths: ["lib/**"] }, false],
  ] as const) {
    test(`a strategy with ${name} ${applies ? "is followed" : "does not apply"}`, () => {
      const advice = adviceFrom([strategy(["Try `constant`."], cues)], occasion);
      assert.equal(advice.followed.length === 1, applies);
      assert.match(advice.notes[0] ?? "", applies ? /^Following known-fault/ : /^Not applicable: known-fault because /);
      assert.equal(advice.factor("constant", "src/a.js") > 1, applies);
    });
  }

  test("a path cue moves templates in its folder only", () => {
    const advice = adviceFrom([strategy(["Try `constant`."], { paths: ["src/**"] })], occasion);
    assert.equal(advice.factor("constant", "lib/b.js"), 1);
  });

  test("steps without templates are said to give no advice", () => {
    const { notes } = adviceFrom([strategy(["Think first."])], occasion);
    assert.deepEqual(notes, ["Not applicable: known-fault because its steps name no edit template I have."]);
  });
});

suite("a change", () => {
  test("is unique text both ways, and goes back to the same bytes", () => {
    const line = fc.constantFrom("a();", "  b();", "", "}", "if (x) {", "\t");
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.nat(4),
        fc.constantFrom("", "z", "b();"),
        (lines, at, length, text) => {
          const before = lines.join("\n");
          const start = at % (before.length + 1);
          const end = Math.min(before.length, start + length);
          const change = changeOf("a.js", before, { start, end, text, weight: 1 });
          if (!change || change.old === change.new) return;
          assert.equal(before.split(change.old).length, 2);
          const after = before.replace(change.old, () => change.new);
          assert.equal(after, before.slice(0, start) + text + before.slice(end));
          assert.equal(
            after.replace(change.new, () => change.old),
            before,
          );
        },
      ),
    );
  });
});

const told: Told = { words: new Map(), texts: [], keys: [], unread: [], expected: [], actual: [], symptoms: [] };

function candidate(template: string, line: number, rank = 0): Candidate {
  const edit = { start: 0, end: 0, text: "x", weight: 1 };
  return {
    template,
    path: "a.js",
    line,
    within: "a.js:f",
    edit,
    suspicion: 1,
    rank,
    probes: undefined,
    under: undefined,
    asks: undefined,
  };
}

function drawn(pool: Pool, count: number, verdict: "same" | "changed"): readonly Candidate[] {
  return Array.from({ length: count }).flatMap(() => {
    const next = pool.next(() => 1);
    if (next) pool.learn(next, verdict === "same" ? { kind: "same" } : { kind: "changed", shift: "other" });
    return next ?? [];
  });
}

function testCase(id: string, status: TestCase["status"] = "failed"): TestCase {
  const [file = "", name = ""] = id.split(" > ");
  return { id, file, name, status };
}

function run(tests: readonly TestCase[]): TestRun {
  return { outcome: "failed", framework: "mocha", command: [], ms: 0, tests };
}
