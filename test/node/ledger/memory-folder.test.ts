import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setup, suite, teardown, test } from "mocha";
import { sha256 } from "../../../src/node/hash.ts";
import { createMemoryFolder } from "../../../src/node/memory-folder.ts";

suite("memory folder", () => {
  let root = "";
  let outside = "";
  setup(() => {
    root = mkdtempSync(join(tmpdir(), "etude-memory-"));
    outside = mkdtempSync(join(tmpdir(), "etude-outside-"));
    writeFileSync(join(outside, "secret.md"), "secret");
  });
  teardown(() => {
    for (const folder of [root, outside]) rmSync(folder, { recursive: true, force: true });
  });

  function fill(): string {
    const folder = join(root, ".etude", "memory");
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  test("without a folder there is nothing, and creating a file makes it", async () => {
    const memory = createMemoryFolder(root);
    assert.deepEqual([await memory.list(), await memory.read("a.md")], [[], { kind: "missing" }]);
    assert.equal(await memory.create("a.md", "été"), true);
    assert.deepEqual([await memory.list(), await memory.read("a.md")], [["a.md"], { kind: "text", text: "été" }]);
  });

  test("creating never replaces, and leaves no temporary file behind", async () => {
    const folder = fill();
    writeFileSync(join(folder, "a.md"), "a person's");
    assert.equal(await createMemoryFolder(root).create("a.md", "new"), false);
    assert.equal(readFileSync(join(folder, "a.md"), "utf8"), "a person's");
    assert.deepEqual(readdirSync(folder), ["a.md"]);
  });

  test("lists Markdown files only, sorted", async () => {
    const folder = fill();
    for (const name of ["b.md", "a.md", "notes.txt", ".hidden.md"]) writeFileSync(join(folder, name), "");
    mkdirSync(join(folder, "folder.md"));
    assert.deepEqual(await createMemoryFolder(root).list(), ["a.md", "b.md"]);
  });

  for (const [name, put, reason] of [
    ["a link", (path: string) => symlinkSync(join(outside, "secret.md"), path), /link/],
    ["over 64 kB", (path: string) => writeFileSync(path, "x".repeat(65_537)), /over 64 kB/],
    ["not UTF-8", (path: string) => writeFileSync(path, Buffer.from([0x61, 0xff, 0xfe])), /not UTF-8/],
  ] as const) {
    test(`refuses a file that is ${name}, with the reason`, async () => {
      put(join(fill(), "a.md"));
      const read = await createMemoryFolder(root).read("a.md");
      assert.match(read.kind === "refused" ? read.reason : read.kind, reason);
    });
  }

  for (const linked of [".etude", ".etude/memory"]) {
    test(`a link in place of ${linked} is neither read nor written through`, async () => {
      mkdirSync(join(outside, "memory"));
      if (linked === ".etude/memory") mkdirSync(join(root, ".etude"));
      symlinkSync(outside, join(root, linked));
      const memory = createMemoryFolder(root);
      assert.deepEqual([await memory.list(), await memory.read("secret.md")], [[], { kind: "missing" }]);
      await assert.rejects(memory.create("new.md", "x"), /is a link/);
      assert.deepEqual(readdirSync(outside).sort(), ["memory", "secret.md"]);
      assert.deepEqual(readdirSync(join(outside, "memory")), []);
    });
  }

  for (const name of ["../a.md", "a/b.md", ".a.md", "a.txt", ""]) {
    test(`"${name}" is no name of a strategy's file`, async () => {
      const memory = createMemoryFolder(root);
      assert.equal((await memory.read(name)).kind, "refused");
      await assert.rejects(memory.create(name, "x"), /not the name/);
    });
  }

  test("a hash is SHA-256 of the UTF-8 bytes", () => {
    assert.equal(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert.equal(sha256("é"), "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c");
  });
});
