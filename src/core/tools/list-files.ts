import { z } from "zod";
import type { Tool } from "../agent/tool.ts";
import { fittingLines, MAX_OUTPUT } from "./limits.ts";
import { failed } from "./place.ts";

const Input = z.object({ under: z.string().optional().describe("Only files below this folder.") });
type Input = z.infer<typeof Input>;

export const listFiles: Tool<Input> = {
  name: "list_files",
  description: "Lists the files of the workspace, one path per line, without what git ignores.",
  risk: "read",
  input: Input,
  title: ({ under }) => (under === undefined ? "list files" : `list files under ${under}`),
  writes: () => [],
  expectation: () => undefined,
  async run({ under = "" }, { files, signal }) {
    const folder = under.replaceAll("\\", "/").replace(/^(\.?\/)+|^\.$|\/+$/g, "");
    const all = await files.list(signal);
    const paths = folder === "" ? all : all.filter((path) => path.startsWith(`${folder}/`));
    if (paths.length === 0 && folder !== "") {
      return failed("no files", `There are no files under ${under}. Call list_files without \`under\`.`);
    }
    const { shown, left } = fittingLines(paths, MAX_OUTPUT);
    const more = left === 0 ? "" : `\n[${left} more: list one folder with \`under\`]`;
    const count = `${paths.length} ${paths.length === 1 ? "file" : "files"}`;
    return { ok: true, summary: count, output: paths.length === 0 ? "The workspace has no files." : shown + more };
  },
};
