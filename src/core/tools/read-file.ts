import { z } from "zod";
import type { Tool } from "../agent/tool.ts";
import { fittingLines, headAndTail, MAX_OUTPUT } from "./limits.ts";
import { failed, placeOf } from "./place.ts";

const Input = z.object({
  path: z.string().describe("File to read, relative to the workspace."),
  from: z.int().positive().optional().describe("First line, counting from 1."),
  to: z.int().positive().optional().describe("Last line, inclusive."),
});
type Input = z.infer<typeof Input>;

/** The effect carries the text as it is; the output numbers its lines, so that a model can match stack frames. */
export const readFile: Tool<Input> = {
  name: "read_file",
  description:
    "Reads a text file. Each line of the answer is its number, a tab and the text; the number is not part of the file.",
  risk: "read",
  input: Input,
  title: ({ path, from, to }) =>
    `read ${path}${from === undefined && to === undefined ? "" : `:${from ?? 1}-${to ?? "end"}`}`,
  writes: () => [],
  reads: ({ path }) => [path],
  expectation: () => undefined,
  async run({ path, from = 1, to = Number.MAX_SAFE_INTEGER }, { files }) {
    const place = placeOf(files, path);
    if ("refused" in place) return failed("path refused", place.refused);
    const text = await place.read();
    if (text === undefined)
      return failed("no such file", `There is no file ${path}. Call list_files to see what there is.`);

    const lines = text.split("\n");
    const last = Math.min(to, lines.length);
    if (from > last)
      return failed("no such lines", `${path} has ${lines.length} lines; lines ${from} to ${to} do not exist.`);
    const selected = lines.slice(from - 1, last);
    const numbered = selected.map((line, index) => `${from + index}\t${line.replace(/\r$/, "")}`);
    const { shown, left } = fittingLines(numbered, MAX_OUTPUT);
    const more = left === 0 ? "" : `\n[${left} more lines: read on from line ${last - left + 1}]`;
    return {
      ok: true,
      summary: `${selected.length} ${selected.length === 1 ? "line" : "lines"}`,
      output: (shown === "" ? headAndTail(numbered[0] ?? "", MAX_OUTPUT) : shown) + more,
      effect: { kind: "read", path: place.path, text: headAndTail(selected.join("\n")) },
    };
  },
};
