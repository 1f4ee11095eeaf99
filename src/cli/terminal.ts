/** The face of a command: lines for people, or one JSON document for machines and nothing else on stdout. */
export interface Terminal {
  readonly json: boolean;
  /** A finished line for people; silent with --json. */
  line(text: string): void;
  /** The one live line, overwritten by the next; silent with --json and where stderr is no terminal. */
  live(text: string): void;
  /** The result: the document with --json, else the lines. */
  result(document: unknown, lines: readonly string[]): void;
}

export function createTerminal(json: boolean): Terminal {
  const isLive = !json && process.stderr.isTTY === true;
  let shown = false;
  const clear = () => {
    if (shown) process.stderr.write("\r\x1b[2K");
    shown = false;
  };
  return {
    json,
    line(text) {
      if (json) return;
      clear();
      console.log(text);
    },
    live(text) {
      if (!isLive) return;
      clear();
      process.stderr.write(text.slice(0, (process.stderr.columns ?? 80) - 1));
      shown = true;
    },
    result(document, lines) {
      clear();
      if (json) console.log(JSON.stringify(document, undefined, 2));
      else for (const each of lines) console.log(each);
    },
  };
}

/** `████████░░░░ 8/12` */
export function bar(done: number, total: number, width = 20): string {
  const filled = total === 0 ? 0 : Math.round((Math.min(done, total) / total) * width);
  return `${"█".repeat(filled)}${"░".repeat(width - filled)} ${done}/${total}`;
}

/** Columns padded to the widest cell; the last column is left as it is. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

/** `62 %` for .617. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
