import type { AgentEvent } from "../core/agent/events.ts";
import type { ApprovalAnswer, ApprovalRequest, Budget } from "../core/agent/run.ts";
import type { AgentChoice, Etude } from "../core/etude.ts";
import type { AbortSignal } from "../core/ports.ts";
import {
  type AssistantChange,
  type AssistantState,
  emptyAssistant,
  foldAssistant,
} from "../core/protocol/assistant-state.ts";
import { sentenceOf } from "./failure.ts";

export interface ConversationPorts {
  etude(): Promise<Etude>;
  agent(): AgentChoice;
  budget(): Budget;
  /** Before a task: what a person has typed must be on disk, since tests run there. */
  saveAll(): Promise<void>;
  /** A person is needed and may be looking elsewhere. */
  onAsk(request: ApprovalRequest): unknown;
  /** The state is another one now. */
  onChange(): void;
  /** A task has ended: memory, skills and episodes may have changed. */
  onEnd(): void;
  log(error: unknown): void;
}

/** The text of one file before and after an edit the assistant made. */
export interface EditTexts {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface Conversation {
  state(): AssistantState;
  busy(): boolean;
  /** Runs one task; resolves when it is over, and never rejects: a failure is shown in the conversation. */
  start(goal: string): Promise<void>;
  cancel(): void;
  clear(): void;
  answer(call: string, allowed: boolean): void;
  editOf(key: string): EditTexts | undefined;
}

/** The assistant's conversation: one task at a time, folded into what the page shows. */
export function createConversation(ports: ConversationPorts): Conversation {
  let state = emptyAssistant;
  let running: AbortController | undefined;
  const asked = new Map<string, (answer: ApprovalAnswer) => void>();
  const edits = new Map<string, EditTexts>();

  return {
    state: () => state,
    busy: () => running !== undefined,
    start,
    cancel() {
      if (!running) return;
      apply({ kind: "cancelling" });
      running.abort();
    },
    clear() {
      if (running) return;
      edits.clear();
      apply({ kind: "cleared" });
    },
    answer: (call, allowed) => asked.get(call)?.({ allowed }),
    editOf: (key) => edits.get(key),
  };

  async function start(goal: string): Promise<void> {
    if (running) return;
    const controller = new AbortController();
    running = controller;
    apply({ kind: "asked", goal });
    try {
      await ports.saveAll();
      const etude = await ports.etude();
      const request = { goal, agent: ports.agent(), ask, budget: ports.budget() };
      const report = await etude.task(request, onEvent, controller.signal);
      apply({ kind: "reported", report });
    } catch (error) {
      ports.log(error);
      apply({ kind: "failed", sentence: sentenceOf(error) });
    } finally {
      running = undefined;
      asked.clear();
      ports.onEnd();
    }
  }

  function onEvent(event: AgentEvent): void {
    apply({ kind: "event", event });
    if (event.kind !== "tool-finished" || event.effect?.kind !== "edited") return;
    const item = state.run.items.findLast((each) => each.kind === "tool" && each.call === event.call);
    const { path, before = "", after } = event.effect;
    if (item) edits.set(item.key, { path, before, after });
  }

  /** Waits for a person; a cancelled task is a no. */
  function ask(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer> {
    if (signal.aborted) return Promise.resolve({ allowed: false });
    ports.onAsk(request);
    return new Promise((resolve) => {
      const settle = (answer: ApprovalAnswer) => {
        asked.delete(request.call);
        signal.removeEventListener("abort", onAbort);
        resolve(answer);
      };
      const onAbort = () => settle({ allowed: false, note: "The task was stopped." });
      signal.addEventListener("abort", onAbort, { once: true });
      asked.set(request.call, settle);
    });
  }

  function apply(change: AssistantChange): void {
    state = foldAssistant(state, change);
    ports.onChange();
  }
}
