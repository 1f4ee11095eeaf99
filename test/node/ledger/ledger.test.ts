import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setup, suite, teardown, test } from "mocha";
import type { LedgerEntry } from "../../../src/core/memory/ledger.ts";
import { sha256 } from "../../../src/node/hash.ts";
import { openLedger } from "../../../src/node/ledger.ts";

const approved: LedgerEntry = { strategy: "a-b-c", hash: sha256("x"), decision: "approved", by: "me", at: 5 };
const retired: LedgerEntry = { ...approved, decision: "retired", note: "harmed", at: 6 };

suite("ledger", () => {
  let folder = "";
  let path = "";
  setup(() => {
    folder = mkdtempSync(join(tmpdir(), "etude-ledger-"));
    path = join(folder, "global", "ledger.db");
    for (const name of ["one", "two"]) mkdirSync(join(folder, name));
  });
  teardown(() => rmSync(folder, { recursive: true, force: true }));

  test("keeps decisions over restarts, oldest first", async () => {
    const first = openLedger(path, join(folder, "one"));
    await first.record(approved);
    await first.record(retired);
    first.close();
    const second = openLedger(path, join(folder, "one"));
    assert.deepEqual(await second.entries(), [approved, retired]);
    second.close();
  });

  test("a workspace is its real path: a link to it shares its decisions, another folder does not", async () => {
    symlinkSync(join(folder, "one"), join(folder, "link"));
    const one = openLedger(path, join(folder, "one"));
    const link = openLedger(path, join(folder, "link"));
    const two = openLedger(path, join(folder, "two"));
    await one.record(approved);
    assert.deepEqual([await link.entries(), await two.entries()], [[approved], []]);
    for (const each of [one, link, two]) each.close();
  });

  test("refuses an entry that is none", async () => {
    const ledger = openLedger(path, join(folder, "one"));
    await assert.rejects(ledger.record({ ...approved, decision: "trusted" as "approved" }));
    await assert.rejects(ledger.record({ ...approved, hash: "short" }));
    assert.deepEqual(await ledger.entries(), []);
    ledger.close();
  });

  test("a damaged ledger approves nothing and says so", async () => {
    mkdirSync(join(folder, "global"));
    writeFileSync(path, "garbage ".repeat(1000));
    const ledger = openLedger(path, join(folder, "one"));
    assert.match(ledger.notice ?? "", /ledger was damaged/);
    assert.deepEqual(await ledger.entries(), []);
    ledger.close();
  });
});
