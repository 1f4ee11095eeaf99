import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite, test } from "mocha";
import { hostPlace } from "../../../src/node/runners/host-place.ts";
import { detectRunner } from "../../../src/node/runners/index.ts";

const manifest = (test: string, devDependencies: Readonly<Record<string, string>> = {}) =>
  JSON.stringify({ scripts: { test }, devDependencies });

suite("detection of the test runner", () => {
  for (const [name, files, framework] of [
    [
      "the script decides over dependencies",
      { "package.json": manifest("mocha", { vitest: "*", jest: "*" }) },
      "mocha",
    ],
    ["the first tool of the script decides", { "package.json": manifest("tape a.js && jest") }, "tape"],
    ["a wrapped tool is seen", { "package.json": manifest("nyc tap") }, "tap"],
    [
      "node --test in a script of scripts",
      { "package.json": JSON.stringify({ scripts: { test: "npm run u", u: "node --test" } }) },
      "node:test",
    ],
    ["a plain script of tape", { "package.json": manifest("node t.js"), "t.js": 'require("tape")' }, "tape"],
    [
      "a plain script of node:test",
      { "package.json": manifest("node t.js"), "t.js": 'import "node:test"' },
      "node:test",
    ],
    ["dependencies decide without a script", { "package.json": manifest("echo", { vitest: "*" }) }, "vitest"],
    ["jest by dependency", { "package.json": manifest("", { jest: "*" }) }, "jest"],
    ["test files that use node:test", { "test/a.js": 'require("node:test")' }, "node:test"],
    ["pytest by its files", { "tests/test_a.py": "" }, "pytest"],
    ["pytest by pyproject", { "pyproject.toml": "[tool.pytest.ini_options]\n" }, "pytest"],
    ["an unreadable manifest counts as empty", { "package.json": "{ nonsense", "test_a.py": "" }, "pytest"],
    ["nothing to go by", { "README.md": "" }, undefined],
  ] as const) {
    test(`${name}: ${framework ?? "none"}`, async () => {
      const root = mkdtempSync(join(tmpdir(), "etude-detect-"));
      try {
        for (const [path, text] of Object.entries(files)) {
          mkdirSync(dirname(join(root, path)), { recursive: true });
          writeFileSync(join(root, path), text);
        }
        const found = detectRunner(hostPlace(root, root, root));
        if (framework === undefined)
          await assert.rejects(found, { name: "UserError", message: /found no test runner/ });
        else assert.equal((await found).framework, framework);
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    });
  }
});
