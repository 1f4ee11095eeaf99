import { basename } from "node:path";
import { MarkdownString, ThemeColor, ThemeIcon, TreeItemCollapsibleState, Uri } from "vscode";
import type { Evidence, MemoryItem, Strategy, StrategyStatus } from "../../core/memory/strategy.ts";
import { Node } from "./tree.ts";

type StrategyItem = Extract<MemoryItem, { kind: "strategy" }>;

interface Shelf {
  readonly status: StrategyStatus;
  readonly label: string;
  readonly icon: ThemeIcon;
  readonly open: boolean;
}

const SHELVES: readonly Shelf[] = [
  { status: "proposed", label: "Inbox", icon: new ThemeIcon("inbox"), open: true },
  { status: "trial", label: "On trial", icon: new ThemeIcon("beaker"), open: true },
  { status: "active", label: "Active", icon: new ThemeIcon("pass"), open: true },
  { status: "retired", label: "Retired", icon: new ThemeIcon("archive"), open: false },
  { status: "rejected", label: "Rejected", icon: new ThemeIcon("circle-slash"), open: false },
];

const WARNING = new ThemeIcon("warning", new ThemeColor("list.warningForeground"));

/** A strategy in the tree. Commands that get one act on it without asking again: a person has clicked it. */
export class StrategyNode extends Node {
  readonly item: StrategyItem;

  constructor(item: StrategyItem) {
    super(item.strategy.title, TreeItemCollapsibleState.Collapsed, item.strategy.evidence.map(evidenceNode));
    this.item = item;
    this.id = `strategy/${item.strategy.id}`;
    this.description = item.strategy.skills.join(", ");
    this.tooltip = strategyTip(item.strategy);
    this.contextValue = `strategy.${item.status}`;
    this.iconPath = new ThemeIcon("note");
    this.command = { command: "etude.openStrategy", title: "Open", arguments: [item.strategy.id] };
  }
}

/** The shelves of practice memory that hold something; quarantined files last, with their reasons. */
export function memoryNodes(items: readonly MemoryItem[], root: Uri): readonly Node[] {
  const strategies = items.filter((item) => item.kind === "strategy");
  const shelves = SHELVES.flatMap((shelf) => {
    const own = strategies.filter((item) => item.status === shelf.status);
    return own.length === 0 ? [] : [shelfNode(shelf, own)];
  });
  const quarantined = items.filter((item) => item.kind === "quarantined");
  return quarantined.length === 0 ? shelves : [...shelves, quarantineNode(quarantined, root)];
}

function shelfNode({ status, label, icon, open }: Shelf, items: readonly StrategyItem[]): Node {
  const state = open ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
  const node = new Node(
    label,
    state,
    items.map((item) => new StrategyNode(item)),
  );
  node.id = `shelf/${status}`;
  node.description = String(items.length);
  node.iconPath = icon;
  node.contextValue = "shelf";
  return node;
}

function evidenceNode(evidence: Evidence): Node {
  const node = new Node(`“${evidence.quote}”`, TreeItemCollapsibleState.None);
  node.description = `step ${evidence.step}`;
  node.tooltip = "Show the trace this rests on";
  node.iconPath = new ThemeIcon("quote");
  node.command = { command: "etude.showTrace", title: "Show trace", arguments: [evidence.episode] };
  return node;
}

function quarantineNode(items: readonly Extract<MemoryItem, { kind: "quarantined" }>[], root: Uri): Node {
  const files = items.map((item) => {
    const node = new Node(basename(item.path), TreeItemCollapsibleState.None);
    const uri = Uri.joinPath(root, item.path);
    node.description = item.reason;
    node.tooltip = item.reason;
    node.iconPath = WARNING;
    node.command = { command: "vscode.open", title: "Open", arguments: [uri] };
    return node;
  });
  const node = new Node("Quarantined", TreeItemCollapsibleState.Expanded, files);
  node.id = "shelf/quarantined";
  node.description = String(items.length);
  node.tooltip = "Files that could not be read as strategies. They are never consulted.";
  node.iconPath = WARNING;
  return node;
}

/** Plain text only: what a strategy says must not become markup in the editor. */
function strategyTip(strategy: Strategy): MarkdownString {
  const tip = new MarkdownString();
  const part = (head: string, text: string) => tip.appendMarkdown(`**${head}** `).appendText(`${text}\n\n`);
  part("When", strategy.when);
  part("Unless", strategy.unless.join(" / "));
  part("Do", strategy.do.join(" / "));
  part("Because", strategy.because);
  part("Prediction", strategy.prediction);
  return tip;
}
