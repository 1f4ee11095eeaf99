import type { AgentEvent } from "../agent/events.ts";
import type { Budget } from "../agent/run.ts";
import type { AgentChoice, TaskReport } from "../etude.ts";
import type { Reflection } from "../reflect/reflection.ts";
import { agentBadge } from "./agent-badge.ts";
import type { AssistantView } from "./assistant.ts";
import { append, emptyRun, foldEvent, type RunFold, settle } from "./run-fold.ts";

export const FIRST_TASK = "Make the failing tests pass.";

/** What the host keeps for the Assistant page. */
export interface AssistantState {
  readonly run: RunFold;
  readonly phase: AssistantView["phase"];
}

/** Facts from around the conversation. */
export interface AssistantSurroundings {
  readonly choice: AgentChoice;
  readonly model: string;
  readonly blocked: string | undefined;
  readonly budget: Budget;
  readonly inbox: number;
}

export type AssistantChange =
  | { readonly kind: "asked"; readonly goal: string }
  | { readonly kind: "event"; readonly event: AgentEvent }
  | { readonly kind: "cancelling" }
  | { readonly kind: "reported"; readonly report: TaskReport }
  | { readonly kind: "failed"; readonly sentence: string }
  | { readonly kind: "cleared" };

export const emptyAssistant: AssistantState = { run: emptyRun, phase: "idle" };

export function foldAssistant(state: AssistantState, change: AssistantChange): AssistantState {
  switch (change.kind) {
    case "asked":
      return { run: append(state.run, { kind: "goal", text: change.goal }), phase: "running" };
    case "event":
      return { ...state, run: foldEvent(state.run, change.event) };
    case "cancelling":
      return state.phase === "running" ? { ...state, phase: "cancelling" } : state;
    case "reported":
      return { run: withLesson(settle(state.run), change.report.reflection), phase: "idle" };
    case "failed":
      return { run: append(settle(state.run), { kind: "error", text: change.sentence }), phase: "idle" };
    case "cleared":
      return state.phase === "idle" ? emptyAssistant : state;
    default:
      return change satisfies never;
  }
}

export function assistantView(state: AssistantState, around: AssistantSurroundings): AssistantView {
  return {
    phase: state.phase,
    agent: agentBadge(around.choice, around.model),
    blocked: around.blocked,
    items: state.run.items,
    use: state.run.use,
    budget: around.budget,
    suggestion: FIRST_TASK,
    inbox: around.inbox,
  };
}

function withLesson(run: RunFold, reflection: Reflection): RunFold {
  return append(run, { kind: "lesson", text: lessonSentence(reflection), proposed: reflection.proposed });
}

/** What came out of reflecting, in one or two sentences. */
export function lessonSentence(reflection: Reflection): string {
  if (reflection.proposed.length > 0) {
    const what = reflection.proposed.length === 1 ? "One strategy waits" : "Two strategies wait";
    return `${what} for your decision in Practice Memory.`;
  }
  if (reflection.cause === "nothing-to-learn") return "Nothing to learn from this one.";
  const refused = reflection.refused[0];
  return refused ? `No strategy proposed: ${refused.why.replace(/\.?$/, ".")}` : "No strategy proposed.";
}
