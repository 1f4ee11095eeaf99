import { ToolEffect } from "../agent/events.ts";
import type { AbortSignal, Message, Model, ModelEvent, SyntaxTrees, ToolCall } from "../ports.ts";
import type { Symptom } from "../skill/skill.ts";
import { symptomOf } from "../trace/symptom.ts";
import type { TestCase } from "../trace/test-run.ts";
import { strategiesIn } from "./advice.ts";
import { repair } from "./engine.ts";
import type { Play, Reply, Turn } from "./play.ts";

export interface RepairOptions {
  readonly trees: SyntaxTrees;
  /** Test runs the episode may spend in all. */
  readonly testRuns: number;
  readonly isTest: (path: string) => boolean;
}

/** Name of the built-in agent; the number grows when its behaviour changes enough to void measured competency. */
export const REPAIR_MODEL = "builtin/1";

/**
 * The built-in agent: no language model but a generate-and-validate repair engine that drives the same loop and tools.
 * Deterministic, offline, free. One object serves one episode; what memory tells it arrives in its messages.
 */
export function createRepairModel(options: RepairOptions): Model {
  let messages: readonly Message[] = [];
  let play: Play<void> | undefined;
  let calls: readonly ToolCall[] = [];
  let count = 0;

  function begin(): Play<void> {
    return repair({
      ...options,
      symptomOf: (test: TestCase): Symptom => symptomOf(test),
      goal: () => goalOf(messages),
      strategies: () => strategiesIn(messages),
    });
  }

  function next(): Turn | undefined {
    const isFirst = play === undefined;
    play ??= begin();
    const result = isFirst ? play.next([]) : play.next(calls.map((call) => replyTo(call, messages)));
    return result.done ? undefined : result.value;
  }

  return {
    id: REPAIR_MODEL,
    async *stream(request, signal): AsyncGenerator<ModelEvent> {
      if (signal.aborted) {
        yield aborted();
        return;
      }
      if (request.answer) {
        yield { kind: "fault", fault: { kind: "refused", message: "The built-in agent does not answer questions." } };
        return;
      }
      messages = request.messages;
      const turn = next();
      if (isAborted(signal)) {
        yield aborted();
        return;
      }
      yield { kind: "text", text: turn?.says ?? "There is nothing left to do." };
      calls = (turn?.acts ?? []).map((act) => {
        count += 1;
        return { id: `repair-${count}`, tool: act.tool, input: JSON.stringify(act.input) };
      });
      for (const call of calls) yield { kind: "call", call };
      yield { kind: "usage", inputTokens: 0, outputTokens: 0 };
      yield { kind: "end", why: calls.length > 0 ? "calls" : "stop" };
    },
  };
}

/** The first thing a user said that delivers no strategies. */
function goalOf(messages: readonly Message[]): string {
  for (const message of messages) {
    if (message.role === "user" && strategiesIn([message]).length === 0) return message.text;
  }
  return "";
}

function replyTo(call: ToolCall, messages: readonly Message[]): Reply {
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (message?.role !== "tool" || message.call !== call.id) continue;
    const effect = ToolEffect.safeParse(message.data);
    return { text: message.text, effect: effect.success ? effect.data : undefined };
  }
  return { text: "There was no answer.", effect: undefined };
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function aborted(): ModelEvent {
  return { kind: "fault", fault: { kind: "aborted", message: "The episode was cancelled." } };
}
