import type { AbortSignal, Model, ModelEvent, ModelFault, ModelRequest, ToolCall } from "../ports.ts";
import { ABORTED, unlessAborted } from "./abort.ts";

/** What one request to the model came to. `usedTokens` is undefined when the model did not count. */
export type Answer = { readonly usedTokens: number | undefined } & (
  | { readonly kind: "answered"; readonly text: string; readonly calls: readonly ToolCall[] }
  | { readonly kind: "fault"; readonly fault: ModelFault }
  | { readonly kind: "aborted" }
);

/** Asks the model once and gathers its answer; `onText` gets each piece as it comes. Returns at once on abort. */
export async function askModel(
  model: Model,
  request: ModelRequest,
  onText: (piece: string) => void,
  signal: AbortSignal,
): Promise<Answer> {
  const events = model.stream(request, signal)[Symbol.asyncIterator]();
  try {
    return await gather(events, onText, signal);
  } finally {
    // Whatever the adapter holds for this answer (timers, a connection) is let go now; nobody waits for that.
    events.return?.().then(undefined, () => undefined);
  }
}

async function gather(
  events: AsyncIterator<ModelEvent>,
  onText: (piece: string) => void,
  signal: AbortSignal,
): Promise<Answer> {
  const calls: ToolCall[] = [];
  let text = "";
  let usedTokens: number | undefined;
  for (;;) {
    const next = await unlessAborted(events.next(), signal);
    if (next === ABORTED || signal.aborted) return { kind: "aborted", usedTokens };
    if (next.done) return { kind: "fault", fault: endless, usedTokens };
    const event = next.value;
    switch (event.kind) {
      case "text":
        text += event.text;
        onText(event.text);
        break;
      case "call":
        calls.push(event.call);
        break;
      case "usage":
        usedTokens = (usedTokens ?? 0) + event.inputTokens + event.outputTokens;
        break;
      case "end":
        return { kind: "answered", text, calls, usedTokens };
      case "fault":
        return { kind: "fault", fault: event.fault, usedTokens };
      default:
        event satisfies never;
    }
  }
}

const endless: ModelFault = { kind: "malformed", message: "The model's answer broke off without an end." };
