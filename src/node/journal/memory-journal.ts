import type { JournalEntry } from "../../core/trace/journal.ts";
import type { OpenJournal } from "./open-journal.ts";
import { episodeOf } from "./store.ts";

/** A journal that lasts as long as the process: for hosts without SQLite, and for tests. */
export function openMemoryJournal(notice?: string): OpenJournal {
  const kept: JournalEntry[] = [];
  return {
    notice,
    skipped: () => 0,
    async append(entries) {
      kept.push(...structuredClone(entries));
    },
    async read(kind, filter = {}) {
      const found = kept.filter((entry): entry is Extract<JournalEntry, { kind: typeof kind }> => {
        return entry.kind === kind && (filter.episode === undefined || episodeOf(entry) === filter.episode);
      });
      return filter.newest === undefined ? found : found.slice(Math.max(0, found.length - filter.newest));
    },
    async close() {},
  };
}
