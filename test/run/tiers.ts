import { existsSync, globSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { atEnd, removeTree } from "../host/lifetime.ts";
import { ROOT } from "../host/paths.ts";
import { startTree } from "../host/processes.ts";
import { ensureHost } from "../host/setup.ts";
import { SetupError } from "../host/setup-error.ts";
import { type TestRecord, TestReport, type TierRun } from "./report.ts";

const MINUTE_MS = 60_000;
const GATES = ["check:lint", "check:types", "check:dead", "check:manifest"];
const MochaSettings = z.object({ spec: z.array(z.string()), timeout: z.number() });

/** One kind of tests. `run` never rejects for what the tests do, only when this orchestration itself is broken. */
export interface Tier {
  readonly name: string;
  /** Needs the built extension and the test host. */
  readonly needsHost: boolean;
  run(grep: string | undefined): Promise<TierRun>;
  /** How many tests the tier holds, where that can be known without running them. */
  count(): Promise<number | undefined>;
}

export const TIERS: readonly Tier[] = [
  { name: "check", needsHost: false, run: () => runScripts(GATES), count: async () => GATES.length },
  { name: "unit", needsHost: false, run: runUnit, count: async () => undefined },
  { name: "host", needsHost: true, run: runHost, count: async () => undefined },
  { name: "ui", needsHost: true, run: runUi, count: countUi },
];

/** Builds the bundles, as a tier with one test. */
export function runBuild(): Promise<TierRun> {
  return runScripts(["build"]);
}

/** Undefined when the test host is ready, else the sentence that says why there is none. */
export async function hostObstacle(): Promise<string | undefined> {
  try {
    await ensureHost();
    return undefined;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    const [sentence = "", ...details] = error.message.split("\n");
    if (details.length > 0) console.log(details.join("\n"));
    return sentence;
  }
}

/** Each npm script is one test, judged by its exit code. */
async function runScripts(scripts: readonly string[]): Promise<TierRun> {
  const tests: TestRecord[] = [];
  for (const script of scripts) {
    const started = performance.now();
    const { exitCode, timedOut, output } = await runProcess("npm", ["run", "--silent", script], 5 * MINUTE_MS, "quiet");
    const ms = Math.round(performance.now() - started);
    const state = exitCode === 0 ? "passed" : "failed";
    console.log(`  ${state === "passed" ? "ok  " : "FAIL"} ${script} (${ms} ms)`);
    const why = timedOut ? "It did not end in time." : `It ended with ${exitCode ?? "a signal"}.`;
    tests.push({ title: `npm run ${script}`, state, ms, ...(exitCode === 0 ? {} : { error: `${why}\n${output}` }) });
  }
  const exitCode = tests.every((test) => test.state === "passed") ? 0 : 1;
  return { kind: "ended", report: { tests }, exitCode, output: "" };
}

function runUnit(grep: string | undefined): Promise<TierRun> {
  const settings = MochaSettings.parse(JSON.parse(readFileSync(join(ROOT, ".mocharc.json"), "utf8")));
  const files = globSync(settings.spec, { cwd: ROOT }).sort();
  return runReporting("test/run/mocha-process.ts", ["--timeout", String(settings.timeout), ...pass(grep), ...files]);
}

function runHost(grep: string | undefined): Promise<TierRun> {
  return runReporting("test/host/run-tests.ts", ["--timeout", String(8 * MINUTE_MS), ...pass(grep)]);
}

function runUi(grep: string | undefined): Promise<TierRun> {
  return runReporting("test/run/mocha-process.ts", [...uiArguments(), ...pass(grep)]);
}

async function countUi(): Promise<number | undefined> {
  const run = await runReporting("test/run/mocha-process.ts", [...uiArguments(), "--dry-run"], "quiet");
  const report = TestReport.safeParse(run.kind === "ended" ? run.report : undefined);
  return report.data?.tests.length;
}

function uiArguments(): readonly string[] {
  const files = globSync("test/ui/*.test.ts", { cwd: ROOT }).sort();
  return ["--timeout", String(3 * MINUTE_MS), "--detail", "tests", ...files];
}

function pass(grep: string | undefined): readonly string[] {
  return grep === undefined ? [] : ["--grep", grep];
}

/** Runs one of our scripts that leaves its report in the file given by `--report`. */
async function runReporting(script: string, args: readonly string[], voice: Voice = "live"): Promise<TierRun> {
  const temp = mkdtempSync(join(tmpdir(), "etude-report-"));
  const forget = atEnd(() => removeTree(temp));
  const file = join(temp, "report.json");
  const limitMs = 10 * MINUTE_MS;
  const run = await runProcess(process.execPath, [script, "--report", file, ...args], limitMs, voice);
  const report = existsSync(file) ? parseJson(readFileSync(file, "utf8")) : undefined;
  removeTree(temp);
  forget();
  if (run.timedOut) return { kind: "timed-out", report, limitMs, output: run.output };
  return { kind: "ended", report, exitCode: run.exitCode, output: run.output };
}

type Voice = "live" | "quiet";

interface ProcessRun {
  readonly exitCode: number | undefined;
  readonly timedOut: boolean;
  readonly output: string;
}

async function runProcess(
  command: string,
  args: readonly string[],
  limitMs: number,
  voice: Voice,
): Promise<ProcessRun> {
  const tree = startTree(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [tree.child.stdout, tree.child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (voice === "live") process.stdout.write(text);
    });
  }
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    void tree.end();
  }, limitMs);
  const exitCode = await tree.ended;
  clearTimeout(timer);
  await tree.end();
  return { exitCode, timedOut, output };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
