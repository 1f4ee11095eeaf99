import { z } from "zod";
import type { Tool } from "../agent/tool.ts";
import { Expectation } from "../trace/expectation.ts";
import { headAndTail } from "./limits.ts";
import { failed, placeOf, refuseAborted } from "./place.ts";

const Input = z.object({
  path: z.string().describe("File to create, relative to the workspace."),
  text: z.string().describe("Its whole text."),
  expectation: Expectation,
});
type Input = z.infer<typeof Input>;

export const createFile: Tool<Input> = {
  name: "create_file",
  description: "Creates a file that does not exist yet. Existing files are changed with edit_file.",
  risk: "edit",
  input: Input,
  title: ({ path }) => `create ${path}`,
  writes: ({ path }) => [path],
  expectation: ({ expectation }) => expectation,
  async run({ path, text }, { files, signal }) {
    const place = placeOf(files, path);
    if ("refused" in place) return failed("path refused", place.refused);
    if ((await place.read()) !== undefined) {
      return failed("file exists", `${path} exists already. Change it with edit_file.`);
    }
    const cancelled = refuseAborted(signal);
    if (cancelled !== undefined) return cancelled;
    await place.write(text);
    return {
      ok: true,
      summary: `${text.split("\n").length} lines`,
      output: `${place.path} is created. Run the tests to see whether your expectation holds.`,
      effect: { kind: "edited", path: place.path, after: headAndTail(text) },
    };
  },
};
