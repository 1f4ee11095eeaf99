import type { AbortSignal, Files, Hash } from "../ports.ts";
import type { Baseline } from "./baseline.ts";
import { languageOf } from "./language.ts";

/** Remembers the baseline of one state of the repository: taking it costs two whole runs of the tests. */
export interface BaselineCache {
  get(state: string): Baseline | undefined;
  put(state: string, baseline: Baseline): void;
}

/** Keeps the newest only: older states do not come back. */
export function createBaselineCache(): BaselineCache {
  let newest: { readonly state: string; readonly baseline: Baseline } | undefined;
  return {
    get: (state) => (newest?.state === state ? newest.baseline : undefined),
    put: (state, baseline) => {
      newest = { state, baseline };
    },
  };
}

/**
 * One hash over what the tests' results depend on: the code and the JSON files, among them manifest and lock file, with
 * their paths. Data files of other kinds are not read, so a baseline may outlive a change to them by one harvest;
 * verification runs every kata's tests on the reference again, which would show it.
 */
export async function stateOf(files: Pick<Files, "list" | "read">, hash: Hash, signal: AbortSignal): Promise<string> {
  const paths = (await files.list(signal)).filter((path) => languageOf(path) !== undefined || path.endsWith(".json"));
  const lines: string[] = [];
  for (const path of paths) {
    if (signal.aborted) break;
    // A file that cannot be read (too large, not text) counts by its name.
    const text = await files.read(path).catch(() => undefined);
    lines.push(`${path}\n${text === undefined ? "" : hash(text)}`);
  }
  return hash(lines.join("\n"));
}
