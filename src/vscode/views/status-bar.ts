import type { StatusBarItem } from "vscode";
import type { AgentBadge } from "../../core/protocol/assistant.ts";
import type { CommandId } from "../ids.ts";

export interface StatusFacts {
  readonly agent: AgentBadge;
  readonly activity: "none" | "task" | "generating" | "attempt";
  /** The activity was started by idleness, not by a person. */
  readonly idle: boolean;
  /** Strategies that wait for a decision. */
  readonly inbox: number;
  readonly idleSetting: string;
}

const ACTIVITIES = { task: "working", generating: "generating katas", attempt: "practising" } as const;

/** Shows in one place what Etude does and whether it waits for a person; a click leads there. */
export function drawStatus(item: StatusBarItem, facts: StatusFacts): void {
  const { activity, inbox, agent } = facts;
  const doing = activity === "none" ? undefined : ACTIVITIES[activity];
  const icon = doing ? "$(loading~spin)" : "$(target)";
  const waiting = inbox > 0 ? ` $(inbox) ${inbox}` : "";
  item.text = `${icon} Etude${doing ? `: ${doing}` : ""}${waiting}`;
  item.tooltip = [
    `Agent: ${agent.label}`,
    doing
      ? `Now: ${doing}${facts.idle ? " (idle time; stops when you come back)" : ""}`
      : `Idle time: ${facts.idleSetting}`,
    inbox > 0
      ? `${inbox} ${inbox === 1 ? "strategy waits" : "strategies wait"} for your decision`
      : "No strategy waits for a decision",
  ].join("\n");
  item.accessibilityInformation = {
    label: `Etude${doing ? `, ${doing}` : ""}, ${inbox} waiting for a decision`,
    role: "button",
  };
  item.command = target(facts);
}

function target({ activity, inbox }: StatusFacts): CommandId | "etude.memory.focus" {
  if (activity === "task") return "etude.focusAssistant";
  if (activity !== "none") return "etude.openStudio";
  return inbox > 0 ? "etude.memory.focus" : "etude.focusAssistant";
}
