import { execFile } from "node:child_process";
import { lstatSync, realpathSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isSecret } from "../../../core/agent/paths.ts";
import { isFolder } from "../host-paths.ts";

/** Folders of installed packages: shown read-only from where they are, never copied. */
export const DEPENDENCIES: ReadonlySet<string> = new Set([
  "node_modules",
  "bower_components",
  "jspm_packages",
  ".venv",
  "venv",
  "__pypackages__",
]);
/** Never in a copy: the history holds the answer, and practice memory is not for those it is about. */
const NEVER: ReadonlySet<string> = new Set([".git", ".etude"]);
const MAX_DEPTH = 40;

/** More files than a copy may have, for the walk to stop at. */
export const MAX_FILES = 50_000;

/** Paths of files and links to copy: what git tracks or would track, without dependencies, secrets and history. */
export async function listWorkspace(root: string): Promise<readonly string[]> {
  const listed = (await listByGit(["ls-files", "-co"], root)) ?? (await listByWalk(root));
  return [...new Set(listed)].filter(isCopied);
}

/** Paths below `workTree` that its ignore rules let through and git does not know, or undefined without git. */
export function listUnignored(gitDir: string, workTree: string): Promise<readonly string[] | undefined> {
  return listByGit([`--git-dir=${gitDir}`, `--work-tree=${workTree}`, "ls-files", "-o"], workTree);
}

/** Folders of installed packages beside the copied files, with the real folder behind each. */
export function findDependencies(root: string, copied: readonly string[]): readonly Dependency[] {
  const folders = new Set([""]);
  for (const path of copied) {
    for (let at = dirname(path); at !== "." && !folders.has(at); at = dirname(at)) folders.add(at);
  }
  const found: Dependency[] = [];
  for (const folder of folders) {
    for (const name of [...DEPENDENCIES, "vendor"]) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (folders.has(path)) continue;
      const from = dependencyFolder(join(root, path));
      if (from !== undefined) found.push({ path, from });
    }
  }
  return found;
}

export interface Dependency {
  readonly path: string;
  readonly from: string;
}

/** A link counts when it leads to a folder of the same name: a repository must not open just any folder this way. */
function dependencyFolder(path: string): string | undefined {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return undefined;
  if (entry.isDirectory()) return path;
  if (!entry.isSymbolicLink() || !isFolder(path)) return undefined;
  const real = realpathSync(path);
  return basename(real) === basename(path) ? real : undefined;
}

function isCopied(path: string): boolean {
  const parts = path.split("/");
  return !parts.some((part) => NEVER.has(part) || DEPENDENCIES.has(part)) && !isSecretOnce(path);
}

const secrets = new Map<string, boolean>();

/** Practice opens a copy of the same paths over and over. */
function isSecretOnce(path: string): boolean {
  const known = secrets.get(path);
  if (known !== undefined) return known;
  if (secrets.size > 4 * MAX_FILES) secrets.clear();
  const secret = isSecret(path);
  secrets.set(path, secret);
  return secret;
}

/** Nothing that a repository's own configuration names is run. Undefined where git is absent or refuses. */
function listByGit(command: readonly string[], cwd: string): Promise<readonly string[] | undefined> {
  const safe = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.untrackedCache=false"];
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? "",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
  return new Promise((done) => {
    execFile(
      "git",
      [...safe, ...command, "--exclude-standard", "-z"],
      { cwd, env, maxBuffer: 64 * 1024 * 1024, timeout: 30_000 },
      (error, stdout) => {
        const paths = stdout
          .split("\0")
          .filter((path) => path !== "" && !path.startsWith("../") && !path.endsWith("/"));
        done(error === null ? paths : undefined);
      },
    );
  });
}

async function listByWalk(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  let level = [""];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0 && found.length <= MAX_FILES; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      for (const entry of await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])) {
        if (NEVER.has(entry.name) || DEPENDENCIES.has(entry.name)) continue;
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) next.push(path);
        else if (entry.isFile() || entry.isSymbolicLink()) found.push(path);
      }
    }
    level = next.sort();
  }
  return found;
}
