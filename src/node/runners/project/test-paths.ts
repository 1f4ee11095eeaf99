import { z } from "zod";
import { parseConfig } from "./config.ts";
import { globRegExp } from "./glob.ts";
import type { Project } from "./project.ts";

const TEST_FOLDERS = new Set([
  "test",
  "tests",
  "__tests__",
  "spec",
  "specs",
  "__snapshots__",
  "__mocks__",
  "__fixtures__",
]);
const TEST_FILES = [
  /[._-](?:test|spec)\.[cm]?[jt]sx?$/,
  /^(?:test|spec)(?:-[^/]*)?\.[cm]?[jt]sx?$/,
  /\.snap$/,
  /^test_.*\.py$/,
  /_test\.py$/,
  /^conftest\.py$/,
  /^(?:jest|vitest|vite|karma|ava)\.(?:config|workspace|setup)\.[\w.]+$/,
  /^\.(?:mocharc|taprc|nycrc|c8rc)(?:\.[\w]+)?$/,
  /^(?:pytest\.ini|tox\.ini|jest\.config)$/,
];

/**
 * Whether a path belongs to the tests rather than to the code under test: test files, everything in a test folder,
 * snapshots, the frameworks' configuration and the set-up files it names.
 */
export function testPathMatcher(setUp: ReadonlySet<string>): (path: string) => boolean {
  return (path) => {
    const parts = path.split("/");
    const name = parts.pop() ?? "";
    return (
      parts.some((part) => TEST_FOLDERS.has(part)) || TEST_FILES.some((file) => file.test(name)) || setUp.has(path)
    );
  };
}

const names = z
  .union([z.string().transform((text) => [text]), z.array(z.string())])
  .catch([])
  .default([]);
const SetUp = z.object({
  require: names,
  file: names,
  import: names,
  setupFiles: names,
  setupFilesAfterEnv: names,
  globalSetup: names,
  globalTeardown: names,
});

const Spec = z.object({ spec: names });
/** Tools whose arguments are the test files themselves, not filters on them. */
const NAMES_FILES = new Set(["mocha", "tape", "tap", "node:test", "node"]);
const HOLDS_TESTS = /(?<![.\w])(?:describe|it|test|suite)\s*\(|["'](?:tape|tap|node:test)["']/;

/** Files of the project that the frameworks' configuration loads before tests. Configuration is read, never run. */
export async function setUpFiles(project: Project): Promise<ReadonlySet<string>> {
  const files = new Set(project.files);
  const named: string[] = [];
  const specs = project.testCommands.filter(({ tool }) => NAMES_FILES.has(tool)).flatMap(({ args }) => args);
  const sections: unknown[] = [project.manifest["mocha"], project.manifest["jest"]];
  for (const file of [".mocharc.json", ".mocharc.jsonc", ".mocharc.yml", ".mocharc.yaml", "jest.config.json"]) {
    sections.push(parseConfig(file, await project.read(file)));
  }
  for (const section of sections) {
    const found = SetUp.safeParse(section).data;
    const spec = Spec.safeParse(section).data?.spec;
    if (found) named.push(...Object.values(found).flat());
    if (spec) specs.push(...spec);
  }
  for (const file of project.files.filter((path) =>
    /^(?:\.mocharc|(?:jest|vitest|vite)\.config)\.[cm]?[jt]s$/.test(path),
  )) {
    named.push(...quotedPaths((await project.read(file)) ?? ""));
  }
  for (const { args } of project.testCommands) named.push(...valuesOf(args));
  const tests = await filesNamedAsTests(project, specs);
  return new Set([...tests, ...named.map((name) => plainPath(name, files)).filter((path) => path !== undefined)]);
}

/** Files outside the usual folders that a glob or path of the script or configuration names, and that hold tests. */
async function filesNamedAsTests(project: Project, specs: readonly string[]): Promise<readonly string[]> {
  const patterns = specs.map((spec) => globRegExp(spec));
  const found: string[] = [];
  for (const file of project.files.filter((path) => patterns.some((pattern) => pattern.test(path)))) {
    if (HOLDS_TESTS.test((await project.read(file)) ?? "")) found.push(file);
  }
  return found;
}

/** Files that the set-up keys of a configuration file written as code name as literals. */
function quotedPaths(code: string): readonly string[] {
  const keys =
    /\b(?:setupFiles\w*|globalSetup|globalTeardown|require|file)["']?\s*:\s*(\[[^\]]*\]|["'`][^"'`\n]+["'`])/g;
  return [...code.matchAll(keys)]
    .flatMap((match) => [...(match[1] ?? "").matchAll(/["'`]([^"'`\n]+)["'`]/g)])
    .map((match) => match[1] ?? "");
}

function valuesOf(args: readonly string[]): readonly string[] {
  return args.filter((_, index) => /^(?:-r|--require|--import|--file|--setupFiles)$/.test(args[index - 1] ?? ""));
}

function plainPath(name: string, files: ReadonlySet<string>): string | undefined {
  const path = name.replace(/^<rootDir>\//, "").replace(/^\.\//, "");
  return [path, `${path}.js`, `${path}.cjs`, `${path}.ts`, `${path}/index.js`].find((each) => files.has(each));
}
