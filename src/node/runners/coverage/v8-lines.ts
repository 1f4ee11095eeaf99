/** A range of a script as V8 reports it: offsets in UTF-16 code units, end exclusive; inner ranges refine outer ones. */
export interface V8Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

export type LineRange = readonly [first: number, last: number];

/** For each code unit, whether it was executed: the innermost range around it decides. */
export function executedUnits(length: number, ranges: readonly V8Range[]): Uint8Array {
  const units = new Uint8Array(length);
  // Ranges nest, so painting them by start, larger ones first, leaves the innermost on top.
  const outerFirst = ranges.toSorted((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  for (const { startOffset, endOffset, count } of outerFirst) units.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return units;
}

/** Lines, from 1, that hold at least one executed character other than white space. */
export function executedLines(text: string, units: Uint8Array): ReadonlySet<number> {
  const lines = new Set<number>();
  let line = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10) line += 1;
    else if (units[at] === 1 && !isSpace(code)) lines.add(line);
  }
  return lines;
}

/** Ascending, disjoint, inclusive ranges. */
export function lineRanges(lines: ReadonlySet<number>): readonly LineRange[] {
  const ranges: [number, number][] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;
}
