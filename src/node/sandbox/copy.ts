import { createHash } from "node:crypto";
import {
  constants,
  createReadStream,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { copyFile, readdir, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path";
import { pipeline } from "node:stream/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { UserError } from "../../core/errors.ts";
import type { AbortSignal } from "../../core/ports.ts";
import { isWithin } from "./host-paths.ts";
import { MAX_FILES } from "./workspace-list.ts";

/** What each file of a copy held at some moment: a digest of its bytes, or `link:` and a link's target. */
export type Snapshot = ReadonlyMap<string, string>;

const MAX_BYTES = 2 * 1024 ** 3;
/** Larger files are not held in memory, nor handled in one go. */
const SMALL_BYTES = 1024 * 1024;
/**
 * Thousands of small files go four times faster one after the other without waiting for each; this process is shared
 * with others though, so after so many ms they get their turn.
 */
const SLICE_MS = 8;

/**
 * Copies the paths from `root` to the empty folder `target`. Links are copied as links when they stay inside the
 * workspace, and left out when they leave it. What has vanished meanwhile is left out. Throws UserError when the
 * workspace is too large, and `AbortError` when aborted.
 */
export async function copyTree(
  root: string,
  target: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Snapshot> {
  if (paths.length > MAX_FILES) throw tooLarge(`more than ${MAX_FILES} files`);
  const realRoot = await realpath(root);
  const digests = new Map<string, string>();
  const large: string[] = [];
  let bytes = 0;
  for (const folder of foldersOf(paths)) mkdirSync(join(target, folder), { recursive: true });
  await inSlices(paths, (path) => {
    if (signal.aborted) throw aborted();
    const digest = unlessMissing(() => copyOne(path));
    if (digest !== undefined) digests.set(path, digest);
  });
  for (const path of large) {
    if (signal.aborted) throw aborted();
    await copyFile(join(realRoot, path), join(target, path), constants.COPYFILE_FICLONE);
    digests.set(path, await digestOf(join(target, path)));
  }
  return digests;

  function copyOne(path: string): string | undefined {
    const from = join(realRoot, path);
    const stat = lstatSync(from);
    if (stat.isSymbolicLink()) return copyLink(path);
    if (!stat.isFile()) return undefined;
    bytes += stat.size;
    if (bytes > MAX_BYTES) throw tooLarge("more than 2 GB");
    if (stat.size > SMALL_BYTES) {
      large.push(path);
      return undefined;
    }
    const content = readFileSync(from, { flag: constants.O_RDONLY | constants.O_NOFOLLOW });
    writeFileSync(join(target, path), content, { mode: (stat.mode & 0o777) | 0o600, flag: "wx" });
    return digestOfBytes(content);
  }

  function copyLink(path: string): string | undefined {
    const linked = readlinkSync(join(realRoot, path));
    if (isAbsolute(linked)) return undefined;
    const end = join(realpathSync(join(realRoot, dirname(path))), linked);
    const real = unlessMissing(() => realpathSync(end)) ?? normalize(end);
    if (!isWithin(real, realRoot)) return undefined;
    symlinkSync(linked, join(target, path));
    return `link:${linked}`;
  }
}

/** What the folder holds now, sorted by path; `skipped` folders and all but files and links left out. Follows no link. */
export async function snapshotOf(root: string, skipped: ReadonlySet<string>): Promise<Snapshot> {
  const digests = new Map<string, string>();
  const large: string[] = [];
  const paths = await walk(root, skipped);
  await inSlices(paths, (path) => {
    const at = join(root, path);
    const digest = unlessMissing(() => {
      const stat = lstatSync(at);
      if (stat.isSymbolicLink()) return `link:${readlinkSync(at)}`;
      if (stat.size <= SMALL_BYTES) return digestOfBytes(readFileSync(at));
      large.push(path);
      return undefined;
    });
    if (digest !== undefined) digests.set(path, digest);
  });
  for (const path of large) digests.set(path, await digestOf(join(root, path)));
  return new Map([...digests].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The digest of one file, which is there and not a link. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("base64");
}

/** Files and links below `root`; `skipped` holds relative paths of folders to leave alone. */
async function walk(root: string, skipped: ReadonlySet<string>): Promise<readonly string[]> {
  const found: string[] = [];
  const open = [""];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (skipped.has(path)) continue;
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile() || entry.isSymbolicLink()) found.push(path);
    }
  }
  return found;
}

/** Every folder that one of the paths lies in, parents first. */
export function foldersOf(paths: Iterable<string>): readonly string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = dirname(path); at !== "." && !folders.has(at); at = dirname(at)) folders.add(at);
  }
  return [...folders].sort();
}

async function inSlices(paths: readonly string[], work: (path: string) => void): Promise<void> {
  let until = performance.now() + SLICE_MS;
  for (const path of paths) {
    work(path);
    if (performance.now() < until) continue;
    await nextTurn();
    until = performance.now() + SLICE_MS;
  }
}

function digestOfBytes(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64");
}

function tooLarge(how: string): UserError {
  return new UserError(`The workspace has ${how}, too large to copy for practice: open one of its packages instead.`);
}

export function aborted(): Error {
  const error = new Error("The copy was given up on request.");
  error.name = "AbortError";
  return error;
}

function unlessMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // ELOOP: a file that became a link between look and open. EACCES: not ours to read, so not ours to copy.
    if (["ENOENT", "ENOTDIR", "ELOOP", "EACCES"].includes(String(code))) return undefined;
    throw error;
  }
}
