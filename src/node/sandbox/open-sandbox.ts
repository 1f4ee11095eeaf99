import { mkdir } from "node:fs/promises";
import type { Sandbox, SandboxState } from "../../core/ports.ts";
import type { Engine } from "./engine.ts";
import { findEngine } from "./find-engine.ts";
import { sweepLeftovers } from "./leftovers.ts";
import { type CopyOptions, openCopy } from "./open-copy.ts";

export interface SandboxOptions extends CopyOptions {
  /** The user's environment. Its PATH decides which driver and which toolchains there are; nothing of it goes inside. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const found = new Map<string, Promise<Engine | string>>();

/**
 * Finds out whether kata commands can be run safely on this machine: by putting each driver to the probes, never by the
 * platform's name alone. What was found holds for the life of this process. Also removes what processes that were
 * killed have left in `scratchDir`.
 */
export async function openSandbox(options: SandboxOptions): Promise<SandboxState> {
  await mkdir(options.scratchDir, { recursive: true, mode: 0o700 });
  await sweepLeftovers(options.scratchDir);
  const key = [options.env["PATH"], options.env["HOME"], options.workspaceRoot, options.scratchDir].join("\n");
  const engine = found.get(key) ?? findEngine(options);
  found.set(key, engine);
  const result = await engine;
  if (typeof result === "string") return { kind: "unavailable", reason: result };
  const sandbox: Sandbox = {
    driver: result.driver.name,
    open: (changes, signal) => openCopy(result, options, changes, signal),
  };
  return { kind: "ready", sandbox };
}
