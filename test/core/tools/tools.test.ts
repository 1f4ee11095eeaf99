import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Tool, ToolContext } from "../../../src/core/agent/tool.ts";
import type { SearchResult } from "../../../src/core/ports.ts";
import { createFile } from "../../../src/core/tools/create-file.ts";
import { editFile } from "../../../src/core/tools/edit-file.ts";
import { finish } from "../../../src/core/tools/finish.ts";
import { headAndTail } from "../../../src/core/tools/limits.ts";
import { listFiles } from "../../../src/core/tools/list-files.ts";
import { readFile } from "../../../src/core/tools/read-file.ts";
import { reportForModel } from "../../../src/core/tools/run-report.ts";
import { runTests } from "../../../src/core/tools/run-tests.ts";
import { search } from "../../../src/core/tools/search.ts";
import type { TestRun } from "../../../src/core/trace/test-run.ts";
import { memoryFiles, ran, runner } from "../agent/fakes.ts";

const expectation = { says: "it works" };
const THREE = "one\ntwo\nthree\n";

function world(
  texts: Readonly<Record<string, string>> = { "a.js": THREE },
  found: SearchResult = { kind: "hits", hits: [], truncated: false },
) {
  const held = new Map(Object.entries(texts));
  const tests = runner(() => ran({ "t > a": "failed", "t > b": "passed" }));
  const context: ToolContext = {
    files: memoryFiles(held),
    search: { search: async () => found },
    tests,
    onTestProgress: () => undefined,
    signal: new AbortController().signal,
  };
  return { held, tests, context, run: <Input>(tool: Tool<Input>, input: Input) => tool.run(input, context) };
}

