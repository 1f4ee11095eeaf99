import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { disagreements, Manifest } from "../../build/manifest.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const bad = path.join(root, "test", "gates");

suite("every gate fails on the input committed to break it", () => {
  // Inside the project, so that tools resolve its dependencies; git-ignored.
  let folder = "";
  suiteSetup(() => {
    mkdirSync(path.join(root, ".tsbuild"), { recursive: true });
    folder = mkdtempSync(path.join(root, ".tsbuild", "gate-"));
  });
  suiteTeardown(() => rmSync(folder, { recursive: true, force: true }));

  test("types: core cannot import vscode or node: and has no timers", () => {
    copy("tsconfig.base.json");
    copy("build/forbidden.d.ts");
    copy("src/core/tsconfig.json");
    cpSync(path.join(bad, "core", "reaches-out.ts"), place("src/core/reaches-out.ts"));
    const { status, output } = run("tsc", ["-p", "src/core", "--noEmit"]);
    assert.notEqual(status, 0);
    for (const code of ["TS2305", "TS2591", "TS2304"]) assert.match(output, new RegExp(code));
  });

  test("lint: default exports, any and forbidden imports are errors in core", () => {
    cpSync(path.join(root, "biome.json"), place("biome.json"));
    cpSync(path.join(bad, "core", "lint.ts"), place("src/core/lint.ts"));
    const { status, output } = run("biome", [
      "check",
      "--error-on-warnings",
      "--vcs-enabled=false",
      "src/core/lint.ts",
    ]);
    assert.notEqual(status, 0);
    for (const rule of ["noDefaultExport", "noExplicitAny", "noRestrictedImports"])
      assert.match(output, new RegExp(rule));
  });

  test("dead code: an export nobody imports is an error", () => {
    writeFileSync(place("package.json"), '{ "name": "gate", "type": "module" }');
    writeFileSync(place("knip.json"), '{ "entry": ["entry.ts"], "project": ["*.ts"] }');
    writeFileSync(place("entry.ts"), 'import "./unused.ts";\n');
    cpSync(path.join(bad, "unused.ts"), place("unused.ts"));
    const { status, output } = run("knip", []);
    assert.notEqual(status, 0);
    assert.match(output, /unused/);
  });

  test("manifest: ids on one side only, and ids twice, are named", () => {
    const manifest = Manifest.parse(JSON.parse(readFileSync(path.join(bad, "manifest.json"), "utf8")));
    assert.deepEqual(
      disagreements(manifest, { commands: ["etude.known", "etude.onlyInCode"], settings: ["etude.known"], views: [] }),
      [
        "command etude.onlyInManifest is in package.json but not in code.",
        "command etude.onlyInCode is in code but not in package.json.",
        "command etude.known stands twice in package.json.",
        "view etude.known is in package.json but not in code.",
      ],
    );
  });

  function place(file: string): string {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    return target;
  }
  function copy(file: string): void {
    cpSync(path.join(root, file), place(file));
  }
  function run(tool: string, args: readonly string[]) {
    const done = spawnSync(path.join(root, "node_modules", ".bin", tool), args, { cwd: folder, encoding: "utf8" });
    return { status: done.status, output: `${done.stdout}${done.stderr}` };
  }
}).timeout(120_000);
