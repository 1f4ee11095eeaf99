import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  createReadStream,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { copyFile, readdir, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { UserError } from "../../../core/errors.ts";
import type { AbortSignal } from "../../../core/ports.ts";
import { isWithin } from "../host-paths.ts";
import { removeTree } from "./leftovers.ts";
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
 * Copies the paths from `root` to the folder `target`, which then holds them and nothing else, apart from `skipped`
 * folders. A target that held a copy before is written over in place: some file systems take a hundred times longer to
 * make a file soon after many were removed. Nothing that was in it is trusted. Links are copied as links when they stay inside the
 * workspace, and left out when they leave it. What has vanished meanwhile is left out. Throws UserError when the
 * workspace is too large, and `AbortError` when aborted.
 */
export async function copyTree(
  root: string,
  target: string,
  paths: readonly string[],
  skipped: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Snapshot> {
  if (paths.length > MAX_FILES) throw tooLarge(`more than ${MAX_FILES} files`);
  const realRoot = await realpath(root);
  const digests = new Map<string, string>();
  const large: string[] = [];
  let bytes = 0;
  await keepOnly(target, paths, skipped);
  await inSlices(paths, (path) => {
    if (signal.aborted) throw aborted();
    const digest = unlessMissing(() => copyOne(path));
    if (digest !== undefined) digests.set(path, digest);
  });
  for (const path of large) {
    if (signal.aborted) throw aborted();
    rmSync(join(target, path), { force: true });
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
    writeInPlace(join(target, path), content, (stat.mode & 0o777) | 0o600);
    return digestOfBytes(content);
  }

  function copyLink(path: string): string | undefined {
    const linked = readlinkSync(join(realRoot, path));
    if (isAbsolute(linked)) return undefined;
    const real = endOf(realpathSync(join(realRoot, dirname(path))), linked);
    if (real === undefined || !isWithin(real, realRoot)) return undefined;
    rmSync(join(target, path), { force: true });
    symlinkSync(linked, join(target, path));
    return `link:${linked}`;
  }
}

/**
 * Makes the folders that the paths lie in, and removes everything that is neither one of the paths nor on the way to
 * one, nor a `skipped` folder. Follows no link.
 */
export async function keepOnly(root: string, paths: readonly string[], skipped: ReadonlySet<string>): Promise<void> {
  const files = new Set(paths);
  const folders = new Set(foldersOf([...paths, ...skipped]));
  await prune("");
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });

  async function prune(folder: string): Promise<void> {
    // A command may have closed it.
    chmodSync(join(root, folder), 0o755);
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && skipped.has(path)) continue;
      if (entry.isDirectory() && folders.has(path)) await prune(path);
      else if (!entry.isFile() || !files.has(path)) await removeTree(join(root, path));
    }
  }
}

/**
 * Where a relative link in `folder` leads, step by step as the kernel goes: `a/..` is not `.` when `a` is a link.
 * Beyond the last thing that exists only plain steps down count; undefined otherwise.
 */
function endOf(folder: string, linked: string): string | undefined {
  const steps = linked.split("/").filter((step) => step !== "" && step !== ".");
  let at = folder;
  for (const [index, step] of steps.entries()) {
    const next = unlessMissing(() => realpathSync(`${at}/${step}`));
    if (next === undefined) {
      const rest = steps.slice(index);
      const dangling = lstatSync(`${at}/${step}`, { throwIfNoEntry: false }) !== undefined;
      return dangling || rest.includes("..") ? undefined : join(at, ...rest);
    }
    at = next;
  }
  return at;
}

/**
 * Brings the file to hold the content; where a plain file with a single name holds it already, nothing is written.
 * Otherwise its blocks are used again: cutting a file to nothing first makes some file systems write it out at once.
 */
export function writeInPlace(path: string, content: Buffer, mode: number): void {
  const before = lstatSync(path, { throwIfNoEntry: false });
  if (!before?.isFile() || before.nlink > 1) {
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, content, { mode, flag: "wx" });
    return;
  }
  chmodSync(path, mode);
  if (before.size === content.length && readFileSync(path).equals(content)) return;
  const file = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW);
  try {
    for (let done = 0; done < content.length; ) done += writeSync(file, content, done, content.length - done, done);
    ftruncateSync(file, content.length);
  } finally {
    closeSync(file);
  }
}

/** What the folder holds now, sorted by path; `skipped` folders and all but files and links left out. Follows no link. */
export async function snapshotOf(root: string, skipped: ReadonlySet<string>): Promise<Snapshot> {
  const digests = new Map<string, string>();
  const large: string[] = [];
  const paths = (await walk(root, skipped)).map(({ path }) => path);
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

/** Files and links below `root`; `skipped` holds relative paths of folders to leave alone. Follows no link. */
export async function walk(
  root: string,
  skipped: ReadonlySet<string>,
): Promise<readonly { readonly path: string; readonly link: boolean }[]> {
  const found: { path: string; link: boolean }[] = [];
  const open = [""];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (skipped.has(path)) continue;
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile() || entry.isSymbolicLink()) found.push({ path, link: entry.isSymbolicLink() });
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
