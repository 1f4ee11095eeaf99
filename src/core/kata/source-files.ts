import { languageOf } from "./language.ts";
import { isProtected } from "./protected.ts";

/** Longer files are generated more often than written; parsing and checking them would cost too much. UTF-16 units. */
const MAX_LENGTH = 200_000;

const builtFolder = /(?:^|\/)(?:dist|build|out|lib-cov|coverage|vendor|third_party|generated|__generated__)\//;
const notWritten = /\.min\.[cm]?js$|\.d\.[cm]?ts$|\.bundle\.[cm]?js$|\.config\.[cm]?[jt]s$/;

/** Whether a path, by its name, is source that a person wrote and Etude can parse. Tests are the runner's to know. */
export function isSource(path: string): boolean {
  return languageOf(path) !== undefined && !isProtected(path) && !builtFolder.test(path) && !notWritten.test(path);
}

/** Whether the text looks written by a person: of bounded size, not generated, not minified. */
export function isWritten(text: string): boolean {
  if (text.length > MAX_LENGTH) return false;
  if (/@generated|DO NOT EDIT|automatically generated|auto-generated/i.test(text.slice(0, 1_000))) return false;
  const lines = text.split("\n");
  return text.length / lines.length < 200 && lines.every((line) => line.length < 2_000);
}
