import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AbortSignal, FileChange, SandboxCopy } from "../../core/ports.ts";
import type { Exec } from "../exec.ts";
import { createFiles } from "../files.ts";
import { detectRunner } from "../runners/index.ts";
import type { RunPlace } from "../runners/place.ts";
import { createSearch } from "../search.ts";
import { createExec, keepPlainFiles, type Start } from "./commands.ts";
import { aborted, copyTree, digestOf, snapshotOf } from "./copy.ts";
import { createCopyFiles, createCopySearch } from "./copy-files.ts";
import { type Engine, startIn } from "./engine.ts";
import { handOver, makeRunFolder, removeTree } from "./leftovers.ts";
import { type CopyPlaces, SEEN } from "./profile.ts";
import { decidesTests, Seals } from "./sealed.ts";
import { Turns } from "./turns.ts";
import { type Dependency, findDependencies, listUnignored, listWorkspace } from "./workspace-list.ts";

export interface CopyOptions {
  readonly workspaceRoot: string;
  /** Folder for copies. Its file system holds them; nothing else is put there. */
  readonly scratchDir: string;
  /** Etude's reporter modules for test frameworks. */
  readonly reportersDir: string;
}

/**
 * Copies the workspace, lays the changes over it, seals tests and dependencies. Throws UserError when the workspace
 * cannot be copied or has no test runner, and the abort's reason when aborted; nothing is left behind then.
 */
export async function openCopy(
  engine: Engine,
  { workspaceRoot, scratchDir, reportersDir }: CopyOptions,
  changes: readonly FileChange[],
  signal: AbortSignal,
): Promise<SandboxCopy> {
  const run = await makeRunFolder(scratchDir);
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
    for (const folder of [copy, reports, store]) await mkdir(folder);
    const etc = await writeEtc(run);

    const listed = await listWorkspace(workspaceRoot);
    const dependencies = findDependencies(workspaceRoot, listed);
    const base = new Map(await copyTree(workspaceRoot, copy, listed, signal));
    for (const { path } of dependencies) await mkdir(join(copy, path), { recursive: true });
    const plain = createFiles(copy);
    for (const { path, text } of changes) {
      if (text === undefined) await plain.remove(path);
      else await plain.write(path, text);
      if (text === undefined) base.delete(path);
      else base.set(path, await digestOf(join(copy, path)));
    }
    await linkPackages(copy, dependencies);

    const turns = new Turns();
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

    const points = new Set(dependencies.map(({ path }) => path));
    const gitDir = await makeGitDir(run);
    return {
      files: createCopyFiles({ copy, files: plain, isSealed, owner: engine.caller.owner, turns, list }),
      search: createCopySearch(createSearch(copy), turns),
      tests,
      changes: () => turns.take(changed),
      async dispose() {
        end.abort();
        await turns.take(async () => undefined);
        await removeTree(run);
      },
    };

    /** Seals what the predicate names and makes ready to run commands, one at a time. */
    async function prepare(seals: (path: string) => boolean): Promise<Exec> {
      await removeTree(store);
      await mkdir(store);
      const sealed = new Seals(
        { copy, store },
        [...base.keys()],
        dependencies.map(({ path }) => path),
        seals,
      );
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
      const found = await snapshotOf(copy, points);
      const fresh = await freshPaths([...found.keys()]);
      return [...found]
        .filter(([path, digest]) => !digest.startsWith("link:") && (base.has(path) || fresh.has(path)))
        .map(([path]) => path);
    }

    async function changed(): Promise<readonly FileChange[]> {
      const now = await snapshotOf(copy, points);
      const fresh = await freshPaths([...now.keys()]);
      const differing = [...now].filter(([path, digest]) =>
        base.has(path) ? base.get(path) !== digest : fresh.has(path),
      );
      const gone = [...base.keys()].filter((path) => !now.has(path)).map((path) => ({ path, text: undefined }));
      const changes: FileChange[] = [...gone];
      for (const [path, digest] of differing) {
        const text = digest.startsWith("link:") ? undefined : await textOf(join(copy, path));
        // A link or binary file in the place of text: all that can be said is that the text is gone.
        if (text !== undefined || base.has(path)) changes.push({ path, text });
      }
      return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
    }

    /** New paths that the project's ignore rules let through: what test runs leave behind is not a change. */
    async function freshPaths(paths: readonly string[]): Promise<ReadonlySet<string>> {
      const fresh = paths.filter((path) => !base.has(path) && !isLitter(path));
      if (fresh.length === 0) return new Set();
      const unignored = await listUnignored(gitDir, copy);
      if (unignored === undefined) return new Set(fresh);
      const through = new Set(unignored);
      return new Set(fresh.filter((path) => through.has(path)));
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
  await mkdir(etc);
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
 * Makes the project's packages findable on this side, where the folder is only a mount point: one link each. Inside,
 * the mount hides them.
 */
async function linkPackages(copy: string, dependencies: readonly Dependency[]): Promise<void> {
  const packages = dependencies.find(({ path }) => path === "node_modules");
  if (packages === undefined) return;
  for (const name of await readdir(packages.from)) {
    await symlink(join(packages.from, name), join(copy, packages.path, name));
  }
}
