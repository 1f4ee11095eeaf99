import { z } from "zod";
import type { ToolCall, ToolSpec } from "../ports.ts";
import type { Tool } from "./tool.ts";

/** A call that may run, or the reason why it may not, told so that the model can mend it. */
export type PreparedCall =
  | { readonly kind: "prepared"; readonly tool: Tool; readonly input: unknown }
  | { readonly kind: "invalid"; readonly tool: Tool | undefined; readonly input: unknown; readonly output: string };

/**
 * Checks a call against its tool's schema. Input that is not whole, valid JSON is never repaired: a mended edit may
 * hold half a file.
 */
export function prepareCall(call: ToolCall, tools: readonly Tool[]): PreparedCall {
  const tool = tools.find((each) => each.name === call.tool);
  const raw = parsed(call.input);
  if (tool === undefined) {
    const names = tools.map((each) => each.name).join(", ");
    return {
      kind: "invalid",
      tool,
      input: call.input,
      output: `There is no tool "${call.tool}". The tools are ${names}.`,
    };
  }
  if (raw === undefined) {
    const output = `The input of ${tool.name} is not complete, valid JSON; nothing was done. Send the whole call again.`;
    return { kind: "invalid", tool, input: call.input, output };
  }
  const checked = tool.input.safeParse(raw.value);
  if (checked.success) return { kind: "prepared", tool, input: checked.data };
  const issues = checked.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`);
  const output = `The input of ${tool.name} does not fit; nothing was done. ${issues.join("; ")}.`;
  return { kind: "invalid", tool, input: raw.value, output };
}

/** Equal for calls that ask for the same thing, however their JSON is laid out. */
export function callKey(call: ToolCall): string {
  const raw = parsed(call.input);
  return `${call.tool} ${raw === undefined ? call.input : JSON.stringify(sorted(raw.value))}`;
}

/** What a model is told about the tools. */
export function toolSpecs(tools: readonly Tool[]): readonly ToolSpec[] {
  return tools.map(({ name, description, input }) => {
    const { $schema: _, ...schema } = z.toJSONSchema(input, { io: "input" });
    return { name, description, input: schema };
  });
}

/** No arguments at all is how some models call a tool without required input. */
function parsed(input: string): { readonly value: unknown } | undefined {
  if (input.trim() === "") return { value: {} };
  try {
    return { value: JSON.parse(input) };
  } catch {
    return undefined;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