suite("edit_file", () => {
  const edits = [
    ["replaces one exact place", THREE, "two", "2", "one\n2\nthree\n"],
    ["keeps CRLF when the model writes LF", "one\r\ntwo\r\nthree\r\n", "one\ntwo", "1\n2", "1\r\n2\r\nthree\r\n"],
    ["takes CRLF as written", "one\r\ntwo\r\n", "one\r\ntwo", "1\r\n2", "1\r\n2\r\n"],
    ["leaves mixed line ends alone", "one\r\ntwo\nthree\n", "two\nthree", "2\n3", "one\r\n2\n3\n"],
    ["takes `$` literally", "a\n", "a", "$&$1", "$&$1\n"],
    ["can delete", THREE, "two\n", "", "one\nthree\n"],
  ] as const;
  for (const [name, before, old, replacement, after] of edits) {
    test(name, async () => {
      const { held, run } = world({ "a.js": before });
      const result = await run(editFile, { path: "a.js", old, new: replacement, expectation });
      assert.equal(held.get("a.js"), after);
      assert.deepEqual(result.ok && result.effect, { kind: "edited", path: "a.js", before, after });
    });
  }

  for (const [name, path, old, replacement, told] of [
    ["a text that is not there", "a.js", "four", "4", /does not occur in a\.js\. Read the file again/],
    ["a text that is there twice", "a.js", "e\n", "E\n", /occurs 2 times in a\.js, on lines 1, 3: include more/],
    ["a text that overlaps itself", "b.js", "aa", "b", /occurs 2 times/],
    [
      "other spaces",
      "c.js",
      "if (x) {\n  y();\n}",
      "z();",
      /lines 2 to 4, which read exactly:\n {2}if \(x\) \{\n {4}y\(\);/,
    ],
    ["line numbers of a reading", "a.js", "2\ttwo", "2", /leave out the line numbers/],
    ["no change", "a.js", "two", "two", /would change nothing/],
    ["a missing file", "d.js", "two", "2", /no file d\.js\. create_file/],
    ["a climbing path", "../a.js", "two", "2", /leaves the workspace/],
  ] as const) {
    test(`${name} is refused with what to do`, async () => {
      const texts = { "a.js": THREE, "b.js": "aaa", "c.js": "{\n  if (x) {\n    y();\n  }\n}\n" };
      const { held, run } = world(texts);
      const result = await run(editFile, { path, old, new: replacement, expectation });
      assert.equal(result.ok, false);
      assert.match(result.output, told);
      assert.deepEqual(Object.fromEntries(held), texts);
    });
  }

  test("an aborted edit writes nothing", async () => {
    const { held, context } = world();
    const result = await editFile.run(
      { path: "a.js", old: "two", new: "2", expectation },
      { ...context, signal: AbortSignal.abort() },
    );
    assert.equal(result.ok, false);
    assert.equal(held.get("a.js"), THREE);
  });
});

suite("create_file", () => {
  test("makes a new file and says so as an edit without a before", async () => {
    const { held, run } = world();
    const result = await run(createFile, { path: "src/./b.js", text: "x\n", expectation });
    assert.equal(held.get("src/b.js"), "x\n");
    assert.deepEqual(result.ok && result.effect, { kind: "edited", path: "src/b.js", after: "x\n" });
  });

  test("refuses a file that exists", async () => {
    const { held, run } = world();
    const result = await run(createFile, { path: "a.js", text: "x\n", expectation });
    assert.match(result.output, /Change it with edit_file/);
    assert.equal(held.get("a.js"), THREE);
  });
});

suite("read_file", () => {
  test("numbers the lines of the answer, and gives the text as it is", async () => {
    const result = await world({ "a.js": "one\r\ntwo\r\nthree" }).run(readFile, { path: "a.js", from: 2 });
    assert.deepEqual(result, {
      ok: true,
      summary: "2 lines",
      output: "2\ttwo\n3\tthree",
      effect: { kind: "read", path: "a.js", text: "two\r\nthree" },
    });
  });

  test("a long file is cut with the line to read on from", async () => {
    const text = Array.from({ length: 3000 }, (_, index) => `line number ${index + 1}`).join("\n");
    const { output } = await world({ "a.js": text }).run(readFile, { path: "a.js" });
    const [, left, from] = /\[(\d+) more lines: read on from line (\d+)\]$/.exec(output) ?? [];
    assert.ok(output.length < 25_000, `${output.length}`);
    assert.equal(Number(left) + Number(from), 3001);
    assert.ok(output.includes(`\n${Number(from) - 1}\tline number ${Number(from) - 1}\n`));
  });

  for (const [name, input, told] of [
    ["a missing file", { path: "b.js" }, /list_files/],
    ["lines beyond the end", { path: "a.js", from: 9 }, /a\.js has 4 lines/],
    ["a refused path", { path: "~/x" }, /not expanded/],
  ] as const) {
    test(`${name} is answered with what to do`, async () => {
      const result = await world().run(readFile, input);
      assert.equal(result.ok, false);
      assert.match(result.output, told);
    });
  }

  test("an absolute path is read from outside", async () => {
    const { output } = await world({ "/etc/hosts": "local" }).run(readFile, { path: "/etc/hosts" });
    assert.equal(output, "1\tlocal");
  });
});

suite("list_files and search", () => {
  const texts = { "src/a.js": "", "src/b/c.js": "", "srcs/d.js": "" };
  for (const under of ["src", "./src/", "src/"]) {
    test(`${under} lists the files below it`, async () => {
      assert.equal((await world(texts).run(listFiles, { under })).output, "src/a.js\nsrc/b/c.js");
    });
  }

  test("a folder without files is answered with what to do", async () => {
    assert.equal((await world(texts).run(listFiles, { under: "lib" })).ok, false);
  });

  test("hits are listed, and a cut list says so", async () => {
    const hits = [{ path: "a.js", line: 2, text: "two" }];
    const { output } = await world({}, { kind: "hits", hits, truncated: true }).run(search, { pattern: "two" });
    assert.equal(output, "a.js:2: two\n[there are more hits: narrow the pattern or the glob]");
  });

  test("a refused search passes its reason on", async () => {
    const result = await world({}, { kind: "refused", reason: "No." }).run(search, { pattern: "two" });
    assert.deepEqual([result.ok, result.output], [false, "No."]);
  });
});

suite("run_tests and finish", () => {
  test("empty selections are the whole suite", async () => {
    const { run, tests } = world();
    await run(runTests, { files: [], ids: [], expectation });
    assert.deepEqual(tests.requests, [{ files: undefined, ids: undefined, coverage: undefined }]);
  });

  test("the report names what failed, with values and frames, and what passed", async () => {
    const { output } = await world().run(runTests, { expectation });
    assert.equal(
      output,
      [
        "1 passed, 1 failed, 0 skipped",
        "FAILED t > a",
        "  AssertionError: 1 == 2",
        "  expected: 2",
        "  actual: 1",
        "  at src/sum.js:1",
        "Passing:",
        "  t > b",
      ].join("\n"),
    );
  });

  test("a report of any size stays within 8 kB", () => {
    const many = ran(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`t > test ${index}`, "failed"])));
    const report = reportForModel(many);
    assert.ok(report.length <= 8192, `${report.length}`);
    assert.match(report, /^0 passed, 500 failed.*\n.*test 0\n/);
    assert.match(report, /characters left out/);
  });

  const base = { framework: "mocha", command: [], ms: 1 };
  for (const [run, told] of [
    [{ outcome: "no-tests", ...base, output: "none" }, /^No test was found/],
    [
      {
        outcome: "could-not-start",
        ...base,
        message: "Unexpected }",
        frames: [{ file: "a.js", line: 3 }],
        output: "boom",
      },
      /could not start: Unexpected \}\n {2}at a\.js:3\nOutput:\nboom/,
    ],
    [{ outcome: "timed-out", ...base, afterMs: 2000, tests: [], output: "" }, /stopped after 2000 ms.*loop forever/],
    [{ outcome: "crashed", ...base, exitCode: 7, tests: [], output: "bye" }, /without a report \(exit code 7\)/],
  ] as readonly (readonly [TestRun, RegExp])[]) {
    test(`a run that ended as ${run.outcome} says how`, () => assert.match(reportForModel(run), told));
  }

  test("finish keeps what was said, honest or not", async () => {
    const result = await world().run(finish, { summary: "cannot be done", honest: false });
    assert.deepEqual(result.ok && result.effect, { kind: "finished", summary: "cannot be done", honest: false });
  });
});

test("a long text keeps head and tail, says what is missing, and splits no character", () => {
  const cut = headAndTail("😀".repeat(1000), 101);
  assert.ok(cut.length <= 101 && cut.startsWith("😀") && cut.endsWith("😀"));
  assert.match(cut, /\d+ characters left out/);
  assert.equal(Buffer.from(cut).toString(), cut, "a lone surrogate");
  assert.equal(headAndTail("short", 101), "short");
});
