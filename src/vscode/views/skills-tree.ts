import { ThemeColor, ThemeIcon, TreeItemCollapsibleState } from "vscode";
import type { SkillStanding } from "../../core/etude.ts";
import { domainOf } from "../../core/skill/skill.ts";
import { Node } from "./tree.ts";

const ICONS: Readonly<Record<SkillStanding["state"], ThemeIcon>> = {
  reliable: new ThemeIcon("pass-filled", new ThemeColor("testing.iconPassed")),
  fragile: new ThemeIcon("circle-large-filled", new ThemeColor("charts.yellow")),
  absent: new ThemeIcon("error", new ThemeColor("testing.iconFailed")),
  unknown: new ThemeIcon("circle-large-outline"),
};

/** A skill in the tree; commands that get one practise that skill. */
export class SkillNode extends Node {
  readonly standing: SkillStanding;

  constructor(standing: SkillStanding) {
    super(standing.skill.title, TreeItemCollapsibleState.None);
    this.standing = standing;
    this.id = `skill/${standing.skill.id}`;
    this.description = describe(standing);
    this.tooltip = `${standing.skill.description}\n\n${explain(standing)}`;
    this.iconPath = ICONS[standing.state];
    this.contextValue = "skill";
    this.accessibilityInformation = { label: `${standing.skill.title}, ${standing.state}, ${describe(standing)}` };
  }
}

/** Skills by domain, in the order of the taxonomy. */
export function skillNodes(standings: readonly SkillStanding[]): readonly Node[] {
  const domains = [...new Set(standings.map((each) => domainOf(each.skill.id)))];
  return domains.map((domain) => {
    const own = standings.filter((each) => domainOf(each.skill.id) === domain);
    const measured = own.filter((each) => each.attempts > 0).length;
    const node = new Node(
      domain.charAt(0).toUpperCase() + domain.slice(1).replaceAll("-", " "),
      measured > 0 ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed,
      own.map((each) => new SkillNode(each)),
    );
    node.id = `domain/${domain}`;
    node.description = `${measured} of ${own.length} measured`;
    return node;
  });
}

function describe({ state, attempts, pass, low, high }: SkillStanding): string {
  if (attempts === 0 && state === "unknown") return "not measured yet";
  return `${percent(pass)} (${percent(low)}–${percent(high)}) · ${state}`;
}

function explain({ attempts, pass, low, high }: SkillStanding): string {
  if (attempts === 0) return "No attempt yet. Practise it to learn where the agent stands.";
  const count = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
  return `Predicted chance of passing a kata of reference difficulty: ${percent(pass)}, 90% interval ${percent(low)} to ${percent(high)}, after ${count}.`;
}

function percent(chance: number): string {
  return `${Math.round(chance * 100)}%`;
}
