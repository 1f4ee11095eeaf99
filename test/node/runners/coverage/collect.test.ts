import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setup, suite, teardown, test } from "mocha";
import { istanbulCoverage, v8Coverage } from "../../../../src/node/runners/coverage/collect.ts";
import { readProject } from "../../../../src/node/runners/project/project.ts";
import { locator } from "../../../../src/node/runners/report/locate.ts";

const folders = { files: "raw", tests: "tests" };
const source = "a();\nb();\n";

suite("coverage files", () => {
  let folder = "";
  setup(() => {
    folder = mkdtempSync(join(tmpdir(), "etude-coverage-"));
    mkdirSync(join(folder, "raw"));
    mkdirSync(join(folder, "src"));
    writeFileSync(join(folder, "src/a.js"), source);
  });
  teardown(() => rmSync(folder, { recursive: true, force: true }));

  const script = (path: string, length: number, unexecuted: readonly [number, number] = [0, 0]) => ({
    url: `file:///kata/${path}`,
    functions: [
      {
        ranges: [
          { startOffset: 0, endOffset: length, count: 1 },
          { startOffset: unexecuted[0], endOffset: unexecuted[1], count: 0 },
        ],
      },
    ],
  });
  const write = (name: string, content: unknown) => writeFileSync(join(folder, "raw", name), JSON.stringify(content));
  const run = async () => ({
    project: await readProject(folder),
    locator: locator(["/kata"]),
    isTest: (path: string) => path.startsWith("test/"),
    scratch: { host: folder, seen: "/reports" },
  });

  test("a process counts for the test file it loaded, and processes of one test file are merged", async () => {
    write("1.json", { result: [script("test/x.js", 4), script("src/a.js", 10, [5, 10])] });
    write("2.json", { result: [script("test/x.js", 4), script("src/a.js", 10, [0, 5])] });
    write("3.json", { result: [script("src/a.js", 10, [5, 10])] });
    assert.deepEqual(await v8Coverage(await run(), folders, new Set(["test/x.js"]), []), [
      { hits: [{ path: "src/a.js", lines: [[1, 1]] }] },
      { testFile: "test/x.js", hits: [{ path: "src/a.js", lines: [[1, 2]] }] },
    ]);
  });

  test("code that was transformed without a map is left out", async () => {
    write("1.json", { result: [script("src/a.js", 99)] });
    assert.deepEqual(await v8Coverage(await run(), folders, new Set(), []), []);
  });

  test("code that was transformed with a map counts for its source", async () => {
    const map = { lineLengths: [4, 4, 0], data: { sources: ["./a.ts"], mappings: "AAEA;AAEA" } };
    const url = "file:///kata/src/a.js";
    write("1.json", { result: [script("src/a.js", 50, [5, 50])], "source-map-cache": { [url]: map } });
    assert.deepEqual(await v8Coverage(await run(), folders, new Set(), []), [
      { hits: [{ path: "src/a.ts", lines: [[3, 3]] }] },
    ]);
  });

  test("dependencies, the runtime, test files and unreadable files add nothing", async () => {
    write("1.json", {
      result: [script("node_modules/x/a.js", 4), script("test/x.js", 4), { ...script("", 4), url: "node:fs" }],
    });
    write("2.json", { nonsense: true });
    writeFileSync(join(folder, "raw/3.json"), "{ cut");
    assert.deepEqual(await v8Coverage(await run(), folders, new Set(), []), []);
    assert.deepEqual(await v8Coverage(await run(), { files: "not-there", tests: "not-there" }, new Set(), []), []);
  });

  for (const [name, last, tests] of [
    ["tests that were told apart come after their file", [], ["test/x.js > a"]],
    ["a process that reached a limit tells its files apart and no more", [{ t: "limit" }], []],
  ] as const) {
    test(name, async () => {
      const events = [
        { t: "process", main: "/kata/test/x.js" },
        { t: "scope", scope: 1 },
        { t: "ran", scopes: [1], scripts: [{ ...script("src/a.js", 5), length: 10 }] },
        { t: "ran", scopes: [], scripts: [{ ...script("src/a.js", 10, [0, 5]), length: 10 }] },
        { t: "test", scope: 1, path: ["a"] },
        ...last,
      ];
      mkdirSync(join(folder, "tests"));
      writeFileSync(join(folder, "tests/7.ndjson"), events.map((event) => JSON.stringify(event)).join("\n"));
      const listed = { t: "test", file: "/kata/test/x.js", path: ["a"], status: "passed" } as const;
      assert.deepEqual(await v8Coverage(await run(), folders, new Set(["test/x.js"]), [{ ...listed, path: ["a"] }]), [
        { testFile: "test/x.js", hits: [{ path: "src/a.js", lines: [[1, 2]] }] },
        ...tests.map((test) => ({
          testFile: "test/x.js",
          test,
          hits: [{ path: "src/a.js", lines: [[1, 1]] }],
        })),
      ]);
    });
  }

  test("Istanbul's report becomes one entry for the run", async () => {
    const position = (line: number) => ({ line, column: 0 });
    const file = (path: string) => ({
      path: `/kata/${path}`,
      statementMap: {
        0: { start: position(1), end: position(1) },
        1: { start: position(2), end: { line: 2, column: null } },
      },
      s: { 0: 3, 1: 0 },
    });
    write("coverage-final.json", { x: file("src/a.js"), y: file("test/x.js") });
    assert.deepEqual(await istanbulCoverage(await run(), "raw"), [{ hits: [{ path: "src/a.js", lines: [[1, 1]] }] }]);
    assert.equal(await istanbulCoverage(await run(), "not-there"), undefined);
  });
});
