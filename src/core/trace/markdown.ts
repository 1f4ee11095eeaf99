import type { Step, Timeline } from "./timeline.ts";

/** A timeline as a page for people: what was expected, what happened, step by step. Ends with a newline. */
export function timelineMarkdown(timeline: Timeline): string {
  const { goal, agent, strategies, steps, says, outcome, stop, why, use, ms } = timeline;
  const last = says.filter(({ before }) => before > steps.length);
  const blocks = [
    `# ${oneLine(goal) || "Episode"}`,
    facts([
      ["Episode", `${timeline.episode} (${timeline.type})`],
      ["Agent", agent.harness === "" ? agent.model : `${agent.model}, harness ${agent.harness}`],
      ["Kata", timeline.kata],
      ["Skill", timeline.skill],
      [
        "Outcome",
        outcome === undefined ? "still running" : `**${outcome}**${stop === undefined ? "" : ` (stopped: ${stop})`}`,
      ],
      ["Why", why === "" ? undefined : oneLine(why)],
      ["Cost", use === undefined ? undefined : `${use.turns} turns, ${use.tokens} tokens, ${use.testRuns} test runs`],
      ["Took", duration(ms)],
    ]),
    ...(strategies.length === 0
      ? []
      : [
          "## Strategies consulted",
          strategies.map(({ id, title, why: because }) => `- **${title}** (\`${id}\`): ${because}`).join("\n"),
        ]),
    "## Steps",
    ...(steps.length === 0
      ? ["None."]
      : steps.flatMap((step) => [...saidBefore(timeline, step.step), stepBlock(step)])),
    ...last.map(({ text }) => quoted(text)),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function stepBlock(step: Step): string {
  const { expectation, met } = step;
  const mark = met === undefined ? "" : met ? " ✓ as expected" : " ✗ not as expected";
  const lines = [
    `### ${step.step}. ${oneLine(step.title)}${mark}`,
    "",
    ...(expectation === undefined ? [] : [`- Expected: ${oneLine(expectation.says)}`]),
    ...named("Expected to pass", expectation?.passing),
    ...named("Expected to fail", expectation?.failing),
    ...(expectation?.hypothesis === undefined
      ? []
      : [`- Hypothesis: ${expectation.hypothesis.idea} at \`${expectation.hypothesis.at}\``]),
    `- ${step.ok ? "Happened" : "Failed"}: ${oneLine(step.actual)}`,
    `- Took: ${duration(step.ms)}`,
  ];
  return lines.join("\n");
}

function saidBefore({ says }: Timeline, step: number): readonly string[] {
  return says.filter(({ before }) => before === step).map(({ text }) => quoted(text));
}

function facts(rows: readonly (readonly [string, string | undefined])[]): string {
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`- ${name}: ${value}`])).join("\n");
}

function named(label: string, ids: readonly string[] | undefined): readonly string[] {
  return ids === undefined || ids.length === 0
    ? []
    : [`- ${label}: ${ids.map((id) => `\`${oneLine(id)}\``).join(", ")}`];
}

function quoted(text: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
