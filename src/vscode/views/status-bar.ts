import { commands, type StatusBarItem } from "vscode";
import type { IdleMode } from "../../core/practice/idle.ts";
import type { AgentBadge } from "../../core/protocol/assistant.ts";
import type { CommandId } from "../ids.ts";

export interface StatusFacts {
  readonly agent: AgentBadge;
  readonly activity: "none" | "task" | "generating" | "attempt";
  /** The activity was started by idleness, not by a person. */
  readonly idle: boolean;
  /** Strategies that wait for a decision. */
  readonly inbox: number;
  readonly idleMode: IdleMode;
}

const ACTIVITIES = { task: "working", generating: "generating katas", attempt: "practising" } as const;
const IDLE = {
  off: "nothing",
  generate: "generates katas",
  generateAndPractise: "generates katas and practises",
} as const;

/** Shows in one place what Etude does and whether it waits for a person; a click leads there. */
export interface Status {
  /** May be called as often as things change; the editor hears of differences only. */
  show(facts: StatusFacts): void;
}

export function createStatus(item: StatusBarItem): Status {
  let drawn = "";
  return {
    show(facts) {
      const wanted = JSON.stringify(facts);
      if (wanted === drawn) return;
      drawn = wanted;
      draw(item, facts);
      void commands.executeCommand("setContext", "etude.busy", facts.activity !== "none");
    },
  };
}

function draw(item: StatusBarItem, facts: StatusFacts): void {
  const { activity, inbox, agent, idle, idleMode } = facts;
  const doing = activity === "none" ? undefined : ACTIVITIES[activity];
  const waits = `${inbox} ${inbox === 1 ? "strategy waits" : "strategies wait"} for your decision`;
  item.text = `${doing ? "$(loading~spin)" : "$(target)"} Etude${doing ? `: ${doing}` : ""}${inbox > 0 ? ` $(inbox) ${inbox}` : ""}`;
  item.tooltip = [
    `Agent: ${agent.label}`,
    doing && `Now: ${doing}${idle ? " (idle time; stops when you come back)" : ""}`,
    `While you are away: ${IDLE[idleMode]}`,
    inbox > 0 ? waits : "No strategy waits for a decision",
  ]
    .filter((line) => line !== undefined)
    .join("\n");
  const spoken = ["Etude", doing, inbox > 0 ? waits : undefined].filter((part) => part !== undefined).join(", ");
  item.accessibilityInformation = { label: spoken, role: "button" };
  item.command = target(facts);
}

function target({ activity, inbox }: StatusFacts): CommandId | "etude.memory.focus" {
  if (activity === "task") return "etude.focusAssistant";
  if (activity !== "none") return "etude.openStudio";
  return inbox > 0 ? "etude.memory.focus" : "etude.focusAssistant";
}
