import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { link, lstat, mkdir, open, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { MAX_STRATEGY_BYTES } from "../core/memory/codec.ts";
import { MEMORY_PATH, type MemoryFolder, type MemoryText } from "../core/memory/shelf.ts";

/** Bare names only: no separators, no leading dot. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.md$/;

/** More files than this are not listed: recall and review are made for tens of strategies. */
const MAX_FILES = 2_000;

/**
 * `.etude/memory` of one workspace. Links are never followed: neither the files nor the two folders may be one, so
 * that nothing outside the workspace is read or written.
 */
export function createMemoryFolder(workspaceRoot: string): MemoryFolder {
  const folder = join(workspaceRoot, MEMORY_PATH);
  return {
    async list() {
      if (!(await isRealFolder(workspaceRoot))) return [];
      const entries = await readdir(folder, { withFileTypes: true });
      return entries
        .filter((entry) => !entry.isDirectory() && NAME.test(entry.name))
        .map((entry) => entry.name)
        .sort()
        .slice(0, MAX_FILES);
    },
    async read(name) {
      if (!NAME.test(name)) return refused("The file's name is not that of a strategy.");
      return (await isRealFolder(workspaceRoot)) ? readPlain(join(folder, name)) : { kind: "missing" };
    },
    async create(name, text) {
      if (!NAME.test(name)) throw new Error(`"${name}" is not the name of a strategy's file.`);
      await makeFolder(workspaceRoot);
      return createFile(folder, name, text);
    },
  };
}

async function isRealFolder(root: string): Promise<boolean> {
  for (const path of [join(root, ".etude"), join(root, MEMORY_PATH)]) {
    const stat = await lstat(path).catch(missing);
    if (!stat?.isDirectory()) return false;
  }
  return true;
}

async function makeFolder(root: string): Promise<void> {
  for (const path of [join(root, ".etude"), join(root, MEMORY_PATH)]) {
    await mkdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    if (!(await lstat(path)).isDirectory()) {
      throw new Error(`${path} is a link or a file, so practice memory cannot be written there.`);
    }
  }
}

async function readPlain(path: string): Promise<MemoryText> {
  const stat = await lstat(path).catch(missing);
  if (!stat) return { kind: "missing" };
  if (!stat.isFile()) return refused("The file is a link or not a plain file.");
  if (stat.size > MAX_STRATEGY_BYTES) return refused("The file is over 64 kB.");
  try {
    // O_NOFOLLOW and the bounded read hold even if the file is exchanged after the look above.
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const buffer = new Uint8Array(MAX_STRATEGY_BYTES + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await file.read(buffer, length, buffer.length - length);
        length += bytesRead;
        if (bytesRead === 0 || length === buffer.length) break;
      }
      if (length > MAX_STRATEGY_BYTES) return refused("The file is over 64 kB.");
      return {
        kind: "text",
        text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(buffer.subarray(0, length)),
      };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof TypeError) return refused("The file is not UTF-8 text.");
    return refused(`The file cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"}).`);
  }
}

/** A link to a finished temporary file appears whole or not at all, and fails when the name is taken. */
async function createFile(folder: string, name: string, text: string): Promise<boolean> {
  const temporary = join(folder, `.${name}.${process.pid}.${randomBytes(6).toString("hex")}.tmp`);
  const file = await open(temporary, "wx", 0o644);
  try {
    await file.writeFile(text, "utf8");
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(temporary, join(folder, name));
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
    return await createExclusively(join(folder, name), text);
  } finally {
    await unlink(temporary);
  }
}

/** For file systems without hard links. */
async function createExclusively(path: string, text: string): Promise<boolean> {
  const file = await open(path, "wx", 0o644).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") return undefined;
    throw error;
  });
  if (!file) return false;
  try {
    await file.writeFile(text, "utf8");
    await file.sync();
  } finally {
    await file.close();
  }
  return true;
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
}

function refused(reason: string): MemoryText {
  return { kind: "refused", reason };
}
