import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { type Browser, launchBrowser } from "./browser.ts";
import { atEnd, removeTree } from "./lifetime.ts";
import { ARTIFACTS, ROOT, SAMPLE_WORKSPACE } from "./paths.ts";
import { type Host, startHost } from "./server.ts";
import { ensureHost } from "./setup.ts";
import { heardLine } from "./test-lines.ts";
import { workbenchUrl } from "./workbench-url.ts";

/** What the editor says of native modules that setup.ts leaves uncompiled, and of services that are out of reach. */
const NOISE = /spdlog|native-watchdog|ENOTFOUND|AccountPolicyGate|connection token|Creating a socket/;

export interface HostRunOptions {
  /** Workspace for the tests: a folder (they get a copy) or a `.code-workspace` file (opened as it is). */
  readonly folder: string;
  /** Unpacked extension under development. */
  readonly extension: string;
  /** Module with `run()`, which writes its report to the file named by ETUDE_TEST_REPORT. */
  readonly tests: string;
  readonly limitMs: number;
  readonly grep?: string | undefined;
  /** More variables for the extension host. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Shown as they come: one line per test. */
  readonly print: (line: string) => void;
  /** Called with the page once the workbench is loading, to look at the editor while the tests run. */
  readonly watch?: ((page: Page) => Promise<void>) | undefined;
}

/** `report` is the parsed JSON of the report file, unchecked; undefined when the tests never came to their end. */
export interface HostRun {
  readonly report: unknown;
  /** What the tests' module reported to VS Code, or undefined on a time-out. */
  readonly exitCode: number | undefined;
  readonly output: string;
}

/**
 * Runs a test module inside the extension host of a real VS Code. Throws SetupError when there is none to be had.
 * On a time-out a screenshot and the logs are left in `.test-host`.
 */
export async function runHostTests(options: HostRunOptions): Promise<HostRun> {
  const { browser } = await ensureHost(options.print);
  const temp = mkdtempSync(join(tmpdir(), "etude-host-run-"));
  const forget = atEnd(() => removeTree(temp));
  const folder = ownCopy(options.folder, temp);
  try {
    const host = await startHost({ folder, userDataSettings: options.settings, smokeDriver: true });
    try {
      return await drive(options, { host, browser, folder, temp });
    } finally {
      await host.dispose();
    }
  } finally {
    removeTree(temp);
    forget();
  }
}

interface Stage {
  readonly host: Host;
  readonly browser: Browser;
  readonly folder: string;
  readonly temp: string;
}

async function drive(options: HostRunOptions, { host, browser, folder, temp }: Stage): Promise<HostRun> {
  const reportFile = join(temp, "report.json");
  const chromium = await launchBrowser(browser, join(temp, "browser"));
  try {
    const page = await chromium.newPage({ viewport: { width: 1400, height: 900 } });
    const watcher = await observe(page, options.print);
    const env = { ...options.env, ETUDE_TEST_REPORT: reportFile, ETUDE_TEST_GREP: options.grep ?? "" };
    await page.goto(workbenchUrl(host.authority, { ...options, folder, env }));
    const ends: Promise<number | undefined>[] = [watcher.exit, expire(options.limitMs)];
    if (options.watch) ends.push(options.watch(page).then(() => watcher.exit));
    const exitCode = await Promise.race(ends);
    if (exitCode === undefined) await keepEvidence(page, host.log(), watcher.output());
    return { report: readJson(reportFile), exitCode, output: watcher.output() };
  } finally {
    await chromium.close();
  }
}

/** Must be called before the page is opened: the workbench looks for the two functions while it loads. */
async function observe(page: Page, print: (line: string) => void) {
  const lines: string[] = [];
  let onExit: (code: number) => void = () => {};
  const exit = new Promise<number>((resolve) => {
    onExit = resolve;
  });
  await page.exposeFunction("codeAutomationLog", (_type: string, args: readonly unknown[]) => {
    const line = args.map((arg) => (typeof arg === "string" ? arg : JSON.stringify(arg))).join(" ");
    if (!NOISE.test(line)) lines.push(line);
    const heard = heardLine(line);
    if (heard !== undefined) print(heard);
  });
  await page.exposeFunction("codeAutomationExit", (code: number) => onExit(code));
  return { exit, output: () => lines.join("\n") };
}

function ownCopy(folder: string, temp: string): string {
  if (folder.endsWith(".code-workspace")) return resolve(folder);
  const copy = join(temp, "workspace");
  cpSync(resolve(folder), copy, { recursive: true });
  return copy;
}

function expire(ms: number): Promise<undefined> {
  return new Promise((done) => {
    setTimeout(() => done(undefined), ms).unref();
  });
}

function readJson(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

async function keepEvidence(page: Page, serverLog: string, output: string): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTIFACTS, "host-timeout.png") });
  writeFileSync(join(ARTIFACTS, "host-timeout.log"), `${output}\n\n${serverLog}`);
}

/** `node run-tests.ts [--folder DIR] [--ext DIR] [--tests FILE] [--report FILE] [--grep RE] [--timeout MS]` */
if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      folder: { type: "string", default: SAMPLE_WORKSPACE },
      ext: { type: "string", default: ROOT },
      tests: { type: "string", default: join(ROOT, "test", "vscode", "index.ts") },
      report: { type: "string" },
      grep: { type: "string" },
      timeout: { type: "string", default: "600000" },
    },
  });
  const run = await runHostTests({
    folder: values.folder,
    extension: resolve(values.ext),
    tests: resolve(values.tests),
    limitMs: Number(values.timeout),
    grep: values.grep,
    print: console.log,
  });
  if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(run.report) ?? "");
  if (run.exitCode === undefined) console.error(`The tests did not end in time; see ${ARTIFACTS}.`);
  if (run.report === undefined) console.error(run.output.split("\n").slice(-60).join("\n"));
  process.exit(run.exitCode === 0 && run.report !== undefined ? 0 : 1);
}
