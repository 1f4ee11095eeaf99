import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readdir, readlink, realpath, rename, unlink } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { judgePath } from "../core/agent/paths.ts";
import { UserError } from "../core/errors.ts";
import type { AbortSignal, Files } from "../core/ports.ts";

/** Bytes of the largest file that is read. */
export const MAX_FILE_BYTES = 2 * 1024 * 1024;
/** Files listed at most; a tree beyond it is listed in part. */
const MAX_LISTED = 20_000;
const MAX_DEPTH = 40;
const SKIPPED = new Set(["node_modules", ".git", ".etude"]);

/**
 * The files below one folder. Links are never followed: not at the end of a path, not in its parents. What is ignored
 * by git is not listed, but can be read by name.
 */
export function createFiles(root: string): Files {
  const base = resolve(root);

  return {
    async list(signal) {
      const listed = (await listByGit(base, signal)) ?? (await listByWalk(base, signal));
      const kept = [...new Set(listed)].filter((path) => !path.split("/").some((part) => SKIPPED.has(part))).sort();
      return onlyFiles(base, kept.slice(0, MAX_LISTED), signal);
    },
    read: async (path) => readText(await locate(base, path), path),
    write: async (path, text) => writeAtomically(await locate(base, path), text),
    remove: async (path) => {
      await unlink(await locate(base, path)).catch(unlessMissing);
    },
    outside: {
      read: async (path) => readText(await locateOutside(path), path),
      write: async (path, text) => writeAtomically(await locateOutside(path), text),
    },
  };
}

/**
 * Replaces the file's text in one step: readers see the old text or the new one. Keeps the mode of an existing file,
 * creates missing folders, replaces a link instead of following it. The caller has checked the parent folders.
 */
