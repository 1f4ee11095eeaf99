import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "mocha";
import { createSyntaxTrees, wasmFiles } from "../../src/node/syntax.ts";

suite("syntax trees", () => {
  for (const [language, text, type] of [
    ["javascript", "export const a = <b>{c ?? d}</b>;", "export_statement"],
    ["typescript", "const a = <T>(b: T): T => b satisfies T;", "lexical_declaration"],
    ["tsx", "const a = <b.C d={1 as number} />;", "lexical_declaration"],
  ] as const) {
    test(`${language} parses`, async () => {
      const tree = (await createSyntaxTrees()).parse(language, text);
      assert.deepEqual([tree.root.hasError, tree.root.namedChildren[0]?.type], [false, type]);
      tree.dispose();
    });
  }

  test("broken text has error nodes and does not throw", async () => {
    const tree = (await createSyntaxTrees()).parse("javascript", "function ( {");
    assert.equal(tree.root.hasError, true);
    tree.dispose();
  });

  test("offsets are UTF-16 code units", async () => {
    const text = "const a = 'é 😀'; f(b);";
    const tree = (await createSyntaxTrees()).parse("javascript", text);
    const call = tree.root.namedChildren[1];
    assert.deepEqual([call?.startIndex, call?.endIndex, call?.text], [text.indexOf("f(b)"), text.length, "f(b);"]);
    assert.deepEqual(call?.startPosition, { row: 0, column: text.indexOf("f(b)") });
    tree.dispose();
  });

  test("a bundle finds the same files in the folder it copied them to", async () => {
    const folder = await mkdtemp(join(tmpdir(), "etude-wasm-"));
    const require = createRequire(import.meta.url);
    try {
      for (const file of wasmFiles) {
        const from = file.startsWith("web-") ? `web-tree-sitter/${file}` : `@vscode/tree-sitter-wasm/wasm/${file}`;
        await copyFile(require.resolve(from), join(folder, file));
      }
      const tree = (await createSyntaxTrees(folder)).parse("tsx", "const a = <b/>;");
      assert.equal(tree.root.hasError, false);
      tree.dispose();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("a folder without the files is an error", async () => {
    await assert.rejects(createSyntaxTrees(join(tmpdir(), "etude-no-such-folder")), /ENOENT/);
  });
});
