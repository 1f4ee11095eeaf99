import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { chmod, lstat, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { spawnExec } from "../../exec.ts";
import { DRIVER_ENV } from "../drivers/driver.ts";

const NAME = /^kata-(\d+)-(\d+)-[0-9a-f]{12}$/;

/** A new folder in `scratchDir` whose name says which process owns it. */
export async function makeRunFolder(scratchDir: string): Promise<string> {
  const folder = nameRunFolder(scratchDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

export function nameRunFolder(scratchDir: string): string {
  return join(scratchDir, `kata-${process.pid}-${startOf(process.pid) ?? 0}-${randomBytes(6).toString("hex")}`);
}

/**
 * Removes the folders of processes that are gone, and ends what still runs in them. A process id that was given out
 * anew is told by its start time.
 */
export async function sweepLeftovers(scratchDir: string): Promise<void> {
  for (const name of await readdir(scratchDir).catch(() => [])) {
    const owner = NAME.exec(name);
    if (owner === null) continue;
    if (String(startOf(Number(owner[1])) ?? "gone") === owner[2]) continue;
    await endAllNaming(name);
    await removeTree(join(scratchDir, name));
  }
}

/** Ends the processes whose command line holds the name of a run folder, which no other can hold by chance. */
async function endAllNaming(folder: string): Promise<void> {
  for (const pid of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    try {
      if (command.includes(`/${folder}/`)) process.kill(Number(pid), "SIGKILL");
    } catch {
      // It ended by itself, or is not ours to end.
    }
  }
}

/** Removes whatever is there, also folders that a command closed to their owner. Never rejects, follows no link. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await openFolders(path);
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function openFolders(path: string): Promise<void> {
  const entry = await lstat(path).catch(() => undefined);
  if (!entry?.isDirectory()) return;
  await chmod(path, 0o700).catch(() => undefined);
  for (const child of await readdir(path, { withFileTypes: true }).catch(() => [])) {
    if (child.isDirectory()) await openFolders(join(path, child.name));
  }
}

/** Start of a process in clock ticks since boot, or undefined when there is none. */
function startOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is a name in brackets and may itself hold blanks and brackets.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  } catch {
    return undefined;
  }
}

/** Gives the tree to another user; for root only. Links themselves are given, not what they lead to. */
export async function handOver(path: string, owner: number): Promise<void> {
  const { exitCode, stderr } = await spawnExec(
    { argv: ["chown", "-hR", `${owner}:${owner}`, path], cwd: "/", env: DRIVER_ENV, limitMs: 60_000 },
    new AbortController().signal,
  );
  if (exitCode !== 0) throw new Error(`the copy could not be handed over: ${stderr.trim()}`);
}
