import { timelineMarkdown } from "../../core/trace/markdown.ts";
import type { CommandSpec } from "../command.ts";
import { withEtude } from "../open.ts";
import { table } from "../terminal.ts";
import { traceDocument } from "./task.ts";

/** Episodes of a folder, or the timeline of one. */
export const traceCommand: CommandSpec = {
  name: "trace",
  usage: "trace <folder> [<episode>]",
  summary: "List episodes, or show one as a timeline of expectations and what happened.",
  options: [],
  words: { min: 1, max: 2 },
  async run(input, terminal) {
    const [folder = "", episode] = input.words;
    return withEtude(input, folder, terminal, async (etude) => {
      if (episode !== undefined) {
        const timeline = await etude.trace(episode);
        terminal.result({ episode, outcome: timeline.outcome, why: timeline.why, ...traceDocument(timeline) }, [
          timelineMarkdown(timeline),
        ]);
        return true;
      }
      const episodes = await etude.episodes();
      terminal.result(
        episodes,
        episodes.length === 0
          ? ['No episode yet. Start one with: etude task <folder> "<goal>"']
          : table(
              episodes.map((each) => [
                each.id,
                new Date(each.startedAt).toISOString().slice(0, 16),
                each.type,
                each.outcome ?? "running",
                each.goal.split("\n")[0]?.slice(0, 70) ?? "",
              ]),
            ),
      );
      return true;
    });
  },
};
