import { z } from "zod";
import type { Tool } from "../agent/tool.ts";
import { Expectation } from "../trace/expectation.ts";
import { headAndTail } from "./limits.ts";
import { failed, placeOf, refuseAborted } from "./place.ts";

const Input = z.object({
  path: z.string().describe("File to change, relative to the workspace."),
  old: z
    .string()
    .min(1)
    .describe("The exact text to replace, found once in the file. Include lines around it if needed."),
  new: z.string().describe("The text to put in its place."),
  expectation: Expectation,
});
type Input = z.infer<typeof Input>;

/** Replaces one exact, unique piece of text. Line ends of the file are kept, whichever the model writes. */
export const editFile: Tool<Input> = {
  name: "edit_file",
  description:
    "Replaces one piece of text in a file. `old` must occur exactly once, with the same spaces and line breaks.",
  risk: "edit",
  input: Input,
  title: ({ path }) => `edit ${path}`,
  writes: ({ path }) => [path],
  expectation: ({ expectation }) => expectation,
  async run(input, { files, signal }) {
    const place = placeOf(files, input.path);
    if ("refused" in place) return failed("path refused", place.refused);
    const before = await place.read();
    if (before === undefined)
      return failed("no such file", `There is no file ${input.path}. create_file makes a new one.`);

    const [wanted, replacement] = withLineEndsOf(before, input.old, input.new);
    if (wanted === replacement)
      return failed("nothing to change", "`old` and `new` are the same text: the edit would change nothing.");
    const places = occurrences(before, wanted);
    if (places.length === 0) return failed("text not found", notFound(before, wanted, input.path));
    if (places.length > 1) {
      const lines = places.slice(0, 10).map((at) => lineAt(before, at));
      const where = `\`old\` occurs ${places.length} times in ${input.path}, on lines ${lines.join(", ")}`;
      return failed(`${places.length} matches`, `${where}: include more of the lines around the one you mean.`);
    }

    const at = places[0] ?? 0;
    const after = before.slice(0, at) + replacement + before.slice(at + wanted.length);
    const cancelled = refuseAborted(signal);
    if (cancelled !== undefined) return cancelled;
    await place.write(after);
    return {
      ok: true,
      summary: `line ${lineAt(before, at)}: ${counted(wanted)} became ${counted(replacement)}`,
      output: `${place.path} is changed at line ${lineAt(before, at)}. Run the tests to see whether your expectation holds.`,
      effect: { kind: "edited", path: place.path, before: headAndTail(before), after: headAndTail(after) },
    };
  },
};

/** Models write LF. In a file with CRLF the piece is looked for, and written, with CRLF. */
function withLineEndsOf(text: string, wanted: string, replacement: string): readonly [string, string] {
  const isCrlf = text.includes("\r\n") && !/(^|[^\r])\n/.test(text);
  if (!isCrlf) return [wanted, replacement];
  const crlf = (piece: string) => piece.replace(/\r?\n/g, "\r\n");
  return [crlf(wanted), crlf(replacement)];
}

/** Overlapping matches count: with them the place is not unique either. */
function occurrences(text: string, piece: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) found.push(at);
  return found;
}

function notFound(text: string, wanted: string, path: string): string {
  const start = `\`old\` does not occur in ${path}`;
  const unnumbered = wanted.replace(/^\d+\t/gm, "");
  if (unnumbered !== wanted && text.includes(unnumbered)) return `${start}: leave out the line numbers of read_file.`;
  const near = similarLines(text, wanted);
  if (near !== undefined)
    return `${start}; its spaces differ from lines ${near.from} to ${near.to}, which read exactly:\n${near.text}`;
  return `${start}. Read the file again and copy the text exactly.`;
}

/** The first run of lines that equals the wanted ones but for white space. */
function similarLines(text: string, wanted: string) {
  const squeeze = (line: string) => line.replace(/\s+/g, "");
  const target = wanted
    .split("\n")
    .map(squeeze)
    .filter((line) => line !== "");
  const lines = text.split("\n");
  const filled = lines.flatMap((line, index) => (squeeze(line) === "" ? [] : [{ index, line: squeeze(line) }]));
  const at =
    target.length === 0 ? -1 : filled.findIndex((_, i) => target.every((line, j) => filled[i + j]?.line === line));
  const first = filled[at]?.index;
  const last = filled[at + target.length - 1]?.index;
  if (first === undefined || last === undefined) return undefined;
  return {
    from: first + 1,
    to: last + 1,
    text: lines
      .slice(first, last + 1)
      .join("\n")
      .slice(0, 2000),
  };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function counted(piece: string): string {
  const lines = piece === "" ? 0 : piece.replace(/\r?\n$/, "").split("\n").length;
  return `${lines} ${lines === 1 ? "line" : "lines"}`;
}
