import { lstatSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, readlink, rm, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isProtected } from "../../../core/kata/protected.ts";
import { foldersOf, keepOnly, writeInPlace } from "./copy-tree.ts";
import { removeTree } from "./leftovers.ts";
import { DEPENDENCIES } from "./workspace-list.ts";

const STARTUP_NAME =
  /^(?:sitecustomize\.py|usercustomize\.py|setup\.py|noxfile\.py|mocha\.opts|\.node-version|\.nvmrc)$/;

/** Whether a path decides how tests run, apart from being a test: nothing inside may change it or bring it in. */
export function decidesTests(path: string): boolean {
  return isProtected(path) || STARTUP_NAME.test(basename(path));
}

/** What to mount read-only: whole folders where everything in them is sealed, else single files. */
export interface SealPlan {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** Few mounts for many files. The root itself is never sealed as a folder: the code lies there. */
export function planSeals(paths: readonly string[], isSealed: (path: string) => boolean): SealPlan {
  const mixed = new Set(foldersOf(paths.filter((path) => !isSealed(path))));
  const sealed = paths.filter(isSealed);
  const whole = new Set(foldersOf(sealed).filter((folder) => !mixed.has(folder)));
  const isTop = (path: string) => !whole.has(dirname(path));
  return {
    folders: [...whole].filter(isTop),
    files: sealed.filter(isTop),
  };
}

/**
 * The true sealed files, kept apart from the copy and mounted over it. A command cannot change what is mounted, yet it
 * can move the folders around it; `heal` puts everything back before the next command starts.
 */
export class Seals {
  readonly #copy: string;
  readonly #store: string;
  readonly #paths: readonly string[];
  readonly #points: readonly string[];
  readonly #known: ReadonlySet<string>;
  readonly #isSealed: (path: string) => boolean;
  readonly plan: SealPlan;
  #marks = new Map<string, string>();

  /** `paths`: everything in the copy. `points`: folders in it that dependencies are mounted on. */
  constructor(
    places: { readonly copy: string; readonly store: string },
    paths: readonly string[],
    points: readonly string[],
    isSealed: (path: string) => boolean,
  ) {
    this.#copy = places.copy;
    this.#store = places.store;
    this.#paths = paths.filter(isSealed);
    this.#points = points;
    this.#known = new Set([...paths, ...points]);
    this.#isSealed = isSealed;
    this.plan = planSeals(paths, isSealed);
  }

  /** Brings the store to hold the sealed files of the copy and nothing else. Links are kept as links. */
  async store(): Promise<void> {
    await keepOnly(this.#store, this.#paths, new Set());
    for (const path of this.#paths) {
      const from = join(this.#copy, path);
      const to = join(this.#store, path);
      if (lstatSync(from).isSymbolicLink()) await copyEntry(from, to);
      else writeInPlace(to, await readFile(from), lstatSync(from).mode & 0o777);
    }
    for (const point of this.#points) {
      await mkdir(join(this.#copy, point), { recursive: true });
      if (this.plan.folders.some((folder) => point.startsWith(`${folder}/`)))
        await mkdir(join(this.#store, point), { recursive: true });
    }
  }

  /** What to mount over the copy. A sealed link cannot be mounted over; `heal` alone looks after it. */
  over(): readonly { readonly from: string; readonly path: string }[] {
    const files = this.plan.files.filter((path) => !lstatSync(join(this.#store, path)).isSymbolicLink());
    return [...this.plan.folders, ...files].map((path) => ({ from: join(this.#store, path), path }));
  }

  /** Remembers how the sealed files look on disk, once nothing more is done to them from this side. */
  mark(): void {
    this.#marks = new Map(this.#paths.map((path) => [path, this.#markOf(path)]));
  }

  /**
   * Undoes what commands did around the sealed files: restores the moved or replaced ones, and removes new files that
   * would decide how tests run, as well as new folders of dependencies. To be called while no command runs.
   */
  async heal(): Promise<void> {
    await this.#removeIntruders("");
    for (const point of this.#points) await this.#makeFolder(point);
    for (const path of this.#paths) {
      if (this.#markOf(path) === this.#marks.get(path) && this.#isReached(path)) continue;
      const folder = dirname(path);
      if (folder !== ".") await this.#makeFolder(folder);
      await removeTree(join(this.#copy, path));
      await copyEntry(join(this.#store, path), join(this.#copy, path));
      this.#marks.set(path, this.#markOf(path));
    }
  }

  async #removeIntruders(folder: string): Promise<void> {
    for (const entry of await readdir(join(this.#copy, folder), { withFileTypes: true }).catch(() => [])) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (this.#known.has(path)) continue;
      const intrudes =
        DEPENDENCIES.has(entry.name) || entry.name === ".git" || (!entry.isDirectory() && this.#isSealed(path));
      if (intrudes) await removeTree(join(this.#copy, path));
      else if (entry.isDirectory()) await this.#removeIntruders(path);
    }
  }

  /** Makes the folder and those above it real folders, whatever stands in their place. */
  async #makeFolder(path: string): Promise<void> {
    const parts = path.split("/");
    for (let depth = 1; depth <= parts.length; depth++) {
      const at = join(this.#copy, ...parts.slice(0, depth));
      const entry = lstatSync(at, { throwIfNoEntry: false });
      if (entry?.isDirectory()) continue;
      if (entry !== undefined) await rm(at, { force: true });
      await mkdir(at);
    }
  }

  /** Whether every folder on the way is a real one. */
  #isReached(path: string): boolean {
    const parts = path.split("/").slice(0, -1);
    return parts.every((_, index) => {
      const at = join(this.#copy, ...parts.slice(0, index + 1));
      return lstatSync(at, { throwIfNoEntry: false })?.isDirectory() === true;
    });
  }

  /** Changes with every write, replacement and change of mode; a command cannot turn it back. */
  #markOf(path: string): string {
    try {
      const stat = lstatSync(join(this.#copy, path), { bigint: true });
      return `${stat.ino} ${stat.ctimeNs} ${stat.size}`;
    } catch {
      return "gone";
    }
  }
}

async function copyEntry(from: string, to: string): Promise<void> {
  if (!lstatSync(from).isSymbolicLink()) return copyFile(from, to);
  await rm(to, { force: true });
  await symlink(await readlink(from), to);
}
