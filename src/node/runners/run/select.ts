import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { escapeRegExp, globRegExp, isGlob } from "../project/glob.ts";
import type { Project } from "../project/project.ts";
import { parseReport, type Report } from "../report/entry.ts";
import type { Run } from "../runner-kind.ts";

const REPORT_BYTES = 64 * 1024 * 1024;

/**
 * A regular expression for exactly these tests where frameworks match full names: suite names and test name with a
 * space or ` > ` between. White space in names was normalised, and a repeated name carries a number; both are undone.
 * Some versions put a space before the whole.
 */
export function namePattern(names: readonly string[]): string {
  const alternatives = names.map((name) =>
    name
      .replace(/ #\d+$/, "")
      .split(" > ")
      .map((part) => escapeRegExp(part).replaceAll(" ", "\\s+"))
      .join("(?: > |\\s+)"),
  );
  const numbered = names
    .filter((name) => / #\d+$/.test(name))
    .map((name) => escapeRegExp(name).replaceAll(" ", "\\s+"));
  return `^\\s*(?:${[...new Set([...alternatives, ...numbered])].join("|")})$`;
}

/** Files of the project that globs, folders and names on a command line stand for, sorted. */
export function expandFiles(project: Project, words: readonly string[], extension: RegExp): readonly string[] {
  const found = new Set<string>();
  for (const word of words) {
    const plain = word.replace(/^\.\//, "").replace(/\/$/, "");
    const pattern = isGlob(plain) ? globRegExp(plain) : undefined;
    for (const file of project.files) {
      const inFolder = (plain === "." || file.startsWith(`${plain}/`)) && extension.test(file);
      if (pattern ? pattern.test(file) : file === plain || inFolder) found.add(file);
    }
  }
  return [...found].sort();
}

/** The report a command appended to, in the scratch folder. A missing or oversized one counts as not started. */
export async function readReport(run: Pick<Run, "scratch">, name: string): Promise<Report> {
  return parseReport((await readScratch(run, name)) ?? "");
}

export async function readScratch(run: Pick<Run, "scratch">, name: string): Promise<string | undefined> {
  try {
    const file = join(run.scratch.host, name);
    const { size } = await stat(file);
    return size > REPORT_BYTES ? undefined : await readFile(file, "utf8");
  } catch {
    return undefined;
  }
}
