import { posix } from "node:path";
import { z } from "zod";
import { coverageEnv, v8Coverage } from "./coverage/collect.ts";
import { splitArguments } from "./project/arguments.ts";
import { isGlob } from "./project/glob.ts";
import type { Project } from "./project/project.ts";
import type { Report, ReportEntry } from "./report/entry.ts";
import { nodeVersion } from "./run/node-version.ts";
import { expandFiles, namePattern, readReport, readScratch } from "./run/select.ts";
import { CannotRun, type Run, type RunnerKind } from "./runner-kind.ts";

const REPORT = "node-test.ndjson";
const EXITS = "exits.ndjson";
const COVERAGE = { files: "v8", tests: "tests-ran" };
const SCRIPT = /\.[cm]?[jt]s$/;
const VALUED = new Set(
  `-r --require --import --loader --experimental-loader -C --conditions --env-file --env-file-if-exists --test-concurrency
  --test-timeout --test-name-pattern --test-skip-pattern --test-shard --test-global-setup --test-isolation
  --experimental-test-isolation --test-reporter --test-reporter-destination --test-coverage-include --test-coverage-exclude
  --test-coverage-lines --test-coverage-branches --test-coverage-functions --watch-path`.split(/\s+/),
);
const DROPPED = new Set(
  `--test --test-reporter --test-reporter-destination --watch --watch-path --experimental-test-coverage
  --test-coverage-include --test-coverage-exclude --test-coverage-lines --test-coverage-branches --test-coverage-functions
  --test-update-snapshots`.split(/\s+/),
);

export const nodeTest: RunnerKind = {
  name: "node:test",

  async detect(project) {
    const command = project.testCommands.find(({ tool }) => tool === "node:test");
    if (command) return { by: "script", command };
    for (const plain of project.testCommands.filter(({ tool }) => tool === "node")) {
      const text = await project.read((plain.args[0] ?? "").replace(/^\.\//, ""));
      if (mentionsNodeTest(text)) {
        return {
          by: "script",
          command: { ...plain, tool: "node:test", args: [...plain.nodeArgs, ...plain.args.slice(0, 1)] },
        };
      }
    }
    return (await anyMentionsNodeTest(project)) ? { by: "files" } : undefined;
  },

  async run(run) {
    const version = await nodeVersion(run);
    if (version < 18.19) throw new CannotRun(`node:test needs Node 18.19 or newer on PATH, and there is ${version}.`);
    const argv = commandLine(run, version);
    const exec = await run.launch(argv, {
      report: REPORT,
      env: {
        ETUDE_EXITS: posix.join(run.scratch.seen, EXITS),
        ...coverageEnv(run, COVERAGE),
      },
    });
    const report = await withFilesJudged(run, await readReport(run, REPORT), argv.includes("--test-force-exit"));
    const files = new Set(
      report.entries.map((entry) => ("file" in entry ? (run.locator.relative(entry.file) ?? "") : "")),
    );
    const coverage = run.request.coverage ? await v8Coverage(run, COVERAGE, files, report.entries) : undefined;
    return { command: argv, exec, report, coverage };
  },
};

function commandLine(run: Run, version: number): readonly string[] {
  const { options, words } = splitArguments(run.command?.args ?? [], VALUED, DROPPED);
  const reporters = run.place.reporters.seen;
  const files = run.files ?? filesOf(run, words, version);
  // Before version 22 a pattern must match every level of nesting by itself: there the whole file is run instead.
  const pattern = run.names && version >= 22 ? [`--test-name-pattern=/${namePattern(run.names)}/`] : [];
  return [
    "node",
    "--test",
    ...options,
    "--require",
    posix.join(reporters, "exit-watch.cjs"),
    ...(run.request.coverage ? ["--require", posix.join(reporters, "node-test-tests.cjs")] : []),
    "--test-reporter",
    posix.join(reporters, "node-test.cjs"),
    "--test-reporter-destination",
    posix.join(run.scratch.seen, REPORT),
    ...pattern,
    ...files,
  ];
}

/** Version 21 and newer expand globs themselves; before, the shell did. */
function filesOf(run: Run, words: readonly string[], version: number): readonly string[] {
  if (version >= 21) return words;
  return words.flatMap((word) => (isGlob(word) ? expandFiles(run.project, [word], SCRIPT) : [word]));
}

/**
 * node:test reports a file that ran no tests as passed. That is right for a script of assertions, wrong for a file
 * whose tests were cut off by `process.exit`, and meaningless for a helper.
 */
async function withFilesJudged(run: Run, report: Report, forcedExit: boolean): Promise<Report> {
  const exits = await exitsOf(run);
  const entries: ReportEntry[] = [];
  for (const entry of report.entries) {
    if (entry.t !== "file") entries.push(entry);
    else if (!exits.has(relative(entry))) {
      const text = await run.project.read(relative(entry));
      if (mentionsNodeTest(text) && run.names === undefined && definesTests(text)) {
        entries.push(broken(entry.file, "the file ended without reporting its tests"));
      } else if (!mentionsNodeTest(text) && /\bassert\b/.test(text ?? "")) entries.push(entry);
    }
  }
  const failed = new Set(entries.filter(({ t }) => t === "broken").map(relative));
  const ran = new Set(report.entries.map(relative));
  for (const [file, stack] of exits) {
    if (ran.has(file) && !failed.has(file) && !forcedExit) {
      entries.push(broken(file, "the process of the test file was ended by process.exit", stack));
    }
  }
  return { ...report, entries };

  function relative(entry: ReportEntry): string {
    return "file" in entry ? (run.locator.relative(entry.file) ?? "") : "";
  }
}

function definesTests(text: string | undefined): boolean {
  return /\b(?:test|it|describe|suite)\b\s*(?:\.\w+\s*)?\(/.test(text ?? "");
}

function broken(file: string, message: string, stack?: string): ReportEntry {
  return { t: "broken", file, kind: "exit", failure: { message, ...(stack === undefined ? {} : { stack }) } };
}

const Exit = z.object({ file: z.string(), stack: z.string() });

/** Files, relative, whose processes called `process.exit`, with the first call's stack. */
async function exitsOf(run: Run): Promise<ReadonlyMap<string, string>> {
  const exits = new Map<string, string>();
  for (const line of ((await readScratch(run, EXITS)) ?? "").split("\n")) {
    const exit = Exit.safeParse(parse(line)).data;
    const file = exit && run.locator.relative(exit.file);
    if (exit && file !== undefined && !exits.has(file)) exits.set(file, exit.stack);
  }
  return exits;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function mentionsNodeTest(text: string | undefined): boolean {
  return /["']node:test["']/.test(text ?? "");
}

async function anyMentionsNodeTest(project: Project): Promise<boolean> {
  for (const file of project.files
    .filter((path) => SCRIPT.test(path) && /(?:^|[/._-])(?:test|spec)/i.test(path))
    .slice(0, 500)) {
    if (mentionsNodeTest(await project.read(file))) return true;
  }
  return false;
}
