import { parseArgs } from "node:util";
import type { AgentChoice } from "../core/etude.ts";
import type { Terminal } from "./terminal.ts";

/** The call's words are off: exit code 2, and the sentence says how. */
export class BadUsage extends Error {
  override readonly name = "BadUsage";
}

/** One command of the headless face. */
export interface CommandSpec {
  readonly name: string;
  /** After `etude `: `task <folder> "<goal>" [--agent builtin|openai]`. */
  readonly usage: string;
  readonly summary: string;
  /** Options with a value, beside those every command takes. */
  readonly options: readonly string[];
  /** How many words may stand beside the options. */
  readonly words: { readonly min: number; readonly max: number };
  /** Resolves to whether the job succeeded. Throws BadUsage or UserError. */
  run(input: CommandInput, terminal: Terminal, signal: AbortSignal): Promise<boolean>;
}

export interface CommandInput {
  readonly words: readonly string[];
  flag(name: "json"): boolean;
  option(name: string): string | undefined;
  /** A whole number of at least 1; BadUsage otherwise. */
  count(name: string): number | undefined;
  agent(): AgentChoice;
}

const common = ["storage", "agent"];

export function parseCommand(command: CommandSpec, argv: readonly string[]): CommandInput {
  const named = Object.fromEntries([...common, ...command.options].map((name) => [name, { type: "string" as const }]));
  const parsed = attempt(() =>
    parseArgs({ args: [...argv], options: { ...named, json: { type: "boolean" } }, allowPositionals: true }),
  );
  const values: Readonly<Record<string, string | boolean | undefined>> = parsed.values;
  const words = parsed.positionals;
  if (words.length < command.words.min || words.length > command.words.max) {
    throw new BadUsage(words.length < command.words.min ? "Something is missing." : "That is one word too many.");
  }
  const option = (name: string) => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    words,
    flag: (name) => values[name] === true,
    option,
    count(name) {
      const text = option(name);
      if (text === undefined) return undefined;
      const value = Number(text);
      if (!Number.isInteger(value) || value < 1) throw new BadUsage(`--${name} takes a whole number of at least 1.`);
      return value;
    },
    agent() {
      const text = option("agent") ?? "builtin";
      if (text !== "builtin" && text !== "openai") throw new BadUsage("--agent takes builtin or openai.");
      return text;
    },
  };
}

function attempt<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new BadUsage(`${message.split(". ")[0]}.`);
  }
}
