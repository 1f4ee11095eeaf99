import type { AgentChoice } from "../etude.ts";
import type { AgentBadge } from "./assistant.ts";

/** How surfaces present the chosen agent. `model` is the configured endpoint's model name, empty when there is none. */
export function agentBadge(choice: AgentChoice, model: string): AgentBadge {
  if (choice === "builtin") {
    return {
      choice,
      label: "Built-in repair agent",
      about:
        "Works offline, without a model. It mends small bugs that failing tests already show. " +
        "It cannot write features, explain code or hold a conversation.",
    };
  }
  return {
    choice,
    label: model || "Model endpoint (not set up)",
    about: "Sends the goal, parts of your code and test results to the endpoint in your settings.",
  };
}
