import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type ToolCommand, toolCommands } from "./script.ts";

/** What is read of a project to find out how its tests are run. */
export interface Project {
  /** Folder on this machine. */
  readonly root: string;
  readonly manifest: Manifest;
  /** The tools that `scripts.test` calls, in order. */
  readonly testCommands: readonly ToolCommand[];
  /** Relative paths, `/`-separated, sorted; without dependencies and hidden folders; bounded. */
  readonly files: readonly string[];
  /** Text of a file of the project; undefined when it is missing or large. */
  read(path: string): Promise<string | undefined>;
}

const texts = z.record(z.string(), z.string()).catch({});
const Manifest = z.looseObject({
  scripts: texts.default({}),
  dependencies: texts.default({}),
  devDependencies: texts.default({}),
});
export type Manifest = Readonly<z.infer<typeof Manifest>>;

const FILES = 20_000;
const FILE_BYTES = 1024 * 1024;
const SKIPPED = new Set(["node_modules", "bower_components", "__pycache__", "venv", "site-packages"]);

/** Reads the project's manifest and lists its files. An unreadable manifest counts as empty. */
export async function readProject(root: string): Promise<Project> {
  const files: string[] = [];
  await list(root, "", files);
  const manifest = parseManifest(await read("package.json"));
  return { root, manifest, testCommands: toolCommands(manifest.scripts, "test"), files: files.sort(), read };

  async function read(path: string): Promise<string | undefined> {
    const at = join(root, path);
    try {
      const { size } = await stat(at);
      return size > FILE_BYTES ? undefined : await readFile(at, "utf8");
    } catch {
      return undefined;
    }
  }
}

/**
 * Where a package's program lies, relative to the project; undefined when the package is not installed there.
 * Dependencies hoisted to a folder above the project are not visible in a sandbox and do not count.
 */
export async function binOf(project: Project, name: string): Promise<string | undefined> {
  const folder = `node_modules/${name}`;
  const bin = PackageBin.safeParse(parseJson(await project.read(`${folder}/package.json`))).data?.bin;
  const path = typeof bin === "string" ? bin : bin?.[name];
  return path === undefined ? undefined : `${folder}/${path.replace(/^\.\//, "")}`;
}

/** Whether the manifest names the package among its dependencies. */
export function dependsOn(project: Project, name: string): boolean {
  return name in project.manifest.devDependencies || name in project.manifest.dependencies;
}

const PackageBin = z.object({ bin: z.union([z.string(), texts]) });

function parseManifest(text: string | undefined): Manifest {
  return Manifest.safeParse(parseJson(text)).data ?? Manifest.parse({});
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

async function list(root: string, folder: string, into: string[]): Promise<void> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (into.length >= FILES) return;
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isFile()) into.push(path);
    else if (entry.isDirectory() && !entry.name.startsWith(".") && !SKIPPED.has(entry.name))
      await list(root, path, into);
  }
}
