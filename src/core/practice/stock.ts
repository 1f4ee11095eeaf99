import type { Kata } from "../kata/kata.ts";
import type { Clock, Files, Hash, Journal } from "../ports.ts";

export interface StockPorts {
  readonly journal: Journal;
  readonly files: Files;
  readonly hash: Hash;
  readonly clock: Clock;
}

/** Every kata ever kept for this workspace, oldest first: practised ones too, so that variety can be judged. */
export async function allKatas(journal: Journal): Promise<readonly Kata[]> {
  return (await journal.read("kata")).map((entry) => entry.kata);
}

/**
 * Katas that can be practised now, oldest first. A kata whose file has changed since it was verified is stale: it is
 * dropped from the stock here, with the reason in the journal.
 */
export async function freshStock(ports: StockPorts): Promise<readonly Kata[]> {
  const dropped = new Set((await ports.journal.read("kata-dropped")).map((entry) => entry.id));
  const kept = (await allKatas(ports.journal)).filter((kata) => !dropped.has(kata.id));
  const hashes = new Map<string, string | undefined>();
  for (const { edit } of kept) {
    if (hashes.has(edit.path)) continue;
    // A file that cannot be read any more (too large, not text) makes its katas stale like a changed one.
    const text = await ports.files.read(edit.path).catch(() => undefined);
    hashes.set(edit.path, text === undefined ? undefined : ports.hash(text));
  }
  const isFresh = (kata: Kata) => hashes.get(kata.edit.path) === kata.referenceHash;
  const stale = kept.filter((kata) => !isFresh(kata));
  if (stale.length > 0) {
    const at = ports.clock();
    await ports.journal.append(
      stale.map(({ id }) => ({ kind: "kata-dropped" as const, at, id, why: "Its file has changed." })),
    );
  }
  return kept.filter(isFresh);
}
