import type { DiffLine, FileDiff } from "./run-items.ts";

/** Equal lines kept around a change. */
const CONTEXT = 2;
/** Lines a card shows at most. */
const SHOWN = 60;
/** Above this product of line counts the middle is shown as removed and added wholesale: the table would not fit. */
const TABLE_LIMIT = 4_000_000;

/** The difference of two texts by lines, a longest common subsequence between the common head and tail. */
export function fileDiff(path: string, before: string | undefined, after: string | undefined): FileDiff {
  const lines = diffLines(split(before), split(after));
  const shown = withContext(lines);
  return {
    path,
    created: before === undefined,
    added: lines.filter((line) => line.kind === "added").length,
    removed: lines.filter((line) => line.kind === "removed").length,
    lines: shown.slice(0, SHOWN),
    cut: shown.length > SHOWN,
  };
}

function split(text: string | undefined): readonly string[] {
  if (text === undefined || text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return [
    ...marked("same", before.slice(0, head)),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...marked("same", before.slice(before.length - tail)),
  ];
}

function middle(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  if (before.length * after.length > TABLE_LIMIT) return [...marked("removed", before), ...marked("added", after)];
  const width = after.length + 1;
  const common = commonLengths(before, after);
  const at = (row: number, column: number) => common[row * width + column] ?? 0;
  const lines: DiffLine[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column]) {
      lines.push({ kind: "same", text: before[row] ?? "" });
      row++;
      column++;
    } else if (row < before.length && (column === after.length || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ kind: "removed", text: before[row++] ?? "" });
    } else {
      lines.push({ kind: "added", text: after[column++] ?? "" });
    }
  }
  return lines;
}

/** Lengths of the longest common subsequences of all pairs of tails, row by row. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const here = row * width + column;
      table[here] =
        before[row] === after[column]
          ? 1 + (table[here + width + 1] ?? 0)
          : Math.max(table[here + width] ?? 0, table[here + 1] ?? 0);
    }
  }
  return table;
}

function withContext(lines: readonly DiffLine[]): readonly DiffLine[] {
  const near = new Uint8Array(lines.length);
  lines.forEach((line, index) => {
    if (line.kind === "same") return;
    near.fill(1, Math.max(0, index - CONTEXT), index + CONTEXT + 1);
  });
  const shown: DiffLine[] = [];
  lines.forEach((line, index) => {
    if (near[index] === 1) shown.push(line);
    else if (shown.length > 0 && shown.at(-1)?.kind !== "gap") shown.push({ kind: "gap", text: "" });
  });
  return shown.at(-1)?.kind === "gap" ? shown.slice(0, -1) : shown;
}

function marked(kind: DiffLine["kind"], lines: readonly string[]): readonly DiffLine[] {
  return lines.map((text) => ({ kind, text }));
}
