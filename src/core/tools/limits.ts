/** Characters of a text kept in a trace; see `ToolEffect`. */
const MAX_KEPT = 64 * 1024;
/** Characters of any one answer to a model. */
export const MAX_OUTPUT = 24_000;

/** The text, or its head and tail with a line between them that says how much is missing. */
export function headAndTail(text: string, limit: number = MAX_KEPT): string {
  if (text.length <= limit) return text;
  const note = (missing: number) => `\n[... ${missing} characters left out ...]\n`;
  const room = limit - note(text.length).length;
  const head = text.slice(0, Math.ceil(room / 2)).replace(/[\ud800-\udbff]$/, "");
  const tail = text.slice(text.length - Math.floor(room / 2)).replace(/^[\udc00-\udfff]/, "");
  return head + note(text.length - head.length - tail.length) + tail;
}

/** Lines from the start while they fit, and the number of lines that did not. */
export function fittingLines(
  lines: readonly string[],
  limit: number,
): { readonly shown: string; readonly left: number } {
  let length = 0;
  let count = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > limit) break;
    count++;
  }
  return { shown: lines.slice(0, count).join("\n"), left: lines.length - count };
}
