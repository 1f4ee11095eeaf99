import { posix } from "node:path";
import { splitArguments } from "./project/arguments.ts";
import { dependsOn, type Project } from "./project/project.ts";
import { type FileCommand, runFiles } from "./run/file-by-file.ts";
import { expandFiles } from "./run/select.ts";
import { notInstalled, type Run, type RunnerKind } from "./runner-kind.ts";

const VALUED = new Set(["-r", "--require", "-i", "--ignore", "--ignore-pattern", "--only"]);
const SCRIPT = /\.[cm]?[jt]sx?$/;
/** Folders inside test folders whose files are not run by themselves. */
const BESIDE_TESTS = /(?:^|\/)(?:fixtures?|helpers?|support|utils?|data)\//;
const USES_TAPE = /["'](?:tape(?:-[\w-]+)?|tape-\w+|@[\w-]+\/tape)["']/;
const USUAL = ["test", "tests", "test.js", "test.cjs", "test.mjs", "**/*.test.js", "**/*.test.mjs", "**/*-test.js"];

export const tape: RunnerKind = {
  name: "tape",

  async detect(project) {
    const command =
      project.testCommands.find(({ tool }) => tool === "tape") ?? (await plainScript(project, USES_TAPE, "tape"));
    if (command) return { by: "script", command };
    return dependsOn(project, "tape") ? { by: "dependency" } : undefined;
  },

  async run(run) {
    if ((await run.project.read("node_modules/tape/package.json")) === undefined) throw notInstalled("tape");
    // One after the other, as tape itself does: files may share ports and folders.
    return runFiles(
      run,
      fileCommands(run, USUAL).map((command) => tellingTests(run, command)),
      1,
      USES_TAPE,
    );
  },
};

function tellingTests(run: Run, { file, args }: FileCommand): FileCommand {
  if (!run.request.coverage) return { file, args };
  return {
    file,
    args: [...args.slice(0, -1), "--require", posix.join(run.place.reporters.seen, "tape-tests.cjs"), file],
  };
}

/** One command per test file, with the modules that the project's script loads first. */
export function fileCommands(run: Run, usual: readonly string[]): readonly FileCommand[] {
  const { options, words } = splitArguments(
    run.command?.args ?? [],
    VALUED,
    new Set(["-i", "--ignore", "--ignore-pattern"]),
  );
  const named =
    words.length > 0
      ? expandFiles(run.project, words, SCRIPT)
      : expandFiles(run.project, usual, SCRIPT).filter((file) => !BESIDE_TESTS.test(file));
  const requires = options.flatMap((option, at) => {
    if (option === "-r" || option === "--require") return ["--require", options[at + 1] ?? ""];
    return /^--require=/.test(option) ? [option] : [];
  });
  const before = [...(run.command?.nodeArgs ?? []), ...requires];
  return (run.files ?? named).map((file) => ({ file, args: [...before, file] }));
}

/** `node test.js`, where the file loads the framework. */
export async function plainScript(project: Project, uses: RegExp, tool: string) {
  for (const command of project.testCommands.filter((each) => each.tool === "node")) {
    const text = await project.read((command.args[0] ?? "").replace(/^\.\//, ""));
    if (text !== undefined && uses.test(text)) return { ...command, tool, args: command.args.slice(0, 1) };
  }
  return undefined;
}
