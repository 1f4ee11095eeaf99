import { z } from "zod";
import type { BudgetUse } from "../agent/events.ts";
import type { Budget } from "../agent/run.ts";
import type { AgentChoice } from "../etude.ts";
import type { RunItem } from "./run-items.ts";

/** Longest goal the page may send, in characters. */
export const GOAL_LIMIT = 8_000;

const name = z.string().min(1).max(200);

/** What the Assistant page may ask of the host. */
export const AssistantRequest = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("task"), goal: z.string().trim().min(1).max(GOAL_LIMIT) }),
  z.object({ kind: z.literal("cancel") }),
  z.object({ kind: z.literal("clear") }),
  z.object({ kind: z.literal("answer"), call: name, allowed: z.boolean() }),
  z.object({ kind: z.literal("open-strategy"), strategy: name }),
  z.object({ kind: z.literal("open-diff"), key: name }),
  z.object({ kind: z.literal("show-trace"), episode: name }),
  z.object({ kind: z.literal("select-agent") }),
  z.object({ kind: z.literal("open-studio") }),
]);
export type AssistantRequest = Readonly<z.infer<typeof AssistantRequest>>;

/** The agent as surfaces name it, with what it is and cannot do in plain words. */
export interface AgentBadge {
  readonly choice: AgentChoice;
  readonly label: string;
  readonly about: string;
}

/** The whole state of the Assistant page. */
export interface AssistantView {
  readonly phase: "idle" | "running" | "cancelling";
  readonly agent: AgentBadge;
  /** Why no task can run here, as a sentence that says what to do. */
  readonly blocked: string | undefined;
  readonly items: readonly RunItem[];
  readonly use: BudgetUse | undefined;
  readonly budget: Budget;
  /** A first task, offered while there is nothing to show. */
  readonly suggestion: string;
  /** Strategies that wait for a decision. */
  readonly inbox: number;
}
