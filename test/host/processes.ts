import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { atEnd } from "./lifetime.ts";

/** How long a tree may take to end by itself before it is killed. */
const GRACE_MS = 3000;

/** How long the rest may take once the leader has gone. */
const ORPHAN_GRACE_MS = 300;

/** Variable that the whole tree inherits. It finds those that went into the background on purpose. */
const MARKS = "ETUDE_PROCESS_TREE";
let started = 0;

/** A child process that leads a process group and takes every process it started with it. */
export interface Tree {
  readonly child: ChildProcess;
  /** Resolves when the leader has ended: its exit code, or undefined after a signal. Never rejects. */
  readonly ended: Promise<number | undefined>;
  /** Asks the whole tree to end, then kills what is left. Safe to call twice. */
  end(): Promise<void>;
}

/** Starts a process whose whole tree ends with `end()` or with this process. Throws nothing: see `ended`. */
export function startTree(command: string, args: readonly string[], options: SpawnOptions): Tree {
  const mark = `${process.pid}-${++started}`;
  const env = { ...(options.env ?? process.env), [MARKS]: `${process.env[MARKS] ?? ""}/${mark}/` };
  const child = spawn(command, args, { ...options, env, detached: process.platform !== "win32" });
  const forget = atEnd(() => signalAll(treeOf(child, mark), "SIGKILL"));
  const ended = new Promise<number | undefined>((resolve) => {
    child.once("error", () => resolve(undefined));
    child.once("exit", (code) => resolve(code ?? undefined));
  });
  return { child, ended, end };

  async function end(): Promise<void> {
    const tree = treeOf(child, mark);
    const leads = tree[0]?.pid === child.pid;
    signalAll(leads ? tree.slice(0, 1) : tree, "SIGTERM");
    let deadline = Date.now() + GRACE_MS;
    while (tree.some(isAlive) && Date.now() < deadline) {
      await delay(20);
      if (!tree.slice(0, 1).some(isAlive)) deadline = Math.min(deadline, Date.now() + ORPHAN_GRACE_MS);
    }
    signalAll([...tree.filter(isAlive), ...treeOf(child, mark)], "SIGKILL");
    forget();
  }
}

/** One process, told apart from a later one with the same id by its start time. */
interface Identity {
  readonly pid: number;
  readonly started: string;
}

interface Row extends Identity {
  readonly parent: number;
  readonly group: number;
  readonly state: string;
}

/**
 * The leader first, then its group, all descendants (sandboxes and terminals lead groups of their own) and whoever
 * inherited the mark. Without /proc (macOS, Windows) only the leader is known, so only it is ended.
 */
function treeOf(child: ChildProcess, mark: string): readonly Identity[] {
  const leader = child.pid;
  if (leader === undefined) return [];
  if (process.platform !== "linux") return child.exitCode === null ? [{ pid: leader, started: "" }] : [];
  const rows = processTable();
  const members = new Set(rows.flatMap((row) => (row.pid !== process.pid && isMarked(row.pid, mark) ? row.pid : [])));
  if (child.exitCode === null && child.signalCode === null) members.add(leader);
  for (let before = 0; before !== members.size; ) {
    before = members.size;
    for (const row of rows) {
      const grouped = row.group === leader && members.has(leader);
      if (grouped || members.has(row.parent)) members.add(row.pid);
    }
  }
  const known = rows.filter((row) => members.has(row.pid) && row.state !== "Z");
  return known.sort((a, b) => Number(b.pid === leader) - Number(a.pid === leader));
}

function isMarked(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`/${mark}/`);
  } catch {
    return false;
  }
}

function isAlive(one: Identity): boolean {
  if (process.platform !== "linux") return answersSignals(one.pid);
  const row = readRow(one.pid);
  return row !== undefined && row.state !== "Z" && row.started === one.started;
}

function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function signalAll(tree: readonly Identity[], signal: NodeJS.Signals): void {
  for (const one of tree) {
    try {
      process.kill(one.pid, signal);
    } catch {
      // It ended between being listed and being signalled.
    }
  }
}

function processTable(): readonly Row[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readRow(Number(name)) ?? []);
}

/** Fields of `/proc/PID/stat` (proc(5)); the name in brackets may contain anything, so split behind it. */
function readRow(pid: number): Row | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return {
      pid,
      state: fields[0] ?? "",
      parent: Number(fields[1]),
      group: Number(fields[2]),
      started: fields[19] ?? "",
    };
  } catch {
    return undefined;
  }
}
