import type { SQLInputValue } from "node:sqlite";
import type { JournalFilter } from "../../core/ports.ts";
import { JournalEntry, type JournalKind } from "../../core/trace/journal.ts";
import { inTransaction, openDatabase } from "./database.ts";

const MIGRATIONS = [
  `CREATE TABLE entries (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     kind TEXT NOT NULL,
     episode TEXT,
     at REAL NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX entries_by_kind ON entries (kind, seq);
   CREATE INDEX entries_by_episode ON entries (episode, kind, seq) WHERE episode IS NOT NULL;`,
];

export interface ReadResult {
  readonly entries: readonly JournalEntry[];
  /** Rows that no longer fit their schema; they stay in the file. */
  readonly skipped: number;
}

/** The journal's table, synchronously. Everything throws what SQLite throws. */
export interface Store {
  readonly notice: string | undefined;
  /** Durable when it returns; all or nothing. */
  append(entries: readonly JournalEntry[]): void;
  read(kind: JournalKind, filter: JournalFilter): ReadResult;
  close(): void;
}

export function openStore(path: string): Store {
  const { database, notice } = openDatabase(path, { name: "journal", migrations: MIGRATIONS });
  const insert = database.prepare("INSERT INTO entries (kind, episode, at, body) VALUES (?, ?, ?, ?)");
  return {
    notice,
    append(entries) {
      inTransaction(database, () => {
        for (const entry of entries) insert.run(entry.kind, episodeOf(entry) ?? null, entry.at, JSON.stringify(entry));
      });
    },
    read(kind, { episode, newest }) {
      const values: SQLInputValue[] = [kind];
      if (episode !== undefined) values.push(episode);
      // A negative limit is no limit.
      values.push(newest ?? -1);
      const rows = database
        .prepare(
          `SELECT body FROM entries WHERE kind = ? ${episode === undefined ? "" : "AND episode = ?"}
           ORDER BY seq DESC LIMIT ?`,
        )
        .all(...values);
      const entries = rows.map((row) => parsed(row["body"])).filter((entry) => entry !== undefined);
      return { entries: entries.reverse(), skipped: rows.length - entries.length };
    },
    close: () => database.close(),
  };
}

/** The episode an entry belongs to, by which it can be read back. */
export function episodeOf(entry: JournalEntry): string | undefined {
  switch (entry.kind) {
    case "event":
      return entry.episode;
    case "attempt":
      return entry.attempt.episode;
    case "reflection":
      return entry.reflection.episode;
    default:
      return undefined;
  }
}

function parsed(body: unknown): JournalEntry | undefined {
  try {
    return JournalEntry.safeParse(JSON.parse(String(body))).data;
  } catch {
    return undefined;
  }
}
