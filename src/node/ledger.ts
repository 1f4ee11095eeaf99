import { realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import { LedgerEntry } from "../core/memory/ledger.ts";
import type { Ledger } from "../core/ports.ts";
import { inTransaction, NewerDatabase, openDatabase } from "./journal/database.ts";

const MIGRATIONS = [
  `CREATE TABLE decisions (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     workspace TEXT NOT NULL,
     strategy TEXT NOT NULL,
     hash TEXT NOT NULL CHECK (length(hash) = 64),
     decision TEXT NOT NULL CHECK (decision IN ('approved', 'rejected', 'retired')),
     note TEXT,
     by TEXT NOT NULL,
     at REAL NOT NULL
   ) STRICT;
   CREATE INDEX decisions_by_workspace ON decisions (workspace, seq);`,
];

export interface OpenLedger extends Ledger {
  /** One sentence for people about how the ledger was opened, when there is something to say. */
  readonly notice: string | undefined;
  close(): void;
}

/**
 * The user's ledger in the file, restricted to one workspace, which is known by its real path: never by anything the
 * workspace itself says. A damaged ledger is set aside and all strategies are proposed again. Where SQLite is missing
 * or the file is a newer Etude's, decisions last until the process ends and the notice says so.
 */
export function openLedger(path: string, workspaceRoot: string): OpenLedger {
  if (!isBuiltin("node:sqlite")) {
    return memoryLedger("This host has no SQLite, so approvals last until it closes: update VS Code or Node.");
  }
  try {
    return ledgerIn(path, realpathSync(workspaceRoot));
  } catch (error) {
    if (error instanceof NewerDatabase) return memoryLedger(`${error.message} Until then approvals are not kept.`);
    throw error;
  }
}

function ledgerIn(path: string, workspace: string): OpenLedger {
  const { database, notice } = openDatabase(path, { name: "ledger", migrations: MIGRATIONS });
  const insert = database.prepare(
    "INSERT INTO decisions (workspace, strategy, hash, decision, note, by, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const select = database.prepare(
    "SELECT strategy, hash, decision, note, by, at FROM decisions WHERE workspace = ? ORDER BY seq",
  );
  return {
    notice,
    async entries() {
      // An unreadable decision may be the one that took an approval back: refusing all is the safe reading.
      return select.all(workspace).map(({ note, ...row }) => LedgerEntry.parse(note === null ? row : { ...row, note }));
    },
    async record(entry) {
      const { strategy, hash, decision, note, by, at } = LedgerEntry.parse(entry);
      inTransaction(database, () => insert.run(workspace, strategy, hash, decision, note ?? null, by, at));
    },
    close: () => database.close(),
  };
}

function memoryLedger(notice: string): OpenLedger {
  const kept: LedgerEntry[] = [];
  return {
    notice,
    entries: async () => [...kept],
    async record(entry) {
      kept.push(LedgerEntry.parse(entry));
    },
    close() {},
  };
}
