import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { atEnd, removeTree } from "../host/lifetime.ts";
import { ARTIFACTS, ROOT, SAMPLE_WORKSPACE } from "../host/paths.ts";
import { closingLines, isSuccess, judgeTier, sumTotals } from "./report.ts";

/**
 * Runs the host tests in a desktop VS Code, which @vscode/test-electron downloads when it is not there yet.
 * `node desktop.ts [--version 1.139.0|stable|insiders] [--code PATH] [--grep RE]`
 */
const { values } = parseArgs({
  options: {
    version: { type: "string", default: "stable" },
    code: { type: "string" },
    grep: { type: "string", default: "" },
  },
});

const temp = mkdtempSync(join(tmpdir(), "etude-desktop-"));
atEnd(() => removeTree(temp));
const workspace = join(temp, "workspace");
cpSync(SAMPLE_WORKSPACE, workspace, { recursive: true });
const report = join(temp, "report.json");

const exitCode = await runDesktop(await bundleTests());
const run = { kind: "ended", report: readReport(), exitCode, output: "" } as const;
const results = [judgeTier("desktop", run, { filtered: values.grep !== "" })];
for (const line of closingLines(results)) console.log(line);
process.exit(isSuccess(sumTotals(results)) ? 0 : 1);

async function runDesktop(tests: string): Promise<number> {
  const profile = ["--user-data-dir", join(temp, "user-data"), "--extensions-dir", join(temp, "extensions")];
  try {
    return await runTests({
      ...(values.code === undefined ? { version: values.version } : { vscodeExecutablePath: values.code }),
      cachePath: join(ARTIFACTS, "desktop"),
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: tests,
      extensionTestsEnv: { ETUDE_TEST_REPORT: report, ETUDE_TEST_GREP: values.grep },
      launchArgs: [workspace, ...profile, "--disable-workspace-trust", "--skip-welcome", "--skip-release-notes"],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

/** Desktop builds need not strip types, so the tests become plain modules beside the project's node_modules. */
async function bundleTests(): Promise<string> {
  const outdir = join(ARTIFACTS, "desktop-tests");
  removeTree(outdir);
  mkdirSync(outdir, { recursive: true });
  const sources = globSync("*.test.ts", { cwd: join(ROOT, "test", "vscode") });
  await build({
    entryPoints: ["index.ts", ...sources].map((name) => join(ROOT, "test", "vscode", basename(name))),
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    external: ["vscode"],
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
  });
  return join(outdir, "index.mjs");
}

function readReport(): unknown {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return undefined;
  }
}
