import { stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { splitArguments } from "./project/arguments.ts";
import type { Project } from "./project/project.ts";
import { readReport } from "./run/select.ts";
import { CannotRun, type Run, type RunnerKind } from "./runner-kind.ts";

const REPORT = "pytest.ndjson";
const NOTHING_COLLECTED = 5;
const VALUED = new Set(
  "-c --config-file --rootdir -p -k -m -n --numprocesses --maxfail -o --override-ini -W --ignore --ignore-glob --deselect --tb --junitxml --junit-xml --cov --cov-report --cov-config --durations -r --timeout".split(
    " ",
  ),
);
const DROPPED = new Set(
  "-x --exitfirst --maxfail --junitxml --junit-xml --cov --cov-report --cov-config --pdb --lf --ff --last-failed --failed-first --sw --stepwise -s".split(
    " ",
  ),
);
const CHOOSING = new Set(["-k", "-m", "--deselect", "--ignore", "--ignore-glob"]);

export const pytest: RunnerKind = {
  name: "pytest",

  async detect(project) {
    const command = project.testCommands.find(({ tool }) => tool === "pytest");
    if (command) return { by: "script", command };
    return (await usesPytest(project)) ? { by: "files" } : undefined;
  },

  async run(run) {
    const python = await pythonOf(run);
    const argv = [python, "-B", "-m", "pytest", "-p", "etude_pytest", "-p", "no:cacheprovider", ...choice(run)];
    const exec = await run.launch(argv, {
      report: REPORT,
      env: {
        ETUDE_REPORT: posix.join(run.scratch.seen, REPORT),
        PYTHONPATH: [run.place.reporters.seen, run.place.env["PYTHONPATH"]].filter(Boolean).join(":"),
        PYTHONDONTWRITEBYTECODE: "1",
      },
    });
    if (exec.failedToStart !== undefined) throw new CannotRun(`Python could not be run: ${exec.failedToStart}.`);
    if (/^[^\n]*: No module named '?pytest'?\s*$/m.test(exec.stderr)) {
      throw new CannotRun(
        "pytest is not installed for the python3 on PATH: install it first (`python3 -m pip install pytest`).",
      );
    }
    const report = await readReport(run, REPORT);
    return { command: argv, exec, report, noTests: exec.exitCode === NOTHING_COLLECTED };
  },
};

function choice(run: Run): readonly string[] {
  const args = run.command?.args ?? [];
  const always = ["--continue-on-collection-errors"];
  if (run.files === undefined) {
    const { options, words } = splitArguments(args, VALUED, DROPPED);
    return [...options, ...always, ...words];
  }
  const { options } = splitArguments(args, VALUED, new Set([...DROPPED, ...CHOOSING]));
  return [...options, ...always, ...(nodeIds(run) ?? run.files)];
}

/** `tests/test_a.py::TestX::test_y[1]`, pytest's own name for a test. */
function nodeIds(run: Run): readonly string[] | undefined {
  if (run.names === undefined) return undefined;
  const [only] = run.files ?? [];
  const ids = run.request.ids ?? run.names.map((name) => `${only} > ${name}`);
  return ids.map((id) =>
    id
      .replace(/ #\d+$/, "")
      .split(" > ")
      .join("::"),
  );
}

/** The project's own virtual environment, else the python3 on PATH. */
async function pythonOf(run: Run): Promise<string> {
  for (const folder of [".venv", "venv"]) {
    const found = await stat(join(run.project.root, folder, "bin/python")).catch(() => undefined);
    if (found) return posix.join(run.place.root.seen, folder, "bin/python");
  }
  return "python3";
}

async function usesPytest(project: Project): Promise<boolean> {
  const files = new Set(project.files);
  if (files.has("pytest.ini") || files.has("conftest.py")) return true;
  if (/^\[tool\.pytest/m.test((await project.read("pyproject.toml")) ?? "")) return true;
  if (/^\[(?:tool:)?pytest\]/m.test(`${await project.read("setup.cfg")}\n${await project.read("tox.ini")}`))
    return true;
  return project.files.some((path) => /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(path));
}
