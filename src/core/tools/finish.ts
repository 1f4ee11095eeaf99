import { z } from "zod";
import type { Tool } from "../agent/tool.ts";

const Input = z.object({
  summary: z.string().min(1).max(2000).describe("What you did and why, in a few sentences."),
  honest: z
    .boolean()
    .describe("True when the goal is met by an honest change; false when it cannot be, or you could not do it."),
});
type Input = z.infer<typeof Input>;

export const finish: Tool<Input> = {
  name: "finish",
  description:
    "Ends the episode. Say honestly whether the goal is met; the tests decide, and giving up openly is fine.",
  risk: "finish",
  input: Input,
  title: () => "finish",
  writes: () => [],
  expectation: () => undefined,
  async run({ summary, honest }) {
    const said = honest ? "says the goal is met" : "says the goal is not met";
    return { ok: true, summary: said, output: "The episode ends.", effect: { kind: "finished", summary, honest } };
  },
};
