import { realpathSync } from "node:fs";
import { baseEnv, spawnExec } from "../exec.ts";
import type { RunPlace } from "./place.ts";

/** Runs commands straight in the workspace, with the user's programs and none of the user's secrets. */
export function hostPlace(root: string, reportsDir: string, reportersDir: string): RunPlace {
  return {
    root: { host: root, seen: realpath(root) },
    reports: { host: reportsDir, seen: reportsDir },
    reporters: { host: reportersDir, seen: reportersDir },
    env: baseEnv(process.env),
    exec: spawnExec,
  };
}

/** Runtimes print real paths; a root reached through a link would not be recognised in them. */
function realpath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
