import type { CommandSpec } from "../command.ts";
import { withEtude } from "../open.ts";
import { percent, table } from "../terminal.ts";

/** The competency table. */
export const skillsCommand: CommandSpec = {
  name: "skills",
  usage: "skills [<folder>]",
  summary: "Show where the agent stands in every skill.",
  options: [],
  words: { min: 0, max: 1 },
  async run(input, terminal) {
    return withEtude(input, input.words[0] ?? ".", terminal, async (etude) => {
      const standings = await etude.skills(input.agent());
      terminal.result(
        standings.map(({ skill, ...rest }) => ({ skill: skill.id, title: skill.title, ...rest })),
        table([
          ["skill", "state", "predicted pass", "90 % interval", "attempts"],
          ...standings.map((row) => [
            row.skill.id,
            row.state,
            percent(row.pass),
            `${percent(row.low)} to ${percent(row.high)}`,
            String(row.attempts),
          ]),
        ]),
      );
      return true;
    });
  },
};
