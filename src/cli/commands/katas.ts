import type { Kata } from "../../core/kata/kata.ts";
import type { CommandSpec } from "../command.ts";
import { withEtude } from "../open.ts";
import { bar, table } from "../terminal.ts";

/** Generates and verifies katas into the stock. Succeeds when at least one was sound. */
export const katasCommand: CommandSpec = {
  name: "katas",
  usage: "katas <folder> [--count N] [--skill S] [--seed N]",
  summary: "Generate katas from the project's own code and verify them by its tests.",
  options: ["count", "skill", "seed"],
  words: { min: 1, max: 1 },
  async run(input, terminal, signal) {
    return withEtude(input, input.words[0] ?? "", terminal, async (etude) => {
      const count = input.count("count") ?? 10;
      const harvest = await etude.harvest(
        { count, skill: input.option("skill") },
        (progress) => terminal.live(`${bar(progress.sound, progress.wanted)}  ${progress.note}`),
        signal,
      );
      const seconds = harvest.ms / 1000;
      terminal.result(
        {
          candidates: harvest.candidates,
          sound: harvest.katas.length,
          refusals: harvest.refusals,
          seconds,
          soundPerMinute: seconds === 0 ? 0 : (harvest.katas.length * 60) / seconds,
          katas: harvest.katas.map(kataDocument),
        },
        [
          ...table([
            ["skill", "operator", "file", "fails", "difficulty"],
            ...harvest.katas.map((kata) => [
              kata.skill,
              kata.operator,
              kata.edit.path,
              String(kata.failing.length),
              kata.difficulty.b.toFixed(2),
            ]),
          ]),
          `${harvest.katas.length} sound of ${harvest.candidates} candidates in ${seconds.toFixed(0)} s.`,
          ...Object.entries(harvest.refusals).map(([reason, times]) => `  refused, ${reason}: ${times}`),
        ],
      );
      return harvest.katas.length > 0;
    });
  },
};

function kataDocument(kata: Kata) {
  return {
    id: kata.id,
    skill: kata.skill,
    kind: kata.kind,
    operator: kata.operator,
    difficulty: kata.difficulty,
    file: kata.edit.path,
    line: kata.line,
    failing: kata.failing.length,
    passing: kata.passing.length,
  };
}
