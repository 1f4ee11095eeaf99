import type { AttemptReport, SkillStanding } from "../../core/etude.ts";
import type { MemoryItem } from "../../core/memory/strategy.ts";
import type { CommandSpec } from "../command.ts";
import { withEtude } from "../open.ts";
import { bar, percent, table } from "../terminal.ts";
import { show } from "./task.ts";

/** The whole loop, headless. Succeeds when at least one attempt was graded. */
export const practiceCommand: CommandSpec = {
  name: "practice",
  usage: "practice <folder> [--attempts N] [--skill S] [--agent builtin|openai] [--seed N]",
  summary: "Compose katas for weak skills, attempt them in the sandbox, grade, reflect, update competency.",
  options: ["attempts", "skill", "seed"],
  words: { min: 1, max: 1 },
  async run(input, terminal, signal) {
    const wanted = input.count("attempts") ?? 1;
    return withEtude(input, input.words[0] ?? "", terminal, async (etude) => {
      const startedAt = Date.now();
      const before = await etude.skills(input.agent());
      const reports: AttemptReport[] = [];
      while (reports.length < wanted && !signal.aborted) {
        terminal.live(bar(reports.length, wanted));
        const report = await etude.practise(
          { agent: input.agent(), skill: input.option("skill") },
          (event) => {
            if (event.kind === "kata") terminal.line(`\n${event.kata.skill}: ${event.kata.title} (${event.reason})`);
            if (event.kind === "agent") show(event.event, terminal);
            if (event.kind === "stage") terminal.live(`  ${event.stage}: ${event.note}`);
          },
          signal,
        );
        reports.push(report);
        terminal.line(`  grade ${report.attempt.grade}: ${report.attempt.why}`);
      }
      const after = await etude.skills(input.agent());
      const memory = await etude.memory();
      terminal.result(
        {
          folder: input.words[0],
          agent: input.agent(),
          attempts: reports.map(attemptDocument),
          ...totals(reports),
          seconds: Math.round((Date.now() - startedAt) / 1000),
          competency: { before: practised(before, reports), after: practised(after, reports) },
          proposals: proposalsOf(memory, reports),
        },
        summary(reports, before, after),
      );
      return reports.length > 0;
    });
  },
};

function attemptDocument({ kata, attempt, reflection, predicted }: AttemptReport) {
  return {
    kata: kata.id,
    skill: kata.skill,
    operator: kata.operator,
    file: kata.edit.path,
    failing: kata.failing.length,
    passing: kata.passing.length,
    difficulty: attempt.difficulty,
    predicted,
    grade: attempt.grade,
    why: attempt.why,
    testRuns: attempt.testRuns,
    seconds: Math.round(attempt.ms / 1000),
    strategies: attempt.strategies,
    cause: reflection.cause,
    proposed: reflection.proposed,
  };
}

function totals(reports: readonly AttemptReport[]) {
  const grades = [0, 1, 2, 3].map((grade) => reports.filter((report) => report.attempt.grade === grade).length);
  const passed = (grades[2] ?? 0) + (grades[3] ?? 0);
  return {
    soundKatas: new Set(reports.map((report) => report.kata.id)).size,
    graded: reports.length,
    grades,
    passRate: reports.length === 0 ? undefined : passed / reports.length,
  };
}

function practised(standings: readonly SkillStanding[], reports: readonly AttemptReport[]) {
  const skills = new Set(reports.map((report) => report.kata.skill));
  return standings
    .filter((standing) => skills.has(standing.skill.id))
    .map(({ skill, mean, variance, pass, low, high, attempts, state }) => {
      return { skill: skill.id, mean, variance, pass, low, high, attempts, state };
    });
}

function proposalsOf(memory: readonly MemoryItem[], reports: readonly AttemptReport[]) {
  const ids = new Set(reports.flatMap((report) => report.reflection.proposed));
  return memory.flatMap((item) => (item.kind === "strategy" && ids.has(item.strategy.id) ? [item.strategy] : []));
}

function summary(
  reports: readonly AttemptReport[],
  before: readonly SkillStanding[],
  after: readonly SkillStanding[],
): readonly string[] {
  const earlier = new Map(practised(before, reports).map((row) => [row.skill, row]));
  const rows = practised(after, reports).map((row) => [
    row.skill,
    `${percent(earlier.get(row.skill)?.pass ?? row.pass)} -> ${percent(row.pass)}`,
    `${percent(row.low)} to ${percent(row.high)}`,
    row.state,
  ]);
  const proposed = reports.flatMap((report) => report.reflection.proposed);
  return [
    "",
    `${reports.length} attempts, ${reports.filter((report) => report.attempt.grade >= 2).length} passed.`,
    ...table([["skill", "predicted pass", "90 % interval", "state"], ...rows]),
    proposed.length === 0 ? "No strategy was proposed." : `Proposed: ${proposed.join(", ")}.`,
  ];
}
