import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setup, suite, teardown, test } from "mocha";
import { createSearch } from "../../src/node/search.ts";

const never = new AbortController().signal;
/** The copy that comes with the test host, where it is installed. */
const RIPGREP = fileURLToPath(
  new URL(
    `../host/node_modules/code-server/lib/vscode/node_modules/@vscode/ripgrep-universal/bin/${process.platform}-${process.arch}/rg`,
    import.meta.url,
  ),
);
let root: string;
const path = process.env["PATH"];
const literal = { pattern: "sum(", regex: false, maxHits: 10 };

suite("search", () => {
  setup(async () => {
    root = await mkdtemp(join(tmpdir(), "etude-search-"));
    process.env["PATH"] = (path ?? "")
      .split(delimiter)
      .filter((folder) => !existsSync(join(folder, "rg")))
      .join(delimiter);
    for (const [name, text] of [
      ["src/a.js", "one\r\nreturn sum(1)\r\n"],
      ["src/b.ts", "sum(2)\nsum(3)\n"],
      [".env", "KEY=sum(\n"],
      ["node_modules/x.js", "sum(4)\n"],
      [".etude/s.md", "sum(5)\n"],
    ] as const) {
      await mkdir(join(root, name, ".."), { recursive: true });
      await writeFile(join(root, name), text);
    }
  });
  teardown(async () => {
    process.env["PATH"] = path;
    await rm(root, { recursive: true, force: true });
  });

  for (const [name, program] of [
    ["own walk", undefined],
    ["ripgrep", RIPGREP],
  ] as const) {
    suite(name, () => {
      setup(function () {
        if (program !== undefined && !existsSync(program)) this.skip();
      });

      test("finds literal text, in path order, but not in secrets, dependencies or memory", async () => {
        assert.deepEqual(await createSearch(root, program).search(literal, never), {
          kind: "hits",
          truncated: false,
          hits: [
            { path: "src/a.js", line: 2, text: "return sum(1)" },
            { path: "src/b.ts", line: 1, text: "sum(2)" },
            { path: "src/b.ts", line: 2, text: "sum(3)" },
          ],
        });
      });

      test("keeps to a glob and to the number of hits", async () => {
        const found = await createSearch(root, program).search({ ...literal, glob: "src/*.ts", maxHits: 1 }, never);
        assert.deepEqual(found, {
          kind: "hits",
          truncated: true,
          hits: [{ path: "src/b.ts", line: 1, text: "sum(2)" }],
        });
      });

      test("an empty pattern is refused", async () => {
        assert.equal((await createSearch(root, program).search({ ...literal, pattern: "" }, never)).kind, "refused");
      });

      test("an aborted search says that it is not complete", async () => {
        const found = await createSearch(root, program).search(literal, AbortSignal.abort());
        assert.deepEqual(found, { kind: "hits", truncated: true, hits: [] });
      });
    });
  }

  test("a regular expression is refused without ripgrep", async () => {
    const found = await createSearch(root).search({ pattern: "(a+)+$", regex: true, maxHits: 5 }, never);
    assert.match(found.kind === "refused" ? found.reason : "", /need ripgrep/);
  });

  test("ripgrep runs regular expressions, and its refusal is a sentence", async function () {
    if (!existsSync(RIPGREP)) this.skip();
    const search = createSearch(root, RIPGREP);
    const found = await search.search({ pattern: "^sum\\(\\d", regex: true, maxHits: 5 }, never);
    assert.equal(found.kind === "hits" && found.hits.length, 2);
    const refused = await search.search({ pattern: "(", regex: true, maxHits: 5 }, never);
    assert.match(refused.kind === "refused" ? refused.reason : "", /The pattern was refused: .*unclosed/);
  });

  test("a search program inside the workspace is never started", async () => {
    await writeFile(join(root, "rg"), "#!/bin/sh\necho hacked > hacked\n");
    await chmod(join(root, "rg"), 0o755);
    process.env["PATH"] = `${root}${delimiter}${process.env["PATH"]}`;
    await createSearch(root).search(literal, never);
    assert.ok(!existsSync(join(root, "hacked")));
  });
});
