import { mkdir } from "node:fs/promises";
import type { SandboxState } from "../../core/ports.ts";
import { sweepLeftovers } from "./copy/leftovers.ts";
import { openCopy } from "./copy/open-copy.ts";
import { RunFolders } from "./copy/run-folders.ts";
import { findEngine } from "./find-engine.ts";

export interface SandboxOptions {
  readonly workspaceRoot: string;
  /** Folder for copies, outside the workspace; made when missing. Nothing else is put there. */
  readonly scratchDir: string;
  /** Etude's reporter modules for test frameworks. */
  readonly reportersDir: string;
  /** The user's environment. Its PATH decides which driver and which toolchains there are; nothing of it goes inside. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const states = new Map<string, Promise<SandboxState>>();

/**
 * Finds out whether kata commands can be run safely on this machine: by putting each driver to the probes, never by the
 * platform's name alone. What was found holds for the life of this process. Also removes what processes that were
 * killed have left in `scratchDir`. Never rejects.
 */
export function openSandbox(options: SandboxOptions): Promise<SandboxState> {
  const { workspaceRoot, scratchDir, reportersDir, env } = options;
  const key = JSON.stringify([workspaceRoot, scratchDir, reportersDir, env["PATH"], env["HOME"]]);
  const known = states.get(key);
  if (known !== undefined) return known;
  const state = decide(options).catch((error: unknown): SandboxState => {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "unavailable", reason: `The sandbox could not be tried out: ${why}.` };
  });
  states.set(key, state);
  return state;
}

async function decide({ workspaceRoot, scratchDir, reportersDir, env }: SandboxOptions): Promise<SandboxState> {
  await mkdir(scratchDir, { recursive: true, mode: 0o700 });
  await sweepLeftovers(scratchDir);
  const engine = await findEngine({ workspaceRoot, scratchDir, env });
  if (typeof engine === "string") return { kind: "unavailable", reason: engine };
  const options = { workspaceRoot, reportersDir, folders: new RunFolders(scratchDir) };
  return {
    kind: "ready",
    sandbox: {
      driver: engine.driver.name,
      open: (changes, signal) => openCopy(engine, options, changes, signal),
    },
  };
}
