import { z } from "zod";
import type { Tool } from "../agent/tool.ts";
import { fittingLines, MAX_OUTPUT } from "./limits.ts";
import { failed } from "./place.ts";

const MAX_HITS = 200;
const Input = z.object({
  pattern: z.string().min(1).max(1000).describe("Text to look for, as it is written in the file."),
  regex: z.boolean().optional().describe("Treat the pattern as a regular expression."),
  glob: z.string().max(300).optional().describe("Only in files that match, such as src/**/*.ts."),
});
type Input = z.infer<typeof Input>;

export const search: Tool<Input> = {
  name: "search",
  description: "Looks for text in the files of the workspace. Answers path:line: text, one hit per line.",
  risk: "read",
  input: Input,
  title: ({ pattern, glob }) => `search "${pattern.slice(0, 60)}"${glob === undefined ? "" : ` in ${glob}`}`,
  writes: () => [],
  expectation: () => undefined,
  async run({ pattern, regex = false, glob }, context) {
    const result = await context.search.search({ pattern, regex, glob, maxHits: MAX_HITS }, context.signal);
    if (result.kind === "refused") return failed("search refused", result.reason);
    if (result.hits.length === 0) return { ok: true, summary: "no hits", output: "Nothing matches." };
    const { shown, left } = fittingLines(
      result.hits.map((hit) => `${hit.path}:${hit.line}: ${hit.text}`),
      MAX_OUTPUT,
    );
    const more = left > 0 || result.truncated ? "\n[there are more hits: narrow the pattern or the glob]" : "";
    const count = `${result.hits.length}${result.truncated ? "+" : ""} ${result.hits.length === 1 ? "hit" : "hits"}`;
    return { ok: true, summary: count, output: shown + more };
  },
};