export async function writeAtomically(target: string, text: string): Promise<void> {
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  const before = await lstat(target).catch(unlessMissing);
  if (before?.isDirectory()) throw new UserError(`${basename(target)} is a folder; name a file.`);
  const name = `.${basename(target).slice(0, 100)}.${process.pid}.${randomBytes(6).toString("hex")}.tmp`;
  const temporary = join(folder, name);
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = constants;
  const handle = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    try {
      await refuseMoved(handle, join(await realpath(folder), name));
      await handle.writeFile(text, "utf8");
      await handle.chmod(before?.isFile() ? before.mode & 0o777 : 0o666 & ~process.umask());
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameWithPatience(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

/** Virus scanners and indexers hold files for a moment on some systems: eight tries within about 1.3 s. */
async function renameWithPatience(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (attempt === 8 || !["EPERM", "EACCES", "EBUSY"].includes(codeOf(error) ?? "")) throw error;
      await delay(5 * 2 ** attempt);
    }
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readText(target: string, shown: string): Promise<string | undefined> {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const handle = await open(target, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(unlessMissing);
  if (handle === undefined) return undefined;
  try {
    await refuseMoved(handle, target);
    const stat = await handle.stat();
    if (!stat.isFile()) throw new UserError(`${shown} is not a file; list the files below it instead.`);
    if (stat.size > MAX_FILE_BYTES) throw new UserError(`${shown} is larger than 2 MB; Etude does not read it.`);
    const bytes = await handle.readFile();
    if (bytes.length > MAX_FILE_BYTES) throw new UserError(`${shown} is larger than 2 MB; Etude does not read it.`);
    return decode(bytes, shown);
  } finally {
    await handle.close();
  }
}

function decode(bytes: Buffer, shown: string): string {
  const notText = new UserError(`${shown} is not UTF-8 text; Etude works on text files only.`);
  if (bytes.includes(0)) throw notText;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notText;
  }
}

/** The absolute path, when neither it nor any folder on the way is a link. */
async function locate(base: string, path: string): Promise<string> {
  const verdict = judgePath(path);
  if (verdict.kind === "refused") throw new UserError(verdict.reason);
  if (verdict.kind === "outside") throw new UserError(`${path} is outside the workspace.`);
  if (verdict.path === ".") throw new UserError("The path names the workspace folder itself; name a file in it.");
  const root = await realpath(base);
  const target = join(root, ...verdict.path.split("/"));
  const real = await realOf(target);
  if (fold(real) === fold(target)) return target;
  const inside = real.startsWith(root + sep);
  throw new UserError(
    inside
      ? `${path} goes through a link; use ${relative(root, real).split(sep).join("/")} instead.`
      : `${path} goes through a link that leaves the workspace.`,
  );
}

async function locateOutside(path: string): Promise<string> {
  if (!isAbsolute(path)) throw new UserError(`${path} is not an absolute path.`);
  const target = join(await realOf(dirname(resolve(path))), basename(path));
  if ((await lstat(target).catch(unlessMissing))?.isSymbolicLink()) {
    throw new UserError(`${path} is a link; name the file it leads to.`);
  }
  return target;
}

/** The real path of the deepest existing ancestor, with the rest appended. A dangling link counts as its target. */
async function realOf(target: string): Promise<string> {
  const tail: string[] = [];
  for (let at = target; ; at = dirname(at)) {
    const entry = await lstat(at).catch(unlessMissing);
    if (entry?.isSymbolicLink()) {
      const led = await realpath(at).catch(async () => resolve(dirname(at), await readlink(at)));
      return join(led, ...tail);
    }
    if (entry !== undefined) return join(await realpath(at), ...tail);
    if (dirname(at) === at) return target;
    tail.unshift(basename(at));
  }
}

/** Between check and open a folder may have been swapped for a link; where the system tells, look again. */
async function refuseMoved(handle: FileHandle, expected: string): Promise<void> {
  if (process.platform !== "linux") return;
  const opened = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => expected);
  if (opened !== expected) throw new UserError(`${basename(expected)} was moved while it was opened; try again.`);
}

/** What git would list, or undefined where git is absent, refuses, or knows no repository here. */
function listByGit(base: string, signal: AbortSignal | undefined): Promise<readonly string[] | undefined> {
  const safe = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.untrackedCache=false"];
  const env = {
    ...pick(process.env, ["PATH", "HOME", "USERPROFILE", "SystemRoot"]),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
  return new Promise((done) => {
    const child = execFile(
      "git",
      [...safe, "ls-files", "-co", "--exclude-standard", "-z"],
      { cwd: base, env, maxBuffer: 64 * 1024 * 1024, timeout: 30_000, windowsHide: true },
      (error, stdout) => {
        signal?.removeEventListener("abort", stop);
        done(error === null ? stdout.split("\0").filter((path) => path !== "" && !path.startsWith("../")) : undefined);
      },
    );
    const stop = () => child.kill();
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Breadth first, so that a deep folder cannot crowd out the files near the root. */
async function listByWalk(base: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
  const found: string[] = [];
  let level = [""];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0 && found.length < MAX_LISTED; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (signal?.aborted || found.length >= MAX_LISTED) break;
      const entries = await readdir(join(base, folder), { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        if (SKIPPED.has(entry.name)) continue;
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) next.push(path);
        else if (entry.isFile()) found.push(path);
      }
    }
    level = next.sort();
  }
  return found;
}

/** Drops what git lists and the disk does not hold as a plain file: deleted files, links, submodules. */
async function onlyFiles(base: string, paths: readonly string[], signal: AbortSignal | undefined) {
  const kept: string[] = [];
  for (let at = 0; at < paths.length && !signal?.aborted; at += 256) {
    const batch = paths.slice(at, at + 256);
    const stats = await Promise.all(batch.map((path) => lstat(join(base, path)).catch(() => undefined)));
    kept.push(...batch.filter((_, index) => stats[index]?.isFile()));
  }
  return kept;
}

function pick(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** File systems that ignore case or composition give back other spellings of the same path. */
function fold(path: string): string {
  return process.platform === "linux" ? path : path.normalize("NFC").toLowerCase();
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function unlessMissing(error: unknown): undefined {
  if (["ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(codeOf(error) ?? "")) return undefined;
  throw error;
}
