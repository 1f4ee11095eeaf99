import { lchown } from "node:fs/promises";
import { dirname, join } from "node:path";
import { judgePath } from "../../../core/agent/paths.ts";
import { UserError } from "../../../core/errors.ts";
import type { Files, Search } from "../../../core/ports.ts";
import type { Turns } from "./turns.ts";

export interface CopyFilesParts {
  readonly copy: string;
  /** The plain files below the copy. */
  readonly files: Files;
  readonly isSealed: (path: string) => boolean;
  readonly list: () => Promise<readonly string[]>;
  /** Who has to own what is written, when that is not this process. */
  readonly owner: number | undefined;
  readonly turns: Turns;
  /** Told each path that was written, normalised. */
  readonly onWrite: (path: string) => void;
}

/**
 * The files of a copy for an agent: tests and what decides how they run cannot be written, and nothing outside exists.
 * No operation overlaps a command, which could swap a folder for a link under it.
 */
export function createCopyFiles({ copy, files, isSealed, list, owner, turns, onWrite }: CopyFilesParts): Files {
  return {
    list: () => turns.take(list),
    read: (path) => turns.take(() => files.read(path)),
    write: (path, text) =>
      turns.take(async () => {
        const inside = refuseSealed(path);
        await files.write(path, text);
        if (inside === undefined) return;
        onWrite(inside);
        if (owner !== undefined) await handOver(inside, owner);
      }),
    remove: (path) =>
      turns.take(async () => {
        refuseSealed(path);
        await files.remove(path);
      }),
    outside: {
      read: async (path) => refuseOutside(path),
      write: async (path) => refuseOutside(path),
    },
  };

  /** The normalised path; undefined where the plain files will refuse it anyway. */
  function refuseSealed(path: string): string | undefined {
    const verdict = judgePath(path);
    if (verdict.kind !== "inside") return undefined;
    if (!isSealed(verdict.path)) return verdict.path;
    throw new UserError(
      `${verdict.path} is a test, or decides how tests run, and stays as it is here: change the code under test instead.`,
    );
  }

  async function handOver(path: string, to: number): Promise<void> {
    for (let at = path; at !== "."; at = dirname(at)) await lchown(join(copy, at), to, to);
  }
}

/** A search that waits for its turn like the files do. */
export function createCopySearch(search: Search, turns: Turns): Search {
  return { search: (request, signal) => turns.take(() => search.search(request, signal)) };
}

function refuseOutside(path: string): never {
  throw new UserError(`${path} is outside the sandbox copy: use paths of the project only.`);
}
