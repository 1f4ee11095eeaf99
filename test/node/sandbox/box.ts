import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecResult } from "../../../src/node/exec.ts";
import { createExec } from "../../../src/node/sandbox/commands.ts";
import { handOver, removeTree } from "../../../src/node/sandbox/copy/leftovers.ts";
import { type Engine, startIn } from "../../../src/node/sandbox/engine.ts";
import { readFacts } from "../../../src/node/sandbox/facts.ts";
import { enginesFor } from "../../../src/node/sandbox/find-engine.ts";
import { probe } from "../../../src/node/sandbox/probe.ts";
import { type Profile, SEEN } from "../../../src/node/sandbox/profile.ts";

/** A driver on this machine: ready to be put to the test, or why not. */
export type Candidate =
  | { readonly name: string; readonly engine: Engine }
  | { readonly name: string; readonly engine: undefined; readonly why: string };

/** Every driver as the current user. Reads the machine, so it belongs at the top of a test file. */
export async function findCandidates(): Promise<readonly Candidate[]> {
  const scratch = await mkdtemp(join(tmpdir(), "etude-candidates-"));
  try {
    const engines = enginesFor(await readFacts(process.env, "/nowhere"));
    return await Promise.all(
      ["bwrap", "util-linux"].map(async (name): Promise<Candidate> => {
        let why = "is not installed here";
        for (const engine of engines.filter(({ driver }) => driver.name === name)) {
          const verdict = await probe(engine, scratch);
          if (verdict.kind === "tight") return { name, engine };
          why = `does not work here: ${verdict.reason}`;
        }
        return { name, engine: undefined, why };
      }),
    );
  } finally {
    await removeTree(scratch);
  }
}

/** A sandbox with a small project in it: `src/a.js`, sealed `test/a.js`, read-only `node_modules/dep/index.js`. */
export interface Box {
  /** Host folder of everything that belongs to the box. */
  readonly folder: string;
  readonly copy: string;
  run(argv: readonly string[], options?: BoxRun): Promise<ExecResult>;
  sh(script: string, options?: BoxRun): Promise<ExecResult>;
  node(script: string, options?: BoxRun): Promise<ExecResult>;
  dispose(): Promise<void>;
}

export interface BoxRun {
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
}

export async function openBox(
  engine: Engine,
  change: (profile: Profile) => Profile = (profile) => profile,
): Promise<Box> {
  const run = await mkdtemp(join(tmpdir(), "etude-box-"));
  const places = {
    copy: join(run, "copy"),
    reports: join(run, "reports"),
    reporters: join(run, "reporters"),
    etc: join(run, "etc"),
  };
  const dependencies = join(run, "dependencies");
  const tests = join(run, "tests");
  for (const folder of [...Object.values(places), join(dependencies, "dep"), tests])
    await mkdir(folder, { recursive: true });
  for (const folder of ["src", "test", "node_modules"]) await mkdir(join(places.copy, folder));
  await writeFile(join(places.copy, "src/a.js"), "export const a = 1;\n");
  await writeFile(join(places.copy, "test/a.js"), "sealed\n");
  await writeFile(join(tests, "a.js"), "sealed\n");
  await writeFile(join(dependencies, "dep/index.js"), "module.exports = 1;\n");
  for (const name of ["passwd", "group", "hosts"]) await writeFile(join(places.etc, name), "127.0.0.1 localhost\n");

  const over = [
    { from: tests, path: "test" },
    { from: dependencies, path: "node_modules" },
  ];
  const changed: Engine = { ...engine, profile: (given) => change(engine.profile(given)) };
  const start = await startIn(changed, { ...places, over }, run);
  if (engine.caller.owner !== undefined) await handOver(run, engine.caller.owner);
  const ended = new AbortController();
  const exec = createExec(async () => start, ended.signal, 60_000);
  const { env } = changed.profile({ ...places, over });

  const command = (argv: readonly string[], options: BoxRun = {}) =>
    exec(
      { argv, cwd: SEEN.root, env: { ...env, ...options.env }, limitMs: options.limitMs ?? 15_000 },
      options.signal ?? new AbortController().signal,
    );
  return {
    folder: run,
    copy: places.copy,
    run: command,
    sh: (script, options) => command(["/bin/sh", "-c", script], options),
    node: (script, options) => command(["node", "-e", script], options),
    async dispose() {
      ended.abort();
      await removeTree(run);
    },
  };
}
