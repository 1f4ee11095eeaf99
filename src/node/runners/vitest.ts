import { posix } from "node:path";
import { istanbulCoverage } from "./coverage/collect.ts";
import { splitArguments } from "./project/arguments.ts";
import { binOf, dependsOn, type Project } from "./project/project.ts";
import { namePattern, readReport } from "./run/select.ts";
import { notInstalled, type Run, type RunnerKind } from "./runner-kind.ts";

const REPORT = "vitest.ndjson";
const COVERAGE = "coverage";
const VALUED = new Set(
  `-c --config -r --root --dir -t --testNamePattern --environment --pool --project --exclude --shard --retry --bail
  --testTimeout --hookTimeout --teardownTimeout --maxWorkers --minWorkers --maxConcurrency --mode --reporter --outputFile
  --tsconfig --diff --snapshotEnvironment`.split(/\s+/),
);
const DROPPED = new Set(
  `--reporter --outputFile -w --watch --ui --open --coverage -u --update --changed --api --inspect --inspect-brk --run
  --bail`.split(/\s+/),
);
const CHOOSING = new Set(["-t", "--testNamePattern", "--shard", "--dir"]);
const MODES = new Set(["run", "watch", "dev", "related"]);

export const vitest: RunnerKind = {
  name: "vitest",

  async detect(project) {
    const command = project.testCommands.find(({ tool }) => tool === "vitest");
    if (command) return { by: "script", command };
    return dependsOn(project, "vitest") ? { by: "dependency" } : undefined;
  },

  async run(run) {
    const bin = await binOf(run.project, "vitest");
    if (bin === undefined) throw notInstalled("vitest");
    const reporter = posix.join(run.place.reporters.seen, "vitest.mjs");
    const argv = [
      "node",
      ...(run.command?.nodeArgs ?? []),
      posix.join(run.place.root.seen, bin),
      "run",
      ...choice(run),
      `--reporter=${reporter}`,
      ...(await coverageOptions(run)),
    ];
    const exec = await run.launch(argv, {
      report: REPORT,
      env: { ETUDE_REPORT: posix.join(run.scratch.seen, REPORT) },
    });
    const report = await readReport(run, REPORT);
    const empty = !report.entries.some(({ t }) => t === "test" || t === "broken");
    // Errors outside tests are in the report too, so a whole report without entries means that nothing was found.
    const noTests = empty && (report.complete || /No test files found/.test(exec.stdout + exec.stderr));
    const coverage = run.request.coverage ? await istanbulCoverage(run, COVERAGE) : undefined;
    return { command: argv, exec, report, noTests, coverage };
  },
};

/** Words are filters on file names, but for the first, which may be a mode. */
function choice(run: Run): readonly string[] {
  const args = run.command?.args ?? [];
  const chosen = run.files !== undefined;
  const { options, words } = splitArguments(args, VALUED, chosen ? new Set([...DROPPED, ...CHOOSING]) : DROPPED);
  const filters = words.filter((word, index) => index > 0 || !MODES.has(word));
  // A filter matches anywhere in a path: only a whole path means one file.
  const files = run.files?.map((file) => posix.join(run.place.root.seen, file));
  const pattern = run.names ? [`--testNamePattern=${namePattern(run.names)}`] : [];
  return [...options, ...pattern, ...(files ?? filters)];
}

/** Vitest runs transformed code: only a coverage provider of its own knows the lines of the sources. */
async function coverageOptions(run: Run): Promise<readonly string[]> {
  if (!run.request.coverage || !(await hasProvider(run.project))) return ["--coverage.enabled=false"];
  const folder = posix.join(run.scratch.seen, COVERAGE);
  return [
    "--coverage.enabled=true",
    "--coverage.reporter=json",
    `--coverage.reportsDirectory=${folder}`,
    "--coverage.clean=true",
    "--coverage.reportOnFailure=true",
  ];
}

async function hasProvider(project: Project): Promise<boolean> {
  for (const name of ["v8", "istanbul"]) {
    if (await project.read(`node_modules/@vitest/coverage-${name}/package.json`)) return true;
  }
  return false;
}
