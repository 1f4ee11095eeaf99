import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import type { StackFrame } from "../../../core/trace/test-run.ts";
import type { RawFailure } from "./entry.ts";

const FRAMES = 20;
const PATH_CHARS = 1_024;
const NAME_CHARS = 200;

/** Turns paths as the test process saw them into paths of the project. */
export interface Locator {
  /** Relative to the project's root, `/`-separated; undefined for what lies outside it or in its dependencies. */
  relative(path: string): string | undefined;
  /** Project frames of a stack as V8 prints it, innermost first. */
  frames(stack: string): readonly StackFrame[];
  /** The same for frames that a framework has taken apart already. */
  resolved(frames: NonNullable<RawFailure["frames"]>): readonly StackFrame[];
}

/** `roots` are the names the project's folder goes by; relative paths are taken from it. */
export function locator(roots: readonly string[]): Locator {
  const folders = roots.map((root) => slashed(root).replace(/\/+$/, ""));
  return {
    relative,
    frames: (stack) => keep(stack.split("\n").map(parseFrame)).filter(isNotHead),
    resolved: (frames) => keep(frames),
  };

  function relative(path: string): string | undefined {
    const plain = slashed(withoutUrl(path));
    const folder = folders.find((each) => plain.startsWith(`${each}/`));
    const isAbsolute = plain.startsWith("/") || /^[A-Za-z][\w+.-]*:/.test(plain);
    if (plain === "" || plain.startsWith("<") || (folder === undefined && isAbsolute)) return undefined;
    const inside = posix.normalize(folder === undefined ? plain : plain.slice(folder.length + 1));
    return inside.startsWith("../") || inside.split("/").includes("node_modules") ? undefined : inside;
  }

  function keep(frames: readonly (RawFrame | undefined)[]): readonly StackFrame[] {
    const kept: StackFrame[] = [];
    for (const frame of frames) {
      const file = frame && relative(frame.file);
      if (!frame || file === undefined || !Number.isInteger(frame.line) || frame.line < 1) continue;
      const column = Number.isInteger(frame.column) && (frame.column ?? 0) > 0 ? { column: frame.column } : {};
      const name = frame.function ? { function: frame.function } : {};
      kept.push({ file, line: frame.line, ...column, ...name });
      if (kept.length === FRAMES) break;
    }
    return kept;
  }
}

/** The line that heads an uncaught error says less than the frame it repeats. */
function isNotHead({ file, line, column }: StackFrame, at: number, all: readonly StackFrame[]): boolean {
  const next = all[at + 1];
  return column !== undefined || next?.file !== file || next.line !== line;
}

type RawFrame = NonNullable<RawFailure["frames"]>[number];

/** `at name (file:1:2)`, `at async file:1:2`, or the `file:1` that heads an uncaught error. */
function parseFrame(line: string): RawFrame | undefined {
  const call = /^\s*at (?:async )?/.exec(line);
  const head = /^(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])/.test(line);
  if (!call && !head) return undefined;
  const told = call ? line.slice(call[0].length).trimEnd() : line;
  const open = told.endsWith(")") ? told.indexOf(" (") : -1;
  const place = open < 0 ? told : told.slice(open + 2, -1);
  const [whole, first, second] = /:(\d+)(?::(\d+))?$/.exec(place) ?? [];
  if (whole === undefined || (head && second !== undefined)) return undefined;
  const file = place.slice(0, -whole.length);
  if (file.length > PATH_CHARS || file.includes("<anonymous>")) return undefined;
  const frame = { file, line: Number(first) };
  return {
    ...frame,
    ...(second === undefined ? {} : { column: Number(second) }),
    ...(open < 0 ? {} : { function: told.slice(0, Math.min(open, NAME_CHARS)) }),
  };
}

function withoutUrl(path: string): string {
  const bare = path.replace(/[?#].*$/, "");
  if (!bare.startsWith("file://")) return path;
  try {
    return fileURLToPath(bare);
  } catch {
    return bare.slice("file://".length);
  }
}

function slashed(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}
