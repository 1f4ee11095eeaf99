import type { AgentEvent } from "../../core/agent/events.ts";
import type { Budget } from "../../core/agent/run.ts";
import type { Step, Timeline } from "../../core/trace/timeline.ts";
import type { CommandInput, CommandSpec } from "../command.ts";
import { withEtude } from "../open.ts";
import type { Terminal } from "../terminal.ts";

/** Runs the assistant once. Succeeds when the tests say the task is solved. */
export const taskCommand: CommandSpec = {
  name: "task",
  usage: 'task <folder> "<goal>" [--agent builtin|openai] [--test-runs N] [--turns N] [--tokens N] [--minutes N]',
  summary: "Run the assistant once on a folder.",
  options: ["test-runs", "turns", "tokens", "minutes"],
  words: { min: 2, max: 2 },
  async run(input, terminal, signal) {
    const [folder = "", goal = ""] = input.words;
    return withEtude(input, folder, terminal, async (etude) => {
      const report = await etude.task(
        {
          goal,
          agent: input.agent(),
          budget: budgetFrom(input),
          // Nobody is there to ask: what needs a person's yes is refused, and the trace says so.
          ask: () => Promise.resolve({ allowed: false, note: "no person at the command line" }),
        },
        (event) => show(event, terminal),
        signal,
      );
      const timeline = await etude.trace(report.episode);
      terminal.result({ ...report, ...traceDocument(timeline) }, [
        "",
        `${report.outcome}: ${report.why}`,
        proposals(report.reflection.proposed),
      ]);
      return report.outcome === "solved";
    });
  },
};

export function budgetFrom(input: CommandInput): Partial<Budget> {
  const minutes = input.count("minutes");
  return {
    ...given("testRuns", input.count("test-runs")),
    ...given("turns", input.count("turns")),
    ...given("tokens", input.count("tokens")),
    ...given("ms", minutes === undefined ? undefined : minutes * 60_000),
  };
}

function given<K extends string>(key: K, value: number | undefined): Partial<Record<K, number>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, number>>);
}

/** The trace as a document for machines: every step with what was expected and what happened. */
export function traceDocument(timeline: Timeline) {
  return {
    goal: timeline.goal,
    agent: timeline.agent,
    strategies: timeline.strategies,
    use: timeline.use,
    steps: timeline.steps.map(stepDocument),
  };
}

function stepDocument(step: Step) {
  return {
    step: step.step,
    tool: step.tool,
    title: step.title,
    ok: step.ok,
    expectation: step.expectation,
    actual: step.actual,
    met: step.met,
    outcome: step.run?.outcome,
    turnedGreen: step.turnedGreen,
    turnedRed: step.turnedRed,
    ms: step.ms,
  };
}

/** One line per act for people; the stream of text stays live. */
export function show(event: AgentEvent, terminal: Terminal): void {
  switch (event.kind) {
    case "strategies-consulted":
      for (const { title, why } of event.strategies) terminal.line(`  strategy: ${title} (${why})`);
      return;
    case "text":
      terminal.line(event.text);
      return;
    case "tool-started":
      terminal.live(`  ${event.title} ...`);
      return;
    case "tests-progress":
      terminal.live(`  tests: ${event.finished} finished, ${event.failed} failed`);
      return;
    case "tool-finished":
      terminal.line(`  ${event.ok ? "·" : "!"} ${event.summary}`);
      return;
    case "notice":
      terminal.line(`  ${event.text}`);
      return;
    default:
      return;
  }
}

function proposals(ids: readonly string[]): string {
  if (ids.length === 0) return "No strategy was proposed.";
  return `Proposed: ${ids.join(", ")}. Review with: etude memory show <folder> <id>, etude memory approve <folder> <id>.`;
}
