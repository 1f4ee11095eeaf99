import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable } from "node:stream";
import type { AbortSignal } from "../core/ports.ts";
import { cleanTerminalText } from "./terminal-text.ts";

/** One command to run. `argv[0]` is looked up on PATH of `env`; no shell is involved. */
export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment of the child; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** The process tree is killed after this many ms. */
  readonly limitMs: number;
}

export interface ExecResult {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly timedOut: boolean;
  readonly aborted: boolean;
  /** Head and tail of the output; the middle of a flood is cut and says so. */
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** Set when the command could not be started at all (not found, not executable). */
  readonly failedToStart: string | undefined;
}

/** Runs a command to its end. Never rejects; ends the whole process tree on abort, time limit or output flood. */
export type Exec = (command: Command, signal: AbortSignal) => Promise<ExecResult>;

/** Bytes kept of each end of each stream. */
const KEEP_BYTES = 256 * 1024;
/** Bytes over both streams after which a command is taken for a flood and killed. */
const FLOOD_BYTES = 64 * 1024 * 1024;
/** Time between asking a process tree to end and ending it, in ms. */
const GRACE_MS = 1_000;
/** How long pipes held open by a stray descendant are waited for once the command itself has ended, in ms. */
const DRAIN_MS = 300;

/**
 * Runs the command in a process group of its own. Ending it means SIGTERM to the group, then SIGKILL after a second;
 * descendants that outlive the command are killed as well. Output is free of terminal codes.
 */
export const spawnExec: Exec = (command, signal) =>
  new Promise((resolve) => {
    const started = performance.now();
    const [program = "", ...args] = command.argv;
    const stdout = new KeptOutput();
    const stderr = new KeptOutput();
    const timers: NodeJS.Timeout[] = [];
    let child: ChildProcess | undefined;
    let timedOut = false;
    let aborted = signal.aborted;
    let ending = false;

    if (aborted) return settle(undefined, "SIGTERM");
    try {
      child = spawn(program, args, {
        cwd: command.cwd,
        env: { ...command.env },
        stdio: ["ignore", "pipe", "pipe"],
        detached: process.platform !== "win32",
        windowsHide: true,
      });
    } catch (error) {
      return settle(undefined, undefined, startFailure(error, program, command.cwd));
    }

    const { pid } = child;
    timers.push(setTimeout(onLimit, command.limitMs));
    signal.addEventListener("abort", onAbort, { once: true });
    collect(child.stdout, stdout);
    collect(child.stderr, stderr);
    child.once("error", (error) => {
      if (pid === undefined) settle(undefined, undefined, startFailure(error, program, command.cwd));
    });
    child.once("exit", (code, by) => {
      signalTree(pid, "SIGKILL");
      timers.push(setTimeout(() => settle(code, by), DRAIN_MS));
    });
    child.once("close", settle);

    function onLimit(): void {
      timedOut = true;
      end();
    }

    function onAbort(): void {
      aborted = true;
      end();
    }

    function end(): void {
      if (ending) return;
      ending = true;
      signalTree(pid, "SIGTERM");
      timers.push(setTimeout(() => signalTree(pid, "SIGKILL"), GRACE_MS));
    }

    function collect(stream: Readable | null, into: KeptOutput): void {
      stream?.on("error", () => undefined);
      stream?.on("data", (chunk: Buffer) => {
        into.add(chunk);
        if (stdout.total + stderr.total > FLOOD_BYTES) signalTree(pid, "SIGKILL");
      });
    }

    function settle(code: number | null | undefined, by: string | null | undefined, failedToStart?: string): void {
      for (const timer of timers.splice(0)) clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      child?.stdout?.destroy();
      child?.stderr?.destroy();
      resolve({
        exitCode: code ?? undefined,
        signal: by ?? undefined,
        timedOut,
        aborted,
        stdout: stdout.text(),
        stderr: stderr.text(),
        ms: performance.now() - started,
        failedToStart,
      });
    }
  });

const KEPT_NAMES = new Set([
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LANGUAGE",
  "TZ",
  "TMPDIR",
  "TMP",
  "TEMP",
  "NODE_PATH",
  "NODE_ENV",
  "PYENV_ROOT",
  "PYENV_VERSION",
  "VIRTUAL_ENV",
  "NVM_DIR",
  "LD_LIBRARY_PATH",
  "SYSTEMROOT",
  "COMSPEC",
  "PATHEXT",
  "USERPROFILE",
  "APPDATA",
  "LOCALAPPDATA",
  "HOMEDRIVE",
  "HOMEPATH",
]);
const SECRET_NAME = /key|token|secret|passw|credential|auth/i;

/**
 * The environment for running a project's own tests: what finding programs, folders and languages needs, and nothing
 * that could carry a secret or change how a test framework behaves (`NODE_OPTIONS`, `NODE_TEST_CONTEXT`).
 */
export function baseEnv(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const upper = name.toUpperCase();
    const wanted = KEPT_NAMES.has(upper) || upper.startsWith("LC_");
    if (value !== undefined && wanted && !SECRET_NAME.test(name)) kept[name] = value;
  }
  return { ...kept, TERM: "dumb", CI: "1" };
}

/** Head and tail of one stream, at most `KEEP_BYTES` each. */
class KeptOutput {
  total = 0;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;

  add(chunk: Buffer): void {
    this.total += chunk.length;
    const room = KEEP_BYTES - this.#headBytes;
    if (room > 0) {
      this.#head.push(chunk.subarray(0, room));
      this.#headBytes += Math.min(room, chunk.length);
    }
    if (chunk.length <= room) return;
    const rest = chunk.subarray(Math.max(room, 0));
    this.#tail.push(rest);
    this.#tailBytes += rest.length;
    // Compacting at twice the bound keeps the cost per byte constant.
    if (this.#tailBytes > 2 * KEEP_BYTES) this.#compact();
  }

  text(): string {
    this.#compact();
    const cut = this.total - this.#headBytes - this.#tailBytes;
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail);
    if (cut <= 0) return cleanTerminalText(Buffer.concat([head, tail]).toString("utf8"));
    return cleanTerminalText(`${head.toString("utf8")}\n[... ${cut} bytes cut ...]\n${tail.toString("utf8")}`);
  }

  #compact(): void {
    const all = Buffer.concat(this.#tail);
    // A copy, so that the dropped part is not kept alive.
    this.#tail = [Buffer.from(all.subarray(Math.max(0, all.length - KEEP_BYTES)))];
    this.#tailBytes = Math.min(all.length, KEEP_BYTES);
  }
}

/** Signals the process group led by `pid`; on Windows, where there are none, ends the tree by force. */
function signalTree(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(pid), "/t", "/f"], { stdio: "ignore", windowsHide: true }).on("error", () => {});
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
}

function startFailure(error: unknown, program: string, cwd: string): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return existsSync(cwd) ? `"${program}" was not found on PATH` : `there is no folder ${cwd}`;
  if (code === "EACCES") return `"${program}" may not be executed`;
  return error instanceof Error ? error.message : String(error);
}
