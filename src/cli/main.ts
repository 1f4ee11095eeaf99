import { UserError } from "../core/errors.ts";
import type { CommandSpec } from "./command.ts";
import { BadUsage, parseCommand } from "./command.ts";
import { katasCommand } from "./commands/katas.ts";
import { memoryCommand } from "./commands/memory.ts";
import { practiceCommand } from "./commands/practice.ts";
import { skillsCommand } from "./commands/skills.ts";
import { taskCommand } from "./commands/task.ts";
import { traceCommand } from "./commands/trace.ts";
import { createTerminal } from "./terminal.ts";

/** Every command of the headless face, in the order help lists them. */
const commands: readonly CommandSpec[] = [
  taskCommand,
  practiceCommand,
  katasCommand,
  memoryCommand,
  skillsCommand,
  traceCommand,
];

process.exitCode = await main(process.argv.slice(2));

/** 0 on success, 1 on a failed job, 2 on bad usage with one clear sentence on stderr. */
async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    console.log(help());
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((each) => each.name === name);
  if (!command) {
    console.error(`There is no command "${name}". ${commands.map((each) => each.name).join(", ")} are the commands.`);
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    console.log(`etude ${command.usage}\n\n${command.summary}`);
    return 0;
  }

  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    const input = parseCommand(command, rest);
    const terminal = createTerminal(input.flag("json"));
    return (await command.run(input, terminal, abort.signal)) ? 0 : 1;
  } catch (error) {
    if (error instanceof BadUsage) {
      console.error(`${error.message} Usage: etude ${command.usage}`);
      return 2;
    }
    if (error instanceof UserError) {
      console.error(error.message);
      return 1;
    }
    throw error;
  } finally {
    process.removeListener("SIGINT", stop);
    process.removeListener("SIGTERM", stop);
  }
}

function help(): string {
  const width = Math.max(...commands.map((command) => command.usage.length));
  const rows = commands.map((command) => `  ${command.usage.padEnd(width)}  ${command.summary}`);
  return [
    "Etude: deliberate practice for a coding agent.",
    "",
    "  etude <command> [options]",
    "",
    ...rows,
    "",
    "Every command takes --json (one JSON document on stdout) and --storage DIR (where traces, katas and approvals are kept).",
    "--agent openai reads ETUDE_BASE_URL, ETUDE_MODEL and ETUDE_API_KEY from the environment.",
  ].join("\n");
}
