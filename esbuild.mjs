import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build, context } from "esbuild";

const EXTENSIONS = { cjs: { ".js": ".cjs" }, esm: { ".js": ".mjs" }, iife: {} };
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

/** zod brings its messages in some fifty languages; those that people see here are written by hand. */
const englishOnly = {
  name: "english-only",
  setup(setup) {
    setup.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
  },
};

const common = { bundle: true, minify: true, sourcemap: false, logLevel: "warning", legalComments: "none" };
const node = {
  ...common,
  platform: "node",
  format: "cjs",
  target: "node22",
  external: ["vscode"],
  plugins: [englishOnly],
};
const page = { ...common, platform: "browser", format: "iife", target: "chrome132" };

/** In a CommonJS bundle `import.meta` is empty; what stands for it is the bundle's own place. */
const importMeta = {
  banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  define: { "import.meta.url": "bundleUrl", "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
};

/** The command line awaits at its top level, which needs a module; its CommonJS dependencies need a `require`. */
const moduleFormat = {
  format: "esm",
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
};

const shell = { ...node, plugins: [loadOnDemand, englishOnly], supported: { "dynamic-import": false } };
const bundles = [
  { ...shell, entryPoints: { extension: "src/vscode/extension.ts" } },
  { ...node, ...importMeta, entryPoints: { etude: "src/vscode/compose.ts" } },
  { ...node, ...moduleFormat, entryPoints: { cli: "src/cli/main.ts" } },
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
const bundled = new Set();
for (const options of bundles) {
  const inDist = { ...options, outdir: "dist", outExtension: EXTENSIONS[options.format] };
  if (watch) {
    await (await context(inDist)).watch();
  } else {
    const { metafile } = await build({ ...inDist, metafile: true });
    for (const input of Object.keys(metafile.inputs)) bundled.add(packageOf(input));
  }
}
if (!watch) writeFileSync("dist/third-party-licenses.txt", licenses());

/** Folder of the package a bundled file comes from; undefined for our own files. */
function packageOf(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/** The licences of everything that is inside the bundles or copied beside them. */
function licenses() {
  const folders = [...bundled, "node_modules/@vscode/tree-sitter-wasm"].filter((folder) => folder !== undefined);
  return folders
    .sort()
    .map(license)
    .join(`\n${"-".repeat(72)}\n\n`);
}

function license(folder) {
  const { name, version, license: kind } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.|$)/i.test(each));
  return `${name} ${version} (${kind})\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : ""}\n`;
}
