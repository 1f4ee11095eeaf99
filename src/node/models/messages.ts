import type OpenAI from "openai";
import type { Message, ToolSpec } from "../../core/ports.ts";

type Param = OpenAI.Chat.Completions.ChatCompletionMessageParam;

/** Core messages as chat messages. `data` of tool results is for the built-in agent and never leaves the machine. */
export function toChat(messages: readonly Message[]): Param[] {
  return messages.map((message): Param => {
    switch (message.role) {
      case "system":
        return { role: "system", content: message.text };
      case "user":
        return { role: "user", content: message.text };
      case "tool":
        return { role: "tool", tool_call_id: message.call, content: message.text };
      case "assistant":
        return message.calls.length === 0
          ? { role: "assistant", content: message.text }
          : {
              role: "assistant",
              content: message.text === "" ? null : message.text,
              tool_calls: message.calls.map(toCall),
            };
      default:
        return message satisfies never;
    }
  });
}

export function toChatTools(tools: readonly ToolSpec[]): OpenAI.Chat.Completions.ChatCompletionTool[] {
  return tools.map(({ name, description, input }) => ({
    type: "function",
    function: { name, description, parameters: { ...input } },
  }));
}

/** Servers reject arguments that are not JSON in what they are sent back; a broken call is shown as the text it was. */
function toCall({ id, tool, input }: { readonly id: string; readonly tool: string; readonly input: string }) {
  return {
    id,
    type: "function",
    function: { name: tool, arguments: isJson(input) ? input : JSON.stringify({ input }) },
  } as const;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
