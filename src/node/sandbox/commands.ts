import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AbortSignal } from "../../core/ports.ts";
import { type Exec, type ExecResult, spawnExec } from "../exec.ts";
import { DRIVER_ENV, type Inner, SETUP_EXIT, SETUP_FAILED } from "./drivers/driver.ts";

/** Starts what a command is on the host. */
export type Start = (inner: Inner) => readonly string[];

/** Runs commands inside. `start` is asked anew for each; `ended` ends them all; `wallMs` is the longest any may take. */
export function createExec(start: () => Promise<Start>, ended: AbortSignal, wallMs: number): Exec {
  return async (command, signal) => {
    const either = eitherOf(signal, ended);
    if (either.signal.aborted) return { ...NOTHING, signal: "SIGTERM", aborted: true };
    try {
      const argv = (await start())(command);
      const limitMs = Math.min(command.limitMs, wallMs);
      return readResult(await spawnExec({ argv, cwd: "/", env: DRIVER_ENV, limitMs }, either.signal));
    } catch (error) {
      return notStarted(error instanceof Error ? error.message : String(error));
    } finally {
      either.release();
    }
  };
}

/** Tells a command that could not be started inside from one that ran and failed. */
export function readResult(result: ExecResult): ExecResult {
  if (result.failedToStart !== undefined || result.exitCode === 0) return result;
  const lines = result.stderr.trimEnd().split("\n");
  if (result.exitCode === SETUP_EXIT) {
    const reason = lines.find((line) => line.startsWith(SETUP_FAILED))?.slice(SETUP_FAILED.length);
    return reason === undefined ? result : { ...result, failedToStart: `the sandbox could not be set up: ${reason}` };
  }
  const first = lines[0] ?? "";
  if (lines.length === 1 && first.startsWith("bwrap: "))
    return { ...result, failedToStart: `the sandbox could not be set up: ${first.slice("bwrap: ".length)}` };
  const missing = /^(?:\S*\/)?env: (.+)$/.exec(first);
  if ((result.exitCode === 127 || result.exitCode === 126) && lines.length === 1 && missing !== null)
    return { ...result, failedToStart: `${missing[1]} (inside the sandbox)` };
  return result;
}

/**
 * Removes everything but plain files and folders. A command could leave a link or a pipe where a report is expected,
 * and the reader would open what it leads to, or wait for ever.
 */
export async function keepPlainFiles(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await keepPlainFiles(path);
    else if (!entry.isFile()) await rm(path, { force: true });
  }
}

function eitherOf(a: AbortSignal, b: AbortSignal): { readonly signal: AbortSignal; readonly release: () => void } {
  const both = new AbortController();
  const abort = () => both.abort();
  for (const signal of [a, b]) {
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  }
  return {
    signal: both.signal,
    release() {
      for (const signal of [a, b]) signal.removeEventListener("abort", abort);
    },
  };
}

function notStarted(reason: string): ExecResult {
  return { ...NOTHING, failedToStart: `the sandbox could not be set up: ${reason}` };
}

const NOTHING: ExecResult = {
  exitCode: undefined,
  signal: undefined,
  timedOut: false,
  aborted: false,
  stdout: "",
  stderr: "",
  ms: 0,
  failedToStart: undefined,
};
