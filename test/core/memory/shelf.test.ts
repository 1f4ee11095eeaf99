import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { UserError } from "../../../src/core/errors.ts";
import { formatStrategy } from "../../../src/core/memory/codec.ts";
import type { LedgerEntry } from "../../../src/core/memory/ledger.ts";
import { approvedIn, decide, type MemoryFolder, readMemory, writeProposal } from "../../../src/core/memory/shelf.ts";
import type { Ledger } from "../../../src/core/ports.ts";
import { sha256 } from "../../../src/node/hash.ts";
import { aStrategy } from "./strategies.ts";

function folderOf(files: Record<string, string>): MemoryFolder & { readonly files: Record<string, string> } {
  return {
    files,
    list: async () => Object.keys(files).sort(),
    async read(name) {
      const text = files[name];
      return text === undefined ? { kind: "missing" } : { kind: "text", text };
    },
    async create(name, text) {
      if (name in files) return false;
      files[name] = text;
      return true;
    },
  };
}

function ledgerOf(entries: LedgerEntry[] = []): Ledger {
  return {
    entries: async () => entries,
    record: async (entry) => void entries.push(entry),
  };
}

const strategy = aStrategy();
const text = formatStrategy(strategy);
const name = `${strategy.id}.md`;

function entry(decision: LedgerEntry["decision"], changes: Partial<LedgerEntry> = {}): LedgerEntry {
  return { strategy: strategy.id, hash: sha256(text), decision, by: "me", at: 1, ...changes };
}

async function statusAfter(entries: LedgerEntry[], bytes = text): Promise<string> {
  const [item] = await readMemory(folderOf({ [name]: bytes }), ledgerOf(entries), sha256);
  return item?.kind === "strategy" ? item.status : `quarantined: ${item?.reason}`;
}

suite("practice memory on the shelf", () => {
  for (const [fact, entries, status] of [
    ["nobody decided", [], "proposed"],
    ["it was approved", [entry("approved")], "trial"],
    ["it was rejected", [entry("rejected")], "rejected"],
    ["it was approved and then retired", [entry("approved"), entry("retired")], "retired"],
    ["it was retired and then approved", [entry("retired"), entry("approved")], "trial"],
    ["other bytes were approved", [entry("approved", { hash: sha256("x") })], "proposed"],
    ["the same bytes were approved under another id", [entry("approved", { strategy: "other" })], "proposed"],
  ] as const) {
    test(`a strategy is ${status} when ${fact}`, async () => assert.equal(await statusAfter([...entries]), status));
  }

  test("one changed byte makes an approved strategy proposed again", async () => {
    assert.equal(await statusAfter([entry("approved")], `${text}\n`), "proposed");
  });

  test("a file whose name is not its id is set aside", async () => {
    const [item] = await readMemory(folderOf({ "other.md": text }), ledgerOf(), sha256);
    assert.match(item?.kind === "quarantined" ? item.reason : "", /must be boundary-first-in-loops\.md/);
  });

  test("of two files that say the same the undecided one is set aside", async () => {
    const twin = { ...strategy, id: "a-twin" };
    const folder = folderOf({ "a-twin.md": formatStrategy(twin), [name]: text });
    const items = await readMemory(folder, ledgerOf([entry("approved")]), sha256);
    assert.deepEqual(
      items.map((item) => [item.kind, item.path]),
      [
        ["quarantined", ".etude/memory/a-twin.md"],
        ["strategy", `.etude/memory/${name}`],
      ],
    );
  });

  test("an unreadable file does not hide the others", async () => {
    const items = await readMemory(folderOf({ "a.md": "hello", [name]: text }), ledgerOf(), sha256);
    assert.deepEqual(
      items.map((item) => item.kind),
      ["quarantined", "strategy"],
    );
  });

  test("only approved bytes may reach a prompt", async () => {
    const folder = folderOf({ [name]: text, "b-second.md": formatStrategy(aStrategy({ id: "b-second", when: "B" })) });
    const items = await readMemory(folder, ledgerOf([entry("approved")]), sha256);
    assert.deepEqual(
      approvedIn(items).map((item) => item.strategy.id),
      [strategy.id],
    );
  });

  test("a proposal never replaces a file", async () => {
    const folder = folderOf({ [name]: "a person's notes" });
    const second = await writeProposal(folder, strategy);
    const third = await writeProposal(folder, strategy);
    assert.deepEqual([second.id, third.id], [`${strategy.id}-2`, `${strategy.id}-3`]);
    assert.equal(folder.files[name], "a person's notes");
    assert.equal(folder.files[`${strategy.id}-2.md`], formatStrategy(second));
  });

  test("a proposal that could not be read back is not written", async () => {
    const folder = folderOf({});
    await assert.rejects(writeProposal(folder, aStrategy({ when: "a\u200bb" })), /hidden character/);
    assert.deepEqual(folder.files, {});
  });

  test("a decision is about the bytes that were read", async () => {
    const entries: LedgerEntry[] = [];
    const items = await readMemory(folderOf({ [name]: text }), ledgerOf(), sha256);
    await decide(items, ledgerOf(entries), { strategy: strategy.id, decision: "approved", by: "me", at: 1 });
    assert.deepEqual(entries, [entry("approved")]);
  });

  test("deciding about a strategy that is not there says so", async () => {
    await assert.rejects(
      decide([], ledgerOf(), { strategy: "none", decision: "approved", by: "me", at: 1 }),
      UserError,
    );
  });
});
