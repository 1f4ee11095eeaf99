import { mkdir, readdir, readFile, readlink, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AbortSignal, FileChange, SandboxCopy } from "../../../core/ports.ts";
import type { Exec } from "../../exec.ts";
import { createFiles } from "../../files.ts";
import { detectRunner } from "../../runners/index.ts";
import type { RunPlace } from "../../runners/place.ts";
import { createSearch } from "../../search.ts";
import { createExec, keepPlainFiles, type Start } from "../commands.ts";
import { type Engine, startIn } from "../engine.ts";
import { type CopyPlaces, SEEN } from "../profile.ts";
import { createCopyFiles, createCopySearch } from "./copy-files.ts";
import { aborted, copyTree, digestOf, snapshotOf, walk } from "./copy-tree.ts";
import { handOver, removeTree } from "./leftovers.ts";
import type { RunFolders } from "./run-folders.ts";
import { decidesTests, Seals } from "./seals.ts";
import { Turns } from "./turns.ts";
import { type Dependency, findDependencies, listUnignored, listWorkspace } from "./workspace-list.ts";

export interface CopyOptions {
  readonly workspaceRoot: string;
  readonly folders: RunFolders;
  /** Etude's reporter modules for test frameworks. */
  readonly reportersDir: string;
}

/**
 * Copies the workspace, lays the changes over it, seals tests and dependencies. Throws UserError when the workspace
 * cannot be copied or has no test runner, and the abort's reason when aborted; nothing is left behind then.
 */
export async function openCopy(
  engine: Engine,
  { workspaceRoot, folders, reportersDir }: CopyOptions,
  changes: readonly FileChange[],
  signal: AbortSignal,
): Promise<SandboxCopy> {
  const run = await folders.take();
  try {
    return await open();
  } catch (error) {
    await removeTree(run);
    throw error;
  }

  async function open(): Promise<SandboxCopy> {
    const copy = join(run, "copy");
    const reports = join(run, "reports");
    const store = join(run, "sealed");
    await removeTree(reports);
    for (const folder of [copy, reports, store]) await mkdir(folder, { recursive: true });
    const etc = await writeEtc(run);

    const listed = await listWorkspace(workspaceRoot);
    const dependencies = findDependencies(workspaceRoot, listed);
    const points = new Set(dependencies.map(({ path }) => path));
    const base = new Map(await copyTree(workspaceRoot, copy, listed, points, signal));
    for (const point of points) await mkdir(join(copy, point), { recursive: true });
    const plain = createFiles(copy);
    for (const { path, text } of changes) {
      if (text === undefined) await plain.remove(path);
      else await plain.write(path, text);
      if (text === undefined) base.delete(path);
      else base.set(path, await digestOf(join(copy, path)));
    }
    await linkDependencies(copy, dependencies);

    const turns = new Turns();
    const written = new Set<string>();
    const end = new AbortController();
    let exec: Exec | undefined;
    const place: RunPlace = {
      root: { host: copy, seen: SEEN.root },
      reports: { host: reports, seen: SEEN.reports },
      reporters: { host: reportersDir, seen: SEEN.reporters },
      env: engine.profile(placesOf([])).env,
      exec: async (command, by) => (exec ?? (await prepare(decidesTests)))(command, by),
    };
    const tests = await detectRunner(place);
    const isSealed = (path: string) => decidesTests(path) || tests.isTest(path);
    exec = await prepare(isSealed);
    if (signal.aborted) throw aborted();

    const gitDir = await makeGitDir(run);
    return {
      files: createCopyFiles({
        copy,
        files: plain,
        isSealed,
        list,
        owner: engine.caller.owner,
        turns,
        onWrite: (path) => written.add(path),
      }),
      search: createCopySearch(createSearch(copy), turns),
      tests,
      changes: () => turns.take(changed),
      async dispose() {
        end.abort();
        await turns.take(async () => undefined);
        await folders.giveBack(run);
      },
    };

    /** Seals what the predicate names and makes ready to run commands, one at a time. */
    async function prepare(seals: (path: string) => boolean): Promise<Exec> {
      const sealed = new Seals({ copy, store }, [...base.keys()], [...points], seals);
      await sealed.store();
      const start: Start = await startIn(engine, placesOf([...sealed.over(), ...dependencies]), run);
      if (engine.caller.owner !== undefined) await handOver(run, engine.caller.owner);
      sealed.mark();
      let used = false;
      const once = createExec(
        async () => {
          if (used) await sealed.heal();
          used = true;
          return start;
        },
        end.signal,
        engine.wallMs,
      );
      return (command, by) =>
        turns.take(async () => {
          const result = await once(command, by);
          await keepPlainFiles(reports);
          return result;
        });
    }

    function placesOf(over: readonly Dependency[]): CopyPlaces {
      return { copy, reports, reporters: reportersDir, etc, over };
    }

    async function list(): Promise<readonly string[]> {
      const found = (await walk(copy, points)).filter(({ link }) => !link).map(({ path }) => path);
      const fresh = await freshPaths(found);
      return found.filter((path) => base.has(path) || fresh.has(path)).sort();
    }

    async function changed(): Promise<readonly FileChange[]> {
      const now = await snapshotOf(copy, points);
      const fresh = await freshPaths([...now.keys()]);
      const changes: FileChange[] = [];
      for (const path of base.keys()) if (!now.has(path)) changes.push({ path, text: undefined });
      for (const [path, digest] of now) {
        if (base.has(path) ? base.get(path) === digest : !fresh.has(path)) continue;
        const text = digest.startsWith("link:") ? undefined : await textOf(join(copy, path));
        // Only commands leave anything but text, and a change has no way of saying it.
        if (text !== undefined) changes.push({ path, text });
      }
      return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
    }

    /** New paths that were written by hand or that the project's ignore rules let through: not what tests leave. */
    async function freshPaths(paths: readonly string[]): Promise<ReadonlySet<string>> {
      const fresh = paths.filter((path) => !base.has(path) && !isLitter(path));
      const through = fresh.length === 0 ? undefined : await listUnignored(gitDir, copy);
      const unignored = new Set(through ?? fresh);
      return new Set([...written, ...fresh.filter((path) => unignored.has(path))]);
    }
  }
}

