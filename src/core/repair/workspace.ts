import { languageOf } from "../kata/language.ts";
import type { SyntaxTrees } from "../ports.ts";
import type { TestRun } from "../trace/test-run.ts";
import { applied } from "./candidates.ts";
import { type Act, expecting, type Play, type Reply } from "./play.ts";
import { readSource, type Source } from "./source.ts";
import type { Edit } from "./template.ts";

/** Effects over 64 kB are cut; a text this long is read again in pieces. */
const LONG = 60_000;
const PIECE_LINES = 500;
const MOST_PIECES = 20;

/** The texts the agent has seen and written in this episode, and their trees. */
export class Workspace {
  readonly #trees: SyntaxTrees;
  readonly #texts = new Map<string, string>();
  readonly #sources = new Map<string, Source>();

  constructor(trees: SyntaxTrees) {
    this.#trees = trees;
  }

  /** Reads what has not been read yet. Files that cannot be read, or are too long, are left out. */
  *read(paths: readonly string[], says: string): Play<void> {
    const missing = paths.filter((path) => !this.#texts.has(path));
    if (missing.length === 0) return;
    const replies = yield { says, acts: missing.map((path) => ({ tool: "read_file", input: { path } })) };
    for (const [index, path] of missing.entries()) {
      const effect = replies[index]?.effect;
      if (effect?.kind !== "read") continue;
      const text = effect.text.length < LONG ? effect.text : yield* readInPieces(path);
      if (text !== undefined) this.#texts.set(path, text);
    }
  }

  text(path: string): string | undefined {
    return this.#texts.get(path);
  }

  /** The parsed file; undefined when it was not read or there is no grammar for it. */
  source(path: string): Source | undefined {
    const known = this.#sources.get(path);
    const text = this.#texts.get(path);
    const language = languageOf(path);
    if (known || text === undefined || language === undefined) return known;
    const source = readSource(this.#trees, path, language, text);
    this.#sources.set(path, source);
    return source;
  }

  sources(paths: readonly string[]): readonly Source[] {
    return paths.flatMap((path) => this.source(path) ?? []);
  }

  /** Notes that the file now reads so. */
  wrote(path: string, text: string): void {
    this.#texts.set(path, text);
    this.#sources.delete(path);
  }
}

/** A change of one file that can be made and taken back: each way with a piece of text that occurs exactly once. */
export interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly old: string;
  readonly new: string;
}

/** The edit as a change; undefined when no unique piece of text contains it in either direction. */
export function changeOf(path: string, text: string, edit: Edit): Change | undefined {
  const after = applied(text, edit);
  let from = startOfLine(text, edit.start);
  let to = endOfLine(text, edit.end);
  for (let tries = 0; tries < 60; tries += 1) {
    const old = text.slice(from, to);
    const made = text.slice(from, edit.start) + edit.text + text.slice(edit.end, to);
    if (old !== "" && made !== "" && occursOnce(text, old) && occursOnce(after, made)) {
      return { path, before: text, after, old, new: made };
    }
    if (from === 0 && to === text.length) return undefined;
    from = startOfLine(text, Math.max(0, from - 1));
    to = endOfLine(text, Math.min(text.length, to + 1));
  }
  return undefined;
}

export function makeAct(change: Change, says: string, targets: readonly string[], idea: string, line: number): Act {
  return {
    tool: "edit_file",
    input: {
      path: change.path,
      old: change.old,
      new: change.new,
      expectation: expecting(says, { passing: targets, hypothesis: { idea, at: `${change.path}:${line}` } }),
    },
  };
}

export function takeBackAct(change: Change): Act {
  return {
    tool: "edit_file",
    input: {
      path: change.path,
      old: change.new,
      new: change.old,
      expectation: expecting("The file reads as before the last try."),
    },
  };
}

export function runOf(reply: Reply | undefined): TestRun | undefined {
  return reply?.effect?.kind === "tests-ran" ? reply.effect.run : undefined;
}

function* readInPieces(path: string): Play<string | undefined> {
  const pieces: string[] = [];
  for (let piece = 0; piece < MOST_PIECES; piece += 1) {
    const from = piece * PIECE_LINES + 1;
    const input = { path, from, to: from + PIECE_LINES - 1 };
    const [reply] = yield {
      says: `${path} is long; reading on from line ${from}.`,
      acts: [{ tool: "read_file", input }],
    };
    if (reply?.effect?.kind !== "read") return pieces.length > 0 ? pieces.join("\n") : undefined;
    if (reply.effect.text.length >= LONG) return undefined;
    pieces.push(reply.effect.text);
    if (reply.effect.text.split("\n").length < PIECE_LINES) return pieces.join("\n");
  }
  return undefined;
}

function startOfLine(text: string, from: number): number {
  return from === 0 ? 0 : text.lastIndexOf("\n", from - 1) + 1;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at;
}

function occursOnce(text: string, piece: string): boolean {
  const first = text.indexOf(piece);
  return first >= 0 && text.indexOf(piece, first + 1) < 0;
}
