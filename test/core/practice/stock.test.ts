import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Files } from "../../../src/core/ports.ts";
import { allKatas, freshStock } from "../../../src/core/practice/stock.ts";
import { openMemoryJournal } from "../../../src/node/journal/memory-journal.ts";
import { memoryFiles } from "../agent/fakes.ts";
import { hash, kataWith } from "../kata/make.ts";

const path = "src/a.js";
const text = "a < b";
const kata = (id: string, referenceHash = hash(text)) => kataWith({ id, referenceHash });

async function journalWith(...ids: readonly string[]) {
  const journal = openMemoryJournal();
  await journal.append(ids.map((id) => ({ kind: "kata" as const, at: 1, kata: kata(id) })));
  return journal;
}

suite("the stock of katas", () => {
  test("holds what was kept and not dropped, oldest first", async () => {
    const journal = await journalWith("one", "two", "three");
    await journal.append([{ kind: "kata-dropped", at: 2, id: "two", why: "It was attempted." }]);
    const stock = await freshStock({ journal, files: memoryFiles(new Map([[path, text]])), hash, clock: () => 3 });
    assert.deepEqual(
      stock.map(({ id }) => id),
      ["one", "three"],
    );
    assert.equal((await allKatas(journal)).length, 3);
  });

  for (const [name, files] of [
    ["changed", memoryFiles(new Map([[path, `${text};`]]))],
    ["is gone", memoryFiles(new Map())],
    ["cannot be read any more", unreadable()],
  ] as const) {
    test(`drops a kata whose file ${name}, with the reason in the journal`, async () => {
      const journal = await journalWith("one");
      assert.deepEqual(await freshStock({ journal, files, hash, clock: () => 3 }), []);
      assert.deepEqual(await journal.read("kata-dropped"), [
        { kind: "kata-dropped", at: 3, id: "one", why: "Its file has changed." },
      ]);
    });
  }
});

function unreadable(): Files {
  return { ...memoryFiles(new Map()), read: () => Promise.reject(new Error("too large")) };
}
