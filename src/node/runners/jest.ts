import { posix } from "node:path";
import { istanbulCoverage } from "./coverage/collect.ts";
import { splitArguments } from "./project/arguments.ts";
import { binOf, dependsOn } from "./project/project.ts";
import { namePattern, readReport } from "./run/select.ts";
import { notInstalled, type Run, type RunnerKind } from "./runner-kind.ts";

const REPORT = "jest.ndjson";
const COVERAGE = "coverage";
const VALUED = new Set(
  `-c --config -t --testNamePattern --testPathPattern --testPathPatterns --testPathIgnorePatterns -w --maxWorkers --env
  --testEnvironment --rootDir --roots --projects --selectProjects --ignoreProjects --setupFiles --setupFilesAfterEnv
  --testTimeout --testRunner --transform --shard --outputFile --reporters --coverageDirectory --coverageReporters
  --coverageProvider --collectCoverageFrom --coverageThreshold --changedSince --globalSetup --globalTeardown`.split(
    /\s+/,
  ),
);
const DROPPED = new Set(
  `--reporters --json --outputFile --watch --watchAll --coverage --collectCoverage --coverageDirectory --coverageReporters
  --coverageThreshold --verbose --silent --notify --onlyChanged -o --lastCommit --changedSince -u --updateSnapshot`.split(
    /\s+/,
  ),
);
const CHOOSING = new Set(["-t", "--testNamePattern", "--testPathPattern", "--testPathPatterns", "--shard"]);

export const jest: RunnerKind = {
  name: "jest",

  async detect(project) {
    const command = project.testCommands.find(({ tool }) => tool === "jest");
    if (command) return { by: "script", command };
    return dependsOn(project, "jest") ? { by: "dependency" } : undefined;
  },

  async run(run) {
    const bin = await binOf(run.project, "jest");
    if (bin === undefined) throw notInstalled("jest");
    const reporter = posix.join(run.place.reporters.seen, "jest.cjs");
    const argv = [
      "node",
      ...(run.command?.nodeArgs ?? []),
      posix.join(run.place.root.seen, bin),
      ...choice(run),
      `--reporters=${reporter}`,
      ...coverageOptions(run),
    ];
    const exec = await run.launch(argv, {
      report: REPORT,
      env: { ETUDE_REPORT: posix.join(run.scratch.seen, REPORT) },
    });
    const report = await readReport(run, REPORT);
    const noTests = /^No tests found/m.test(exec.stdout + exec.stderr);
    const coverage = run.request.coverage ? await istanbulCoverage(run, COVERAGE) : undefined;
    return { command: argv, exec, report, noTests, coverage };
  },
};

function choice(run: Run): readonly string[] {
  const args = run.command?.args ?? [];
  if (run.files === undefined) {
    const { options, words } = splitArguments(args, VALUED, DROPPED);
    return [...options, ...words];
  }
  const { options } = splitArguments(args, VALUED, new Set([...DROPPED, ...CHOOSING]));
  const pattern = run.names ? [`--testNamePattern=${namePattern(run.names)}`] : [];
  return [...options, ...pattern, "--runTestsByPath", ...run.files];
}

/** Jest runs transformed code: only its own instrumentation knows the lines of the sources. */
function coverageOptions(run: Run): readonly string[] {
  if (!run.request.coverage) return ["--coverage=false"];
  const folder = posix.join(run.scratch.seen, COVERAGE);
  return ["--coverage", "--coverageReporters=json", `--coverageDirectory=${folder}`, "--coverageThreshold={}"];
}
