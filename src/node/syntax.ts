import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Language as Grammar, Parser } from "web-tree-sitter";
import type { Language, SyntaxTrees } from "../core/ports.ts";

const grammarFiles: Readonly<Record<Language, string>> = {
  javascript: "tree-sitter-javascript.wasm",
  typescript: "tree-sitter-typescript.wasm",
  tsx: "tree-sitter-tsx.wasm",
};

/** The files `createSyntaxTrees` looks for in `wasmDir`; a bundle copies them there. */
export const wasmFiles: readonly string[] = ["web-tree-sitter.wasm", ...Object.values(grammarFiles)];

/**
 * Loads tree-sitter and its grammars. Without `wasmDir` the files come from the installed packages, which is what
 * running from source does; a bundle passes the folder it copied `wasmFiles` to. Rejects when a file is missing.
 */
export async function createSyntaxTrees(wasmDir?: string): Promise<SyntaxTrees> {
  const locate = wasmDir === undefined ? locateInstalled : (file: string) => join(wasmDir, file);
  await start(locate("web-tree-sitter.wasm"));
  const [javascript, typescript, tsx] = await Promise.all([
    parserFor(locate(grammarFiles.javascript)),
    parserFor(locate(grammarFiles.typescript)),
    parserFor(locate(grammarFiles.tsx)),
  ]);
  const parsers: Readonly<Record<Language, Parser>> = { javascript, typescript, tsx };

  return {
    parse(language, text) {
      const tree = parsers[language].parse(text);
      // Only a parser without a grammar or a cancelling callback answers null; there is neither here.
      if (!tree) throw new Error(`tree-sitter returned no tree for ${language}`);
      return { root: tree.rootNode, dispose: () => tree.delete() };
    },
  };
}

let started: Promise<void> | undefined;

/**
 * tree-sitter keeps one WebAssembly instance per process; a second start while one runs would replace it. A failed
 * start is forgotten, so that the next call may try again.
 */
function start(wasmFile: string): Promise<void> {
  started ??= init().catch((error: unknown) => {
    started = undefined;
    throw error;
  });
  return started;

  async function init(): Promise<void> {
    await Parser.init({ wasmBinary: await readFile(wasmFile) });
  }
}

async function parserFor(file: string): Promise<Parser> {
  const grammar = await Grammar.load(await readFile(file));
  return new Parser().setLanguage(grammar);
}

function locateInstalled(file: string): string {
  const require = createRequire(import.meta.url);
  return file === "web-tree-sitter.wasm"
    ? require.resolve(`web-tree-sitter/${file}`)
    : require.resolve(`@vscode/tree-sitter-wasm/wasm/${file}`);
}
