/** Cells of one line. A quoted cell may hold the separator, and a doubled quote stands for one. */
export function splitLine(line, separator = ",") {
  const cells = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < line.length; i += 1) {
    const char = line[i];
    if (quoted && char === '"' && line[i + 1] === '"') {
      cell += '"';
      i += 1;
    } else if (char === '"') {
      quoted = !quoted;
    } else if (char === separator && !quoted) {
      cells.push(cell);
      cell = "";
    } else {
      cell += char;
    }
  }
  cells.push(cell);
  return cells;
}

/** Names of the columns, in order; none for an empty text. */
export function columnsOf(text, separator = ",") {
  if (text === "") {
    return [];
  }
  return splitLine(text.split(/\r?\n/, 1)[0], separator).map((name) => name.trim().toLowerCase());
}

/** Rows of a table with a header line, as objects keyed by column. */
export function readTable(text, separator = ",") {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") {
    lines.pop();
  }
  const header = columnsOf(lines[0], separator);
  return lines.slice(1).map((line) => rowOf(header, splitLine(line, separator)));
}

function rowOf(header, cells) {
  if (cells.length > header.length) {
    throw new RangeError(`a line has ${cells.length} cells, the header has ${header.length}`);
  }
  const row = {};
  header.forEach((name, index) => {
    row[name] = cells[index] ?? "";
  });
  return row;
}
