import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { setup, suite, teardown, test } from "mocha";
import { openMemoryJournal } from "../../../src/node/journal/memory-journal.ts";
import { openJournal } from "../../../src/node/journal/open-journal.ts";
import { eventEntry, reflectionEntry } from "./entries.ts";

suite("journal", () => {
  let folder = "";
  let path = "";
  setup(() => {
    folder = mkdtempSync(join(tmpdir(), "etude-journal-"));
    path = join(folder, "journal.db");
  });
  teardown(() => rmSync(folder, { recursive: true, force: true }));

  for (const [name, open] of [
    ["in a file", () => openJournal(path)],
    ["in memory", async () => openMemoryJournal()],
  ] as const) {
    test(`${name} gives back what was appended, in order, by kind, episode and number`, async () => {
      const journal = await open();
      await journal.append([eventEntry(1), reflectionEntry("task-1"), eventEntry(2, "task-2")]);
      await journal.append([eventEntry(3), eventEntry(4)]);
      assert.deepEqual(
        {
          all: (await journal.read("event")).map((entry) => entry.at),
          newest: (await journal.read("event", { newest: 2 })).map((entry) => entry.at),
          episode: (await journal.read("event", { episode: "task-1" })).map((entry) => entry.at),
          newestOfEpisode: (await journal.read("event", { episode: "task-1", newest: 2 })).map((entry) => entry.at),
          reflections: await journal.read("reflection", { episode: "task-1" }),
          attempts: await journal.read("attempt"),
        },
        {
          all: [1, 2, 3, 4],
          newest: [3, 4],
          episode: [1, 3, 4],
          newestOfEpisode: [3, 4],
          reflections: [reflectionEntry("task-1")],
          attempts: [],
        },
      );
      await journal.close();
    });
  }

  test("closing waits for everything appended before", async () => {
    const journal = await openJournal(path);
    const appends = Array.from({ length: 200 }, (_, index) => journal.append([eventEntry(index)]));
    await journal.close();
    await Promise.all(appends);
    await assert.rejects(journal.append([eventEntry(0)]), /closed/);
    const again = await openJournal(path);
    assert.deepEqual(
      (await again.read("event")).map((entry) => entry.at),
      Array.from({ length: 200 }, (_, index) => index),
    );
    await again.close();
  });

  test("an append of several entries is kept whole or not at all", async () => {
    const journal = await openJournal(path);
    const bad = { ...eventEntry(2), at: Number.NaN };
    await assert.rejects(journal.append([eventEntry(1), bad]), /could not be used/);
    assert.deepEqual(await journal.read("event"), []);
    await journal.close();
  });

  test("two windows write into one file without losing an entry", async () => {
    const [one, two] = await Promise.all([openJournal(path), openJournal(path)]);
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? one : two).append([eventEntry(index)])),
    );
    const seen = new Set((await one.read("event")).map((entry) => entry.at));
    assert.equal(seen.size, 100);
    await Promise.all([one.close(), two.close()]);
  });

  for (const [name, damage] of [
    ["is not a database", () => writeFileSync(path, "hello, this is not a database at all. ".repeat(50))],
    [
      "has a damaged page",
      () => {
        const bytes = readFileSync(path);
        bytes.fill(0xa5, 4096, bytes.length);
        writeFileSync(path, bytes);
      },
    ],
  ] as const) {
    test(`a file that ${name} is set aside and said once`, async () => {
      const first = await openJournal(path);
      await first.append([eventEntry(1)]);
      await first.close();
      damage();
      const second = await openJournal(path);
      assert.match(second.notice ?? "", /damaged and a fresh one was started/);
      await second.append([eventEntry(2)]);
      await second.close();
      const third = await openJournal(path);
      assert.equal(third.notice, undefined);
      assert.deepEqual(
        (await third.read("event")).map((entry) => entry.at),
        [2],
      );
      await third.close();
      assert.ok(readdirSync(folder).some((file) => /^journal\.db\.corrupt-\d+$/.test(file)));
    });
  }

  test("a newer Etude's file is left as it is, and the notice says that nothing is kept", async () => {
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 99");
    database.close();
    const before = readFileSync(path);
    const journal = await openJournal(path);
    await journal.append([eventEntry(1)]);
    assert.match(journal.notice ?? "", /newer version.*nothing is kept/);
    assert.equal((await journal.read("event")).length, 1);
    await journal.close();
    // Bytes 18 and 19 say whether the file is in WAL mode, which opening it may set.
    const data = (bytes: Buffer) => bytes.subarray(96);
    assert.ok(before.length < 100 || data(readFileSync(path)).length >= data(before).length);
    const again = new DatabaseSync(path);
    assert.equal(again.prepare("PRAGMA user_version").get()?.["user_version"], 99);
    again.close();
  });

  test("rows that do not fit their schema are skipped and counted", async () => {
    const journal = await openJournal(path);
    await journal.append([eventEntry(1)]);
    const database = new DatabaseSync(path);
    database.exec("INSERT INTO entries (kind, at, body) VALUES ('event', 2, '{}'), ('event', 3, 'not json')");
    database.close();
    await journal.append([eventEntry(4)]);
    assert.deepEqual(
      (await journal.read("event")).map((entry) => entry.at),
      [1, 4],
    );
    assert.equal(journal.skipped(), 2);
    await journal.close();
  });

  test("a file that cannot be opened is an error that names it", async () => {
    writeFileSync(join(folder, "plain"), "");
    await assert.rejects(openJournal(join(folder, "plain", "journal.db")), /journal .*plain.* cannot be opened/);
  });

  test("nothing acknowledged is lost when the writer is killed, twenty times", async function () {
    this.timeout(120_000);
    let written = 0;
    for (let cycle = 0; cycle < 20; cycle++) {
      const acknowledged = await writeAndKill(path, written + 1, cycle % 7);
      const journal = await openJournal(path);
      assert.equal(journal.notice, undefined);
      const numbers = (await journal.read("event")).map((entry) => entry.at);
      await journal.close();
      written = numbers.at(-1) ?? 0;
      assert.ok(acknowledged > 0 && written >= acknowledged, `${acknowledged} acknowledged, ${written} kept`);
      assert.deepEqual(
        numbers,
        [...numbers.keys()].map((index) => index + 1),
      );
    }
  });
});

/** Kills the writer with SIGKILL right after its (n + 1)th acknowledgement; resolves to the last one seen. */
async function writeAndKill(path: string, from: number, n: number): Promise<number> {
  const writer = spawn(process.execPath, [join(import.meta.dirname, "writer.ts"), path, String(from)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => writer.once("close", resolve));
  let acknowledged = 0;
  let seen = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    acknowledged = Number(line);
    if (seen++ === n) writer.kill("SIGKILL");
  }
  await ended;
  return acknowledged;
}
