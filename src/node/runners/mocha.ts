import { writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { coverageEnv, v8Coverage } from "./coverage/collect.ts";
import { splitArguments } from "./project/arguments.ts";
import { parseConfig } from "./project/config.ts";
import { binOf, dependsOn, type Project } from "./project/project.ts";
import { namePattern, readReport } from "./run/select.ts";
import { notInstalled, type Run, type RunnerKind } from "./runner-kind.ts";

const REPORT = "mocha.ndjson";
const COVERAGE = { files: "v8", tests: "tests-ran" };
const VALUED = new Set(
  `-r --require -u --ui -t --timeout --timeouts -s --slow -n --node-option --spec --file --extension --ignore --exclude
  --config --package -g --grep -f --fgrep --retries -j --jobs -R --reporter -O --reporter-option --reporter-options`.split(
    /\s+/,
  ),
);
const DROPPED = new Set(
  `-R --reporter -O --reporter-option --reporter-options -w --watch --watch-files --watch-ignore -G --growl`.split(
    /\s+/,
  ),
);
/** Options that choose tests; a selection of Etude's replaces them. */
const CHOOSING = new Set([
  "--spec",
  "-g",
  "--grep",
  "-f",
  "--fgrep",
  "-i",
  "--invert",
  "--config",
  "--package",
  "--no-config",
]);

export const mocha: RunnerKind = {
  name: "mocha",

  async detect(project) {
    const command = project.testCommands.find(({ tool }) => tool === "mocha");
    if (command) return { by: "script", command };
    return dependsOn(project, "mocha") ? { by: "dependency" } : undefined;
  },

  async run(run) {
    const bin = await binOf(run.project, "mocha");
    if (bin === undefined) throw notInstalled("mocha");
    const reporter = posix.join(run.place.reporters.seen, "mocha.cjs");
    const nodeArgs = run.command?.nodeArgs ?? [];
    const argv = [
      "node",
      ...nodeArgs,
      posix.join(run.place.root.seen, bin),
      "--reporter",
      reporter,
      ...(run.request.coverage ? ["--require", posix.join(run.place.reporters.seen, "mocha-tests.cjs")] : []),
      ...(await choice(run)),
    ];
    const exec = await run.launch(argv, {
      report: REPORT,
      env: {
        ETUDE_REPORT: posix.join(run.scratch.seen, REPORT),
        ...coverageEnv(run, COVERAGE),
      },
    });
    const report = await readReport(run, REPORT);
    const noTests = /^(?:Error: )?No test files found/m.test(exec.stderr + exec.stdout);
    const coverage = run.request.coverage ? await v8Coverage(run, COVERAGE, new Set(), report.entries) : undefined;
    return { command: argv, exec, report, noTests, coverage };
  },
};

/** The project's own arguments; for a selection, without what they and the configuration say about files and names. */
async function choice(run: Run): Promise<readonly string[]> {
  const args = run.command?.args ?? [];
  if (run.files === undefined) {
    const { options, words } = splitArguments(args, VALUED, DROPPED);
    return [...options, ...words];
  }
  const { options } = splitArguments(args, VALUED, new Set([...DROPPED, ...CHOOSING]));
  const grep = run.names ? ["--grep", namePattern(run.names)] : [];
  return [...(await configWithoutSpec(run, args)), ...options, ...grep, ...run.files];
}

/**
 * Mocha adds the files of the configuration to those of the command line, so a selection needs the same configuration
 * without them. Configuration that is code is loaded by a module of ours, in the place where the tests run.
 */
async function configWithoutSpec(run: Run, args: readonly string[]): Promise<readonly string[]> {
  const named = args.includes("--config") ? args[args.indexOf("--config") + 1] : undefined;
  const file = named ?? configOf(run.project);
  if (file === undefined && run.project.manifest["mocha"] === undefined) return [];
  const source =
    file !== undefined && /\.[cm]?js$/.test(file)
      ? `require(${JSON.stringify(posix.resolve(run.place.root.seen, file))})`
      : JSON.stringify(file ? parseConfig(file, await run.project.read(file)) : run.project.manifest["mocha"]);
  const code = `const loaded = ${source} ?? {};\nconst { spec, ...rest } = loaded.default ?? loaded;\nmodule.exports = rest;\n`;
  await writeFile(join(run.scratch.host, "mocharc.cjs"), code);
  return ["--no-package", "--config", posix.join(run.scratch.seen, "mocharc.cjs")];
}

function configOf(project: Project): string | undefined {
  const endings = ["cjs", "js", "mjs", "yaml", "yml", "jsonc", "json"];
  return endings.map((ending) => `.mocharc.${ending}`).find((file) => project.files.includes(file));
}
