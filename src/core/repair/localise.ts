import type { StackFrame } from "../trace/test-run.ts";
import { type Told, wordsIn } from "./clues.ts";
import { ochiai, type Spectrum } from "./coverage.ts";
import { functionAround, functionName, functionTypes, type Node, type Source } from "./source.ts";

/** A line that may hold the fault. */
export interface Suspect {
  readonly path: string;
  readonly line: number;
  /** In (0, 1], 1 for the most suspicious line. */
  readonly suspicion: number;
  /** Names the function around it, for people and for learning from tries. */
  readonly within: string;
}

/** Lines beyond this many are not tried. */
const MOST_LINES = 400;
/** What a line counts for without any word of the tests; more when many tests fail, for then the fault is in common code. */
const SILENT = 0.3;
const SILENT_PER_TEST = 0.04;
/** Without coverage, the names of functions in the tests are the best witness: code of other ones counts this much. */
const UNNAMED = 0.25;

/**
 * Ranks the lines of the sources by how likely they hold the fault. Three witnesses: coverage (Ochiai), the words of
 * the failing tests that occur on the line, its neighbours and its function, and stack frames. Lines the failing tests
 * did not execute are out; code outside functions ran for every test and is hardly suspicious.
 */
export function localise(
  sources: readonly Source[],
  spectra: readonly Spectrum[],
  frames: readonly StackFrame[],
  told: Told,
): readonly Suspect[] {
  const lines = sources.flatMap((source) => linesOf(source, spectra));
  const rarity = rarityOf(lines);
  const spoken = new Map<string, number>();
  for (const line of lines) {
    let sum = 0;
    for (const word of line.words) sum += (told.words.get(word) ?? 0) * (rarity.get(word) ?? 0);
    spoken.set(keyOf(line.path, line.line), sum);
  }
  const loudest = Math.max(...spoken.values(), 1e-9);
  const spokenAt = (path: string, line: number) => (spoken.get(keyOf(path, line)) ?? 0) / loudest;
  const silent = SILENT + Math.min(1, SILENT_PER_TEST * (told.symptoms.length - 1));
  const byFunction = meanBy(lines, (line) => spokenAt(line.path, line.line));

  const isBlind = !spectra.some((each) => each.failing);
  const suspects = lines.map((line) => {
    const near = Math.max(
      spokenAt(line.path, line.line),
      0.6 * Math.max(spokenAt(line.path, line.line - 1), spokenAt(line.path, line.line + 1)),
      0.35 * Math.max(spokenAt(line.path, line.line - 2), spokenAt(line.path, line.line + 2)),
    );
    const named = line.name !== undefined && told.words.has(line.name) ? (told.words.get(line.name) ?? 0) : 0;
    const words = silent + near + 0.6 * (byFunction.get(line.within) ?? 0) + 0.5 * named;
    const place = (line.isTop ? 0.25 : 1) * (isBlind && named === 0 ? UNNAMED : 1);
    return { ...line, suspicion: line.covered ** 1.5 * words * place * (1 + 2 * frameNear(line, frames)) };
  });
  suspects.sort((a, b) => b.suspicion - a.suspicion);
  const most = suspects[0]?.suspicion ?? 1;
  return suspects
    .slice(0, MOST_LINES)
    .filter((each) => each.suspicion > 0)
    .map(({ path, line, within, suspicion }) => ({ path, line, within, suspicion: suspicion / most }));
}

interface Line {
  readonly path: string;
  readonly line: number;
  readonly covered: number;
  readonly within: string;
  readonly name: string | undefined;
  readonly isTop: boolean;
  readonly words: readonly string[];
}

/** The executed lines of a source on which some code starts. */
function linesOf(source: Source, spectra: readonly Spectrum[]): readonly Line[] {
  const texts = source.text.split("\n");
  const first = new Map<number, Node>();
  for (const node of source.nodes) {
    if (node !== source.root && !first.has(node.line)) first.set(node.line, node);
  }
  const lines: Line[] = [];
  for (const [line, node] of first) {
    const covered = ochiai(spectra, source.path, line);
    if (covered === 0) continue;
    const around = functionTypes.has(node.type) ? node : functionAround(node);
    const name = around ? outerName(around) : undefined;
    lines.push({
      path: source.path,
      line,
      covered,
      within: `${source.path}:${around ? (name ?? around.line) : "top"}`,
      name,
      isTop: around === undefined,
      words: wordsIn(texts[line - 1] ?? ""),
    });
  }
  return lines;
}

/** The name of the innermost function that has one. */
function outerName(fn: Node): string | undefined {
  for (let at: Node | undefined = fn; at; at = functionAround(at)) {
    const name = functionName(at);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** 1 for a word on one line only, falling to near 0 for a word on every line. */
function rarityOf(lines: readonly Line[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) for (const word of line.words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const all = Math.log(1 + lines.length);
  return new Map([...counts].map(([word, count]) => [word, Math.log(1 + lines.length / count) / all]));
}

function meanBy(lines: readonly Line[], value: (line: Line) => number): ReadonlyMap<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const line of lines) {
    const entry = sums.get(line.within) ?? { sum: 0, count: 0 };
    sums.set(line.within, { sum: entry.sum + value(line), count: entry.count + 1 });
  }
  return new Map([...sums].map(([key, { sum, count }]) => [key, sum / count]));
}

/** 1 on the line of the innermost project frame, less around it and further out. */
function frameNear(line: Line, frames: readonly StackFrame[]): number {
  let most = 0;
  for (const [depth, frame] of frames.entries()) {
    if (frame.file !== line.path) continue;
    const away = Math.abs(frame.line - line.line);
    const near = away === 0 ? 1 : away <= 3 ? 0.6 : away <= 10 ? 0.3 : 0;
    most = Math.max(most, near * 0.7 ** depth);
  }
  return most;
}

function keyOf(path: string, line: number): string {
  return `${path}:${line}`;
}
