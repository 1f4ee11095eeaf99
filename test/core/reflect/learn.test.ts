import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { formatStrategy } from "../../../src/core/memory/codec.ts";
import type { MemoryFolder } from "../../../src/core/memory/shelf.ts";
import { reflectOnRepair } from "../../../src/core/reflect/from-repair.ts";
import { learn } from "../../../src/core/reflect/learn.ts";
import { openMemoryJournal } from "../../../src/node/journal/memory-journal.ts";
import { repairTimeline, vain } from "./timelines.ts";

const detour = repairTimeline([...vain("constant", 5), { idea: "relational-operator", mends: true }]);

suite("learning from an episode", () => {
  test("writes proposals as files, under the names the journal's reflection gives", async () => {
    const taken = "relational-operator-first-off-by-one-lib";
    const files: Record<string, string> = { [`${taken}.md`]: "something else" };
    const memory: MemoryFolder = {
      list: async () => Object.keys(files),
      read: async (name) => ({ kind: "text", text: files[name] ?? "" }),
      async create(name, text) {
        if (name in files) return false;
        files[name] = text;
        return true;
      },
    };
    const journal = openMemoryJournal();
    const learning = { model: undefined, framework: "mocha", journal, memory, items: async () => [], clock: () => 9 };
    const reflection = await learn(detour, learning, new AbortController().signal);

    const [proposal] = reflectOnRepair(detour, []).proposals;
    assert.ok(proposal);
    assert.deepEqual(reflection.proposed, [`${taken}-2`]);
    assert.equal(files[`${taken}-2.md`], formatStrategy({ ...proposal, id: `${taken}-2` }));
    assert.deepEqual(await journal.read("reflection"), [{ kind: "reflection", at: 9, reflection }]);
  });
});
