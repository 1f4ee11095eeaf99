import { unknownStrategy } from "../errors.ts";
import type { Hash, Ledger } from "../ports.ts";
import { formatStrategy, parseStrategy, unwritable } from "./codec.ts";
import type { LedgerEntry } from "./ledger.ts";
import type { MemoryItem, Strategy, StrategyStatus } from "./strategy.ts";

/** Where strategies lie, relative to the workspace. */
export const MEMORY_PATH = ".etude/memory";

/** The files of practice memory, by bare file name (`<id>.md`). */
export interface MemoryFolder {
  /** Names of the Markdown files, sorted; none when there is no folder. */
  list(): Promise<readonly string[]>;
  /** Never rejects for what lies in the folder: a link, another file type, too large or not UTF-8 is `refused`. */
  read(name: string): Promise<MemoryText>;
  /** Creates the file with its folder, atomically. False, and nothing changed, when a file of that name exists. */
  create(name: string, text: string): Promise<boolean>;
}

export type MemoryText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "refused"; readonly reason: string };

export type StrategyItem = Extract<MemoryItem, { readonly kind: "strategy" }>;

/**
 * Practice memory as it is now, by path. A strategy's status is the newest decision on exactly its bytes, or proposed
 * when nobody decided on them. What cannot be read, or says it is another file, is set aside with the reason.
 */
export async function readMemory(folder: MemoryFolder, ledger: Ledger, hash: Hash): Promise<readonly MemoryItem[]> {
  const statuses = statusByHash(await ledger.entries());
  const items: MemoryItem[] = [];
  for (const name of await folder.list()) {
    const item = itemOf(name, await folder.read(name), statuses, hash);
    if (item) items.push(item);
  }
  return withoutDuplicates(items);
}

/** What may reach a prompt: strategies whose exact bytes were approved. */
export function approvedIn(items: readonly MemoryItem[]): readonly StrategyItem[] {
  return items.filter(
    (item): item is StrategyItem => item.kind === "strategy" && (item.status === "trial" || item.status === "active"),
  );
}

/**
 * Writes a proposal into a file of its own. Never replaces a file: a taken id gets a suffix (`-2`, `-3`, ...). Returns
 * the strategy as written. Throws when the strategy cannot be read back, which is a defect of whoever made it.
 */
export async function writeProposal(folder: MemoryFolder, strategy: Strategy): Promise<Strategy> {
  const reason = unwritable(strategy);
  if (reason !== undefined) throw new Error(`The proposal "${strategy.title}" cannot be written: ${reason}`);
  for (let suffix = 1; suffix <= 999; suffix++) {
    const id = suffix === 1 ? strategy.id : `${strategy.id.slice(0, 75)}-${suffix}`;
    const named = { ...strategy, id };
    if (await folder.create(`${id}.md`, formatStrategy(named))) return named;
  }
  throw new Error(`There are 999 strategies called "${strategy.id}".`);
}

export interface Decision {
  readonly strategy: string;
  readonly decision: LedgerEntry["decision"];
  readonly note?: string | undefined;
  readonly by: string;
  readonly at: number;
}

/** Records a decision about the bytes the items were read from. Throws UserError when there is no such strategy. */
export async function decide(items: readonly MemoryItem[], ledger: Ledger, decision: Decision): Promise<LedgerEntry> {
  const item = items.find((each) => each.kind === "strategy" && each.strategy.id === decision.strategy);
  if (item?.kind !== "strategy") throw unknownStrategy(decision.strategy);
  const entry: LedgerEntry = { ...decision, hash: item.hash };
  await ledger.record(entry);
  return entry;
}

const STATUS_AFTER = { approved: "trial", rejected: "rejected", retired: "retired" } as const satisfies Record<
  LedgerEntry["decision"],
  StrategyStatus
>;

/** Keyed by strategy and hash: bytes that moved to another file were not decided on there. */
function statusByHash(entries: readonly LedgerEntry[]): ReadonlyMap<string, StrategyStatus> {
  return new Map(entries.map((entry) => [`${entry.strategy} ${entry.hash}`, STATUS_AFTER[entry.decision]]));
}

function itemOf(
  name: string,
  read: MemoryText,
  statuses: ReadonlyMap<string, StrategyStatus>,
  hash: Hash,
): MemoryItem | undefined {
  const path = `${MEMORY_PATH}/${name}`;
  if (read.kind === "missing") return undefined;
  if (read.kind === "refused") return { kind: "quarantined", path, reason: read.reason };
  const parsed = parseStrategy(read.text);
  if (parsed.kind === "unreadable") return { kind: "quarantined", path, reason: parsed.reason };

  const { strategy } = parsed;
  if (`${strategy.id}.md` !== name) {
    const reason = `The file calls itself "${strategy.id}": its name must be ${strategy.id}.md.`;
    return { kind: "quarantined", path, reason };
  }
  const bytes = hash(read.text);
  const status = statuses.get(`${strategy.id} ${bytes}`) ?? "proposed";
  return { kind: "strategy", path, hash: bytes, status, strategy };
}

/** Two files that say the same would count twice in recall: the undecided or later one is set aside. */
function withoutDuplicates(items: readonly MemoryItem[]): readonly MemoryItem[] {
  const first = new Map<string, StrategyItem>();
  const byStanding = items.filter((item) => item.kind === "strategy").toSorted((a, b) => standing(a) - standing(b));
  for (const item of byStanding) {
    const same = contentOf(item.strategy);
    if (!first.has(same)) first.set(same, item);
  }
  return items.map((item) => {
    if (item.kind === "quarantined") return item;
    const kept = first.get(contentOf(item.strategy));
    if (!kept || kept.path === item.path) return item;
    return { kind: "quarantined", path: item.path, reason: `The file says the same as ${kept.path}: delete one.` };
  });
}

function standing(item: StrategyItem): number {
  return item.status === "proposed" ? 1 : 0;
}

function contentOf(strategy: Strategy): string {
  return formatStrategy({ ...strategy, id: "same", version: 1 });
}