/** Leftovers of test tools, for projects whose ignore rules forget them. */
function isLitter(path: string): boolean {
  return /(?:^|\/)(?:__pycache__|\.pytest_cache|coverage|\.nyc_output|\.vitest|\.cache)\//.test(path);
}

async function textOf(path: string): Promise<string | undefined> {
  const bytes = await readFile(path);
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Who is there and what this machine is called, without telling about the real one. */
async function writeEtc(run: string): Promise<string> {
  const etc = join(run, "etc");
  await mkdir(etc, { recursive: true });
  await writeFile(join(etc, "passwd"), `kata:x:1000:1000:kata:${SEEN.home}:/bin/sh\n`, { mode: 0o644 });
  await writeFile(join(etc, "group"), "kata:x:1000:\n", { mode: 0o644 });
  await writeFile(join(etc, "hosts"), "127.0.0.1 localhost kata\n::1 localhost\n", { mode: 0o644 });
  return etc;
}

/** The least that git takes for a repository: its ignore rules are wanted, nothing else. */
async function makeGitDir(run: string): Promise<string> {
  const gitDir = join(run, "git");
  for (const folder of ["objects", "refs"]) await mkdir(join(gitDir, folder), { recursive: true });
  await writeFile(join(gitDir, "HEAD"), "ref: refs/heads/main\n");
  return gitDir;
}

/**
 * Makes the dependencies of the root folder findable on this side, where each is only a mount point: one link for each
 * thing in it. Inside, the mount hides them.
 */
async function linkDependencies(copy: string, dependencies: readonly Dependency[]): Promise<void> {
  for (const { path, from } of dependencies.filter((each) => !each.path.includes("/"))) {
    const point = join(copy, path);
    const wanted = new Set(await readdir(from));
    const present = new Set<string>();
    for (const name of await readdir(point)) {
      const target = await readlink(join(point, name)).catch(() => "");
      if (wanted.has(name) && target === join(from, name)) present.add(name);
      else await removeTree(join(point, name));
    }
    for (const name of wanted) if (!present.has(name)) await symlink(join(from, name), join(point, name));
  }
}
