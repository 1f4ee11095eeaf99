import { type QuickPickItem, window } from "vscode";
import type { AgentChoice, Etude } from "../core/etude.ts";
import type { MemoryItem } from "../core/memory/strategy.ts";
import { agentBadge } from "../core/protocol/agent-badge.ts";
import { settings, store } from "./settings.ts";
import { StrategyNode } from "./views/memory-tree.ts";

export type StrategyItem = Extract<MemoryItem, { kind: "strategy" }>;

/**
 * The strategy a command is about. A node comes from a click in the tree and is taken as it is; a bare id may come from
 * anywhere, so a person picks, with that strategy on top.
 */
export async function chooseStrategy(
  etude: Etude,
  argument: unknown,
  placeHolder: string,
  fits: (item: StrategyItem) => boolean,
): Promise<StrategyItem | undefined> {
  if (argument instanceof StrategyNode) return argument.item;
  const items = (await etude.memory()).filter((item) => item.kind === "strategy").filter(fits);
  const first = items.filter((item) => item.strategy.id === argument);
  const rows = [...first, ...items.filter((item) => !first.includes(item))].map((item) => ({
    label: item.strategy.title,
    description: item.status,
    detail: item.strategy.when,
    item,
  }));
  if (rows.length === 0) {
    window.setStatusBarMessage("There is no such strategy in Practice Memory.", 5000);
    return undefined;
  }
  return (await window.showQuickPick(rows, { placeHolder, matchOnDetail: true }))?.item;
}

/** Id of an episode, newest first. */
export async function chooseEpisode(etude: Etude): Promise<string | undefined> {
  const episodes = await etude.episodes();
  const rows = episodes.map(({ id, goal, type, outcome, startedAt, model }) => ({
    label: goal.split("\n", 1)[0] ?? id,
    description: `${type} · ${outcome ?? "not finished"}`,
    detail: `${new Date(startedAt).toLocaleString()} · ${model}`,
    id,
  }));
  if (rows.length === 0) {
    window.setStatusBarMessage("No episode has been recorded yet.", 5000);
    return undefined;
  }
  return (await window.showQuickPick(rows, { placeHolder: "Show the trace of", matchOnDescription: true }))?.id;
}

/** Lets a person choose the agent, and asks for the endpoint when that is chosen and not set up. */
export async function chooseAgent(): Promise<void> {
  const { model } = settings.endpoint();
  const current = settings.agent();
  const rows = (["builtin", "openai"] as const).map((choice): QuickPickItem & { readonly choice: AgentChoice } => {
    const badge = agentBadge(choice, model);
    const label = choice === "openai" ? `$(cloud) ${badge.label}` : `$(tools) ${badge.label}`;
    return { choice, label, description: choice === current ? "in use" : "", detail: badge.about };
  });
  const picked = await window.showQuickPick(rows, { placeHolder: "Which agent should work and practise?" });
  if (!picked) return;
  if (picked.choice === "openai" && !(await completeEndpoint())) return;
  await store("etude.agent", picked.choice);
}

async function completeEndpoint(): Promise<boolean> {
  const { baseUrl, model } = settings.endpoint();
  if (baseUrl === "") {
    const url = await window.showInputBox({
      title: "Model endpoint (1/2)",
      prompt: "Base URL of an OpenAI-compatible endpoint; a local server works too.",
      placeHolder: "http://localhost:11434/v1",
      ignoreFocusOut: true,
      validateInput: (text) => (isHttpUrl(text) ? undefined : "Enter a URL that begins with http:// or https://."),
    });
    if (url === undefined) return false;
    await store("etude.openai.baseUrl", url.trim());
  }
  if (model === "") {
    const name = await window.showInputBox({
      title: "Model endpoint (2/2)",
      prompt: "Name of the model, as the endpoint knows it.",
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === "" ? "Enter the model's name." : undefined),
    });
    if (name === undefined) return false;
    await store("etude.openai.model", name.trim());
  }
  return true;
}

function isHttpUrl(text: string): boolean {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  return url?.protocol === "http:" || url?.protocol === "https:";
}
