import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";

/** What one database file holds: each migration leads from version `index` to `index + 1` in one transaction. */
export interface DatabasePlan {
  /** For people: `journal`. */
  readonly name: string;
  readonly migrations: readonly string[];
}

export interface OpenDatabase {
  readonly database: DatabaseSync;
  /** One sentence for people when something had to be set aside. */
  readonly notice: string | undefined;
}

/** Thrown for a file that a newer Etude wrote; the file is left as it is. */
export class NewerDatabase extends Error {
  override readonly name = "NewerDatabase";
}

/** How long a write waits for another window, in ms. */
const BUSY_MS = 15_000;

/** SQLite's primary result codes for a damaged file. */
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/**
 * Opens the file in WAL mode with synchronous=FULL, creating and migrating it as needed. A damaged file is renamed to
 * `<path>.corrupt-<time>` with its companions and a fresh one is started. Blocks; throws where `node:sqlite` is missing.
 */
export function openDatabase(path: string, plan: DatabasePlan, time: () => number = Date.now): OpenDatabase {
  mkdirSync(dirname(path), { recursive: true });
  try {
    return { database: openSound(path, plan), notice: undefined };
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  const suffix = `.corrupt-${time()}`;
  for (const part of ["", "-wal", "-shm"]) {
    if (existsSync(path + part)) renameSync(path + part, path + part + suffix);
  }
  const notice = `Etude's ${plan.name} was damaged and a fresh one was started; the old one is kept as ${path}${suffix}.`;
  return { database: openSound(path, plan), notice };
}

/** Runs the work in one write transaction; whatever it throws rolls back. */
export function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

class Damaged extends Error {}

function openSound(path: string, plan: DatabasePlan): DatabaseSync {
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  const database = new DatabaseSync(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = FULL");
    if (versionOf(database) > 0) checkPages(database);
    migrate(database, plan);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function checkPages(database: DatabaseSync): void {
  const row = database.prepare("PRAGMA quick_check(1)").get();
  const found = Object.values(row ?? {})[0];
  if (found !== "ok") throw new Damaged(String(found));
}

function migrate(database: DatabaseSync, plan: DatabasePlan): void {
  if (versionOf(database) === plan.migrations.length) return;
  inTransaction(database, () => {
    // Read again: another window may have migrated while this one waited for the lock.
    const version = versionOf(database);
    if (version > plan.migrations.length) {
      throw new NewerDatabase(`Etude's ${plan.name} was written by a newer version: update Etude to use it.`);
    }
    for (const migration of plan.migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${plan.migrations.length}`);
  });
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
}

function isDamage(error: unknown): boolean {
  if (error instanceof Damaged) return true;
  const code = (error as { readonly errcode?: number }).errcode;
  return code !== undefined && [SQLITE_CORRUPT, SQLITE_NOTADB].includes(code & 0xff);
}
