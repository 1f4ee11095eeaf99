import { availableParallelism } from "node:os";
import { posix } from "node:path";
import { binOf, dependsOn } from "./project/project.ts";
import { type FileCommand, runFiles } from "./run/file-by-file.ts";
import { notInstalled, type Run, type RunnerKind } from "./runner-kind.ts";
import { fileCommands, plainScript } from "./tape.ts";

const USES_TAP = /["'](?:tap|@tapjs\/[\w-]+)["']/;
/** Where tap looks by itself. */
const USUAL = [
  "test",
  "tests",
  "__tests__",
  "test.js",
  "test.ts",
  "**/*.test.js",
  "**/*.test.ts",
  "**/*.spec.js",
  "**/*.spec.ts",
];

export const tap: RunnerKind = {
  name: "tap",

  async detect(project) {
    const command =
      project.testCommands.find(({ tool }) => tool === "tap") ?? (await plainScript(project, USES_TAP, "tap"));
    if (command) return { by: "script", command };
    return dependsOn(project, "tap") ? { by: "dependency" } : undefined;
  },

  async run(run) {
    const bin = await binOf(run.project, "tap");
    if (bin === undefined) throw notInstalled("tap");
    const commands = fileCommands(run, USUAL).map((command) =>
      isTypeScript(command) ? throughTap(run, bin, command) : command,
    );
    return runFiles(run, commands, Math.min(4, availableParallelism()), USES_TAP);
  },
};

function isTypeScript({ file }: FileCommand): boolean {
  return /\.[cm]?tsx?$/.test(file);
}

/** TypeScript needs the loaders that tap sets up, and prints TAP for the file as a whole. */
function throughTap(run: Run, bin: string, { file }: FileCommand): FileCommand {
  return {
    file,
    args: [
      posix.join(run.place.root.seen, bin),
      "run",
      "--reporter=tap",
      "--disable-coverage",
      "--allow-empty-coverage",
      file,
    ],
  };
}
