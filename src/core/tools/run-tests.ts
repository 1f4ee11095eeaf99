import { z } from "zod";
import type { Tool } from "../agent/tool.ts";
import { Expectation } from "../trace/expectation.ts";
import { describeRun } from "../trace/fold.ts";
import { reportForModel } from "./run-report.ts";

const Input = z.object({
  files: z.array(z.string()).max(50).optional().describe("Test files to run; all when left out."),
  ids: z.array(z.string()).max(50).optional().describe("Ids of single tests to run."),
  coverage: z.boolean().optional().describe("Also collect which source lines were executed."),
  expectation: Expectation,
});
type Input = z.infer<typeof Input>;

/** A run without `files` and `ids` is a run of the whole suite; only such a run decides an outcome. */
export const runTests: Tool<Input> = {
  name: "run_tests",
  description:
    "Runs the project's tests, all of them unless files or ids are given, and reports failures with their place.",
  risk: "run",
  input: Input,
  title: ({ files, ids }) => {
    const wanted = ids?.length ? ids : (files ?? []);
    return wanted.length === 0
      ? "run all tests"
      : `run ${wanted.slice(0, 2).join(", ")}${wanted.length > 2 ? ", ..." : ""}`;
  },
  writes: () => [],
  expectation: ({ expectation }) => expectation,
  async run({ files, ids, coverage }, { tests, onTestProgress, signal }) {
    const request = { files: unlessEmpty(files), ids: unlessEmpty(ids), coverage };
    const run = await tests.run(request, onTestProgress, signal);
    return { ok: true, summary: describeRun(run), output: reportForModel(run), effect: { kind: "tests-ran", run } };
  },
};

function unlessEmpty(list: readonly string[] | undefined): readonly string[] | undefined {
  return list?.length ? list : undefined;
}
