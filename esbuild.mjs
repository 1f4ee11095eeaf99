import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { build, context } from "esbuild";

const watch = process.argv.includes("--watch");

/** The shell asks for the heavy part by its source path; in the package that is the bundle next to it. */
const loadOnDemand = {
  name: "load-on-demand",
  setup(setup) {
    setup.onResolve({ filter: /\/compose\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./etude.cjs", external: true } : undefined,
    );
  },
};

const common = { bundle: true, minify: true, sourcemap: false, logLevel: "warning", legalComments: "none" };
const node = { ...common, platform: "node", format: "cjs", target: "node22", external: ["vscode"] };
const page = { ...common, platform: "browser", format: "iife", target: "chrome132" };

/** In a CommonJS bundle `import.meta` is empty; what stands for it is the bundle's own place. */
const importMeta = {
  banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  define: { "import.meta.url": "bundleUrl", "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
};

const shell = { ...node, plugins: [loadOnDemand], supported: { "dynamic-import": false } };
const bundles = [
  { ...shell, entryPoints: { extension: "src/vscode/extension.ts" } },
  { ...node, ...importMeta, entryPoints: { etude: "src/vscode/compose.ts" } },
  { ...node, ...importMeta, entryPoints: { cli: "src/cli/main.ts" } },
  { ...node, ...importMeta, entryPoints: { "journal-worker": "src/node/journal/worker.ts" } },
  ...["assistant", "studio"].map((name) => ({
    ...page,
    entryPoints: {
      [`pages/${name}`]: `src/webview/${name}/main.ts`,
      [`pages/${name}-style`]: `src/webview/${name}/${name}.css`,
    },
  })),
].filter(({ entryPoints }) => Object.values(entryPoints).every((file) => existsSync(file)));

const copies = [
  ["node_modules/web-tree-sitter/web-tree-sitter.wasm", "dist/wasm/web-tree-sitter.wasm"],
  ...["javascript", "typescript", "tsx"].map((language) => [
    `node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter-${language}.wasm`,
    `dist/wasm/tree-sitter-${language}.wasm`,
  ]),
  ["src/node/runners/reporters", "dist/reporters"],
].filter(([from]) => existsSync(from));

if (!watch) rmSync("dist", { recursive: true, force: true });
for (const [from, to] of copies) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, join(to), { recursive: true });
}
for (const options of bundles) {
  const inDist = { ...options, outdir: "dist", outExtension: options.format === "cjs" ? { ".js": ".cjs" } : {} };
  if (watch) await (await context(inDist)).watch();
  else await build(inDist);
}
