import { languageOf } from "../kata/language.ts";
import type { StackFrame } from "../trace/test-run.ts";
import { ochiai, type Spectrum } from "./coverage.ts";
import type { Job } from "./job.ts";
import type { Play } from "./play.ts";
import type { Source } from "./source.ts";

/** Source files read for one round. */
const MOST_FILES = 10;

/**
 * Source files worth reading, the most suspicious first: those the failing tests executed; without coverage, those in
 * stack frames and those the test files import.
 */
export function* sourcesToRead(
  job: Job,
  spectra: readonly Spectrum[],
  frames: readonly StackFrame[],
  testFiles: readonly Source[],
): Play<readonly string[]> {
  const weights = new Map<string, number>();
  const add = (path: string, weight: number) => {
    if (languageOf(path) === undefined || job.options.isTest(path) || /(^|\/)node_modules\/|\.min\./.test(path)) return;
    weights.set(path, (weights.get(path) ?? 0) + weight);
  };
  for (const spectrum of spectra.filter((each) => each.failing)) {
    for (const [path, lines] of spectrum.lines) {
      let sum = 0;
      for (const line of lines) sum += ochiai(spectra, path, line);
      add(path, Math.log(1 + sum));
    }
  }
  for (const frame of frames) add(frame.file, 3);
  const imported = testFiles.flatMap(importsOf);
  const exact = imported.filter((path) => weights.has(path) || weights.has(`${path}.js`) || weights.has(`${path}.ts`));
  for (const path of exact)
    for (const known of [path, `${path}.js`, `${path}.ts`]) if (weights.has(known)) add(known, 2);
  if (weights.size === 0 && imported.length > 0) {
    for (const path of yield* existing(imported)) add(path, 1);
  }
  return [...weights]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_FILES)
    .map(([path]) => path);
}

/** Files of the workspace that the import paths can mean. */
function* existing(imported: readonly string[]): Play<readonly string[]> {
  const says = "There is no coverage to go by; looking for the files the tests import.";
  const [reply] = yield { says, acts: [{ tool: "list_files", input: {} }] };
  const files = new Set((reply?.text ?? "").split("\n").map((line) => line.trim()));
  const found = imported.flatMap((path) =>
    [path, ...endings.map((ending) => path.replace(/\.[cm]?js$/, "") + ending)].filter((each) => files.has(each)),
  );
  return [...new Set(found)];
}

const endings = [".js", ".ts", ".tsx", ".mjs", ".cjs", ".mts", "/index.js", "/index.ts"];

/** Workspace-relative paths of relative imports and requires, as written: the ending may be missing. */
function importsOf(source: Source): readonly string[] {
  const folder = source.path.split("/").slice(0, -1);
  const found: string[] = [];
  for (const [, path] of source.text.matchAll(/(?:from|require\(|import\()\s*["'](\.[^"']*)["']/g)) {
    const parts = [...folder];
    for (const part of (path ?? "").split("/")) {
      if (part === "..") parts.pop();
      else if (part !== "." && part !== "") parts.push(part);
    }
    found.push(parts.join("/"));
  }
  return [...new Set(found)];
}
