import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { setup, suite, teardown, test } from "mocha";
import { UserError } from "../../src/core/errors.ts";
import { createFiles } from "../../src/node/files.ts";

let top: string;
let root: string;

async function put(path: string, text: string | Uint8Array): Promise<void> {
  await mkdir(join(root, path, ".."), { recursive: true });
  await writeFile(join(root, path), text);
}

const git = (...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: root, stdio: "pipe" });

suite("files", () => {
  setup(async () => {
    top = await mkdtemp(join(tmpdir(), "etude-files-"));
    root = join(top, "work");
    await mkdir(root);
    await writeFile(join(top, "outside.txt"), "outside");
  });
  teardown(() => rm(top, { recursive: true, force: true }));

  for (const isRepository of [true, false]) {
    test(`lists files, sorted, without dependencies, history and memory ${isRepository ? "in" : "outside"} a repository`, async () => {
      for (const path of ["src/b.js", "src/a.js", "z.md", "node_modules/x/i.js", ".etude/memory/s.md"])
        await put(path, "x");
      if (isRepository) git("init", "-q");
      await symlink(join(top, "outside.txt"), join(root, "link.txt"));
      assert.deepEqual(await createFiles(root).list(), ["src/a.js", "src/b.js", "z.md"]);
    });
  }

  test("lists what git does not ignore, and not what is deleted", async () => {
    git("init", "-q");
    await put(".gitignore", "dist\n");
    await put("dist/a.js", "x");
    await put("gone.js", "x");
    await put("new file ü.js", "x");
    git("add", "gone.js");
    await rm(join(root, "gone.js"));
    assert.deepEqual(await createFiles(root).list(), [".gitignore", "new file ü.js"]);
  });

  test("listing runs no command that the repository configures", async () => {
    git("init", "-q");
    await put("a.js", "x");
    git("config", "core.fsmonitor", `touch ${join(top, "ran")};false`);
    await createFiles(root).list();
    assert.ok(!(await readdir(top)).includes("ran"));
  });

  test("a missing file reads as undefined, and removing it is no error", async () => {
    const files = createFiles(root);
    assert.equal(await files.read("no/such.txt"), undefined);
    await files.remove("no/such.txt");
  });

  test("writing creates folders, keeps the mode and leaves nothing else behind", async () => {
    const files = createFiles(root);
    await files.write("a/b/c.sh", "one");
    await chmod(join(root, "a/b/c.sh"), 0o750);
    await files.write("a/b/c.sh", "two\r\n");
    assert.equal(await files.read("a/b/c.sh"), "two\r\n");
    assert.equal((await stat(join(root, "a/b/c.sh"))).mode & 0o777, 0o750);
    assert.deepEqual(await readdir(join(root, "a/b")), ["c.sh"]);
    await files.remove("a/b/c.sh");
    assert.equal(await files.read("a/b/c.sh"), undefined);
  });

  for (const [name, bytes, told] of [
    ["bytes that are not UTF-8", Uint8Array.of(0x66, 0xff), /not UTF-8/],
    ["zero bytes", Uint8Array.of(0x66, 0), /not UTF-8/],
    ["more than 2 MB", new Uint8Array(2 * 1024 * 1024 + 1).fill(0x61), /larger than 2 MB/],
  ] as const) {
    test(`a file with ${name} is refused`, async () => {
      await put("f", bytes);
      await assert.rejects(
        createFiles(root).read("f"),
        (error) => error instanceof UserError && told.test(error.message),
      );
    });
  }

  test("a folder is not read as a file", async () => {
    await mkdir(join(root, "src"));
    await assert.rejects(createFiles(root).read("src"), /not a file/);
  });

  for (const [name, path] of [
    ["a link to a file outside", "to-file"],
    ["a link to a folder outside", "to-folder/outside.txt"],
    ["a dangling link", "to-nothing"],
    ["a new file below a linked folder", "to-folder/new/file.txt"],
    ["a climbing path", "../outside.txt"],
    ["a climb after a folder", "src/../../outside.txt"],
    ["an absolute path", "/etc/hostname"],
  ] as const) {
    test(`${name} is neither read, written nor removed`, async () => {
      await symlink(join(top, "outside.txt"), join(root, "to-file"));
      await symlink(top, join(root, "to-folder"));
      await symlink(join(top, "nothing"), join(root, "to-nothing"));
      const files = createFiles(root);
      await assert.rejects(files.read(path), UserError);
      await assert.rejects(files.write(path, "hacked"), UserError);
      await assert.rejects(files.remove(path), UserError);
      assert.equal(await readFile(join(top, "outside.txt"), "utf8"), "outside");
      assert.deepEqual((await readdir(top)).sort(), ["outside.txt", "work"]);
    });
  }

  test("a link inside the workspace is refused with the path to use instead", async () => {
    await put("packages/a/index.js", "x");
    await symlink(join(root, "packages"), join(root, "linked"));
    await assert.rejects(createFiles(root).read("linked/a/index.js"), /use packages\/a\/index\.js instead/);
  });

  test("the workspace itself may lie behind a link", async () => {
    await put("a.js", "x");
    await symlink(root, join(top, "alias"));
    const files = createFiles(join(top, "alias"));
    assert.equal(await files.read("a.js"), "x");
    await files.write("b.js", "y");
    assert.deepEqual(await files.list(), ["a.js", "b.js"]);
  });

  test("no generated path writes outside the workspace", async () => {
    await symlink(top, join(root, "up"));
    const files = createFiles(root);
    const segment = fc.constantFrom(
      "..",
      ".",
      "",
      "a",
      "up",
      "work",
      "..\\",
      "...",
      "a:b",
      ".git",
      "~",
      "C:",
      "\u0000",
      "a ",
    );
    const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("/"));
    await fc.assert(
      fc.asyncProperty(path, async (each) => {
        await files.write(each, "x").catch(() => undefined);
        assert.deepEqual((await readdir(top)).sort(), ["outside.txt", "work"]);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test("outside paths are read and written when they are absolute", async () => {
    const { outside } = createFiles(root);
    const path = join(top, "outside.txt");
    assert.equal(await outside.read(path), "outside");
    await outside.write(path, "changed");
    assert.equal(await readFile(path, "utf8"), "changed");
    await assert.rejects(outside.read("relative.txt"), UserError);
  });
});
