import type { Journal } from "../ports.ts";
import type { EpisodeSummary } from "./journal.ts";

/** Every episode once, newest first; of two records of the same episode the later one counts. */
export async function listEpisodes(journal: Journal): Promise<readonly EpisodeSummary[]> {
  const entries = await journal.read("episode");
  const newest = new Map(entries.map(({ summary }) => [summary.id, summary]));
  return [...newest.values()].reverse();
}
