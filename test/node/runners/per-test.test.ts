import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { TestRun } from "../../../src/core/trace/test-run.ts";
import { Fixture, fixtures, summary } from "./fixture.ts";

/** Executed lines of each test's or file's entry. */
function lines(run: TestRun, of: "tests" | "files"): Readonly<Record<string, string>> {
  assert.ok(run.outcome === "passed" || run.outcome === "failed", run.outcome);
  const entries = (run.coverage ?? []).filter(({ test }) => (test !== undefined) === (of === "tests"));
  return Object.fromEntries(
    entries.map(({ test, testFile = "", hits }) => {
      assert.ok(test === undefined || test.startsWith(`${testFile} > `));
      assert.ok(hits.every(({ path }) => path === "src/parts.js"));
      return [test ?? testFile, hits.flatMap((hit) => hit.lines.map(([a, b]) => `${a}-${b}`)).join(" ")];
    }),
  );
}

const no = "1-2 5-6";
const yes = "1-4 6-6";
const other = "8-10";
const setUp = "12-14";
const early = "16-18";

suite("coverage of single tests", () => {
  const open: Fixture[] = [];
  suiteTeardown(() => {
    for (const fixture of open) fixture.dispose();
  });

  function fixtureOf(name: string): Fixture {
    const fixture = new Fixture(`per-test/${name}`);
    open.push(fixture);
    cpSync(join(fixtures, "per-test/src"), join(fixture.root, "src"), { recursive: true });
    return fixture;
  }

  suite("tape", () => {
    let fixture: Fixture;
    suiteSetup(() => {
      fixture = fixtureOf("tape");
      const from = join(fixtures, "per-test/tape/stand-in");
      for (const file of ["index.js", "lib/test.js"]) {
        fixture.write(`node_modules/tape/${file}`, readFileSync(join(from, file), "utf8"));
      }
      fixture.write("node_modules/tape/package.json", '{ "name": "tape", "main": "index.js" }');
    });

    test("each test has what it and what is around it executed, under its id of the report", async () => {
      const run = await fixture.run({ coverage: true });
      assert.deepEqual(lines(run, "tests"), {
        "test/parts.js > says no": no,
        "test/parts.js > says no #3": other,
        "test/parts.js > and also": other,
        "test/parts.js > inner one": `${other} ${setUp}`,
        "test/parts.js > inner two": `${yes} ${setUp}`,
        "test/parts.js > executes nothing": "",
      });
    });

    test("the file has all of it, and what ran outside tests", async () => {
      const run = await fixture.run({ coverage: true });
      assert.deepEqual(lines(run, "files"), { "test/parts.js": "1-6 8-10 12-14 16-18 20-20" });
    });

    test("telling tests apart changes no result", async () => {
      assert.deepEqual(summary(await fixture.run({ coverage: true })), summary(await fixture.run()));
    });

    for (const [name, text] of [
      ["without internals", undefined],
      ["whose internals are others", "exports.prototype = {};"],
      ["whose internals do not load", "throw new Error('not for you');"],
    ] as const) {
      test(`a tape ${name} still tells its files apart`, async () => {
        const other = fixtureOf("tape");
        const standIn = readFileSync(join(fixtures, "tape/stand-in.cjs"), "utf8");
        other.write("node_modules/tape/package.json", '{ "name": "tape", "main": "index.js" }');
        other.write("node_modules/tape/index.js", standIn);
        if (text !== undefined) other.write("node_modules/tape/lib/test.js", text);
        other.write(
          "test/parts.js",
          'require("tape")("a", (t) => { t.equal(require("../src/parts.js").other(), 2); t.end(); });\n',
        );
        const run = await other.run({ coverage: true });
        assert.equal(run.outcome, "passed");
        assert.deepEqual(
          [lines(run, "tests"), lines(run, "files")],
          [{}, { "test/parts.js": "1-1 6-6 8-10 12-12 14-14 16-18 20-20" }],
        );
      });
    }
  });

  test("mocha: hooks before a suite count for its tests, hooks after a test for none", async () => {
    const fixture = fixtureOf("mocha");
    fixture.link("mocha");
    const run = await fixture.run({ coverage: true });
    assert.deepEqual(lines(run, "tests"), {
      "test/parts.js > says no": no,
      "test/parts.js > executes nothing": "",
      "test/parts.js > with hooks > says yes": `${yes} ${setUp}`,
      "test/parts.js > with hooks > same #2": `${other} ${setUp}`,
      "test/parts.js > with hooks > deeper > inherits": setUp,
      'test/parts.js > with a hook that fails > "before all" hook for "is never reached"': other,
      "test/parts.js > fails once": yes,
    });
    assert.deepEqual(lines(run, "files"), { "": "1-6 8-10 12-14 16-18 20-20" });
    assert.deepEqual(summary(run), summary(await fixture.run()));
  });

  suite("node:test", () => {
    let run: TestRun;
    let plain: TestRun;
    suiteSetup(async () => {
      const fixture = fixtureOf("node-test");
      run = await fixture.run({ coverage: true });
      plain = await fixture.run();
    });

    test("each test has what it, its hooks, what set it up and what is inside it executed", () => {
      assert.deepEqual(lines(run, "tests"), {
        "test/parts.test.js > says no": no,
        "test/parts.test.js > executes nothing": "",
        "test/parts.test.js > fails": no,
        "test/parts.test.js > with hooks > says yes": `${yes} ${setUp} ${early}`,
        "test/parts.test.js > with hooks > same #2": `${other} ${setUp} ${early}`,
        "test/parts.test.js > with hooks > deeper > inherits": `${setUp} ${early}`,
        "test/parts.test.js > outer > inner one": `${other} ${setUp}`,
        "test/parts.test.js > outer > inner two": `${yes} ${setUp}`,
        "test/parts.test.js > outer": `${yes} ${other} ${setUp}`,
        "test/parts.test.js > a process of its own prints what it prints alone": "",
      });
    });

    test("files have all of it, also where their tests could not be told apart", () => {
      assert.deepEqual(lines(run, "files"), {
        "test/parts.test.js": "1-6 8-10 12-14 16-18 20-20",
        "test/through-helper.test.js": "1-1 6-6 8-10 12-12 14-14 16-18 20-20",
      });
    });

    test("telling tests apart changes no result", () => {
      assert.ok(run.outcome === "failed", run.outcome);
      assert.deepEqual(summary(run), summary(plain));
    });
  });

  test("node:test: tests do not see where their coverage goes, and runs leave nothing behind", async () => {
    const fixture = fixtureOf("node-test");
    fixture.write(
      "test/environment.test.js",
      'require("node:test").test("clean", () => { if (process.env.ETUDE_TESTS_RAN) throw new Error("not clean"); });\n',
    );
    assert.equal((await fixture.run({ files: ["test/environment.test.js"] })).outcome, "passed");
    assert.equal((await fixture.run({ files: ["test/environment.test.js"], coverage: true })).outcome, "passed");
    assert.deepEqual(readdirSync(join(fixture.root, "..", "reports")), []);
  });
});
