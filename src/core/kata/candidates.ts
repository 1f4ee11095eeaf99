import { UserError } from "../errors.ts";
import type { AbortSignal, Files, Random, SyntaxTrees } from "../ports.ts";
import type { SkillId } from "../skill/skill.ts";
import { drawByWeight, groupedBy, shuffled } from "./draw.ts";
import type { Kata, TextEdit } from "./kata.ts";
import { languageOf } from "./language.ts";
import { mutators } from "./mutators/index.ts";
import type { Mutator } from "./mutators/mutator.ts";
import { isSource, isWritten } from "./source-files.ts";
import { namedFunctions, spanAround } from "./syntax-walk.ts";

/** A planted bug nobody has run yet. */
export interface Candidate {
  readonly mutator: Mutator;
  readonly skill: SkillId;
  readonly edit: TextEdit;
  /** The whole file without the edit. */
  readonly reference: string;
  /** Line of the edit, from 1. */
  readonly line: number;
  readonly within: string | undefined;
  /** Lines of the function around the edit; of the file when no function has a name. */
  readonly functionLines: number;
  /** Candidates of all mutators on the same line, this one included. */
  readonly onLine: number;
}

/** What was made or practised from one function with one mutator. A kata is one. */
export type Recent = Pick<Kata, "operator" | "within" | "edit">;

export interface CandidateRequest {
  readonly files: Pick<Files, "list" | "read">;
  readonly trees: SyntaxTrees;
  readonly random: Random;
  isTest(path: string): boolean;
  /** Whether tests execute anything of this file; files they do not reach are not even read. */
  isReached(path: string): boolean;
  readonly skill: SkillId | undefined;
  /** Lines of these are left out altogether. */
  readonly existing: readonly Pick<Kata, "edit" | "line">[];
  /** Asked at every draw: a candidate like one of these waits until there are no others. */
  readonly avoid: readonly Recent[];
}

/** So many candidates are kept to choose from; more files are parsed only when they run low. */
const POOL = 300;

/**
 * Planted bugs from the project's source, in an order that depends on `random` and the files alone: an operator is
 * drawn by its realism weight, then one of its candidates. No two lie on the same line. Lazy: a file is read and
 * parsed when its turn comes. The edited text is not yet known to parse.
 */
export async function* candidates(request: CandidateRequest, signal: AbortSignal): AsyncGenerator<Candidate> {
  const { random } = request;
  const taken = new Set(request.existing.map((kata) => lineKey(kata.edit.path, kata.line)));
  const paths = shuffled(await request.files.list(signal), random).filter(
    (path) => isSource(path) && !request.isTest(path) && request.isReached(path),
  );
  let pool: readonly Candidate[] = [];

  while (!signal.aborted) {
    const fresh = await refilled();
    const next = drawByWeight(fresh.length > 0 ? fresh : pool, mutatorOf, weightOf, random);
    if (!next) return;
    taken.add(lineKey(next.edit.path, next.line));
    pool = pool.filter(isFree);
    yield next;
  }

  /** What may be drawn now, after reading as many more files as that takes. */
  async function refilled(): Promise<readonly Candidate[]> {
    let fresh = pool.filter(isFresh);
    for (let path = nextPath(fresh); path !== undefined && !signal.aborted; path = nextPath(fresh)) {
      const found = await candidatesIn(path, request);
      const wanted = found.filter((each) => isFree(each) && (!request.skill || each.skill === request.skill));
      pool = [...pool, ...wanted];
      fresh = [...fresh, ...wanted.filter(isFresh)];
    }
    return fresh;
  }

  function nextPath(fresh: readonly Candidate[]): string | undefined {
    return fresh.length < POOL ? paths.pop() : undefined;
  }

  function isFree(candidate: Candidate): boolean {
    return !taken.has(lineKey(candidate.edit.path, candidate.line));
  }

  function isFresh(candidate: Candidate): boolean {
    return !request.avoid.some(
      (recent) =>
        recent.operator === candidate.mutator.id &&
        recent.edit.path === candidate.edit.path &&
        recent.within === candidate.within,
    );
  }
}

const mutatorOf = (candidate: Candidate) => candidate.mutator;
const weightOf = (mutator: Mutator) => mutator.weight;

async function candidatesIn(path: string, request: CandidateRequest): Promise<readonly Candidate[]> {
  const language = languageOf(path);
  const text = await readText(path, request.files);
  if (!language || text === undefined || !isWritten(text)) return [];
  const tree = request.trees.parse(language, text);
  try {
    const spans = namedFunctions(tree.root);
    const lineOf = lineFinder(text);
    const found = new Map<string, Omit<Candidate, "onLine">>();
    for (const mutator of mutators) {
      for (const { start, end, replacement, skill } of mutator.sites(tree.root, text)) {
        const span = spanAround(spans, start, end);
        const within = span?.name;
        const edit = { path, start, end, original: text.slice(start, end), replacement };
        const functionLines = span?.lines ?? lineOf(text.length);
        const key = `${start} ${end} ${replacement}`;
        if (found.has(key)) continue;
        found.set(key, { mutator, skill, edit, reference: text, line: lineOf(start), within, functionLines });
      }
    }
    const perLine = groupedBy(found.values(), (each) => each.line);
    return [...found.values()].map((each) => ({ ...each, onLine: perLine.get(each.line)?.length ?? 1 }));
  } finally {
    tree.dispose();
  }
}

/** Binary files and oversized ones are nothing to practise on, and no reason to stop. */
async function readText(path: string, files: CandidateRequest["files"]): Promise<string | undefined> {
  try {
    return await files.read(path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function lineKey(path: string, line: number): string {
  return `${path}:${line}`;
}

/** Offset to line, both as in `TextEdit` and `Kata.line`. */
function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    const after = starts.findIndex((start) => start > offset);
    return after < 0 ? starts.length : after;
  };
}
