import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { linkSync } from "node:fs";
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setup, suite, teardown, test } from "mocha";
import { copyTree, snapshotOf } from "../../../src/node/sandbox/copy/copy-tree.ts";
import { makeRunFolder, removeTree, sweepLeftovers } from "../../../src/node/sandbox/copy/leftovers.ts";
import { findDependencies, listWorkspace } from "../../../src/node/sandbox/copy/workspace-list.ts";

const never = new AbortController().signal;
const nothing: ReadonlySet<string> = new Set();

suite("copy of the workspace", () => {
  let root = "";
  let target = "";

  setup(async () => {
    root = await mkdtemp(join(tmpdir(), "etude-ws-"));
    target = await mkdtemp(join(tmpdir(), "etude-copy-"));
    await write({
      "src/a.js": "a",
      "src/deep/b.js": "b",
      "bin/run": "#!/bin/sh\n",
      "notes.log": "ignored",
      ".gitignore": "*.log\n",
      ".env": "KEY=1",
      ".env.example": "KEY=",
      "certs/server.pem": "secret",
      ".aws/credentials": "secret",
      ".npmrc": "secret",
      ".etude/memory/m.md": "memory",
      "node_modules/dep/index.js": "dep",
      "packages/p/node_modules/dep/index.js": "dep",
      "packages/p/index.js": "p",
    });
    await chmod(join(root, "bin/run"), 0o755);
  });

  teardown(async () => {
    await removeTree(root);
    await removeTree(target);
  });

  async function write(files: Readonly<Record<string, string>>, at = root): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(at, path)), { recursive: true });
      await writeFile(join(at, path), text);
    }
  }

  function git(...args: readonly string[]): void {
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: root, stdio: "ignore" });
  }

  async function copied(): Promise<readonly string[]> {
    await copyTree(root, target, await listWorkspace(root), nothing, never);
    return [...(await snapshotOf(target, nothing)).keys()];
  }

  test("holds what git tracks or would track, without history, secrets, memory and dependencies", async () => {
    git("init", "-q");
    git("add", "-f", "src", ".gitignore", ".env", "certs");
    git("commit", "-qm", "first");
    assert.deepEqual(await copied(), [
      ...[".env.example", ".gitignore", "bin/run", "packages/p/index.js", "src/a.js", "src/deep/b.js"],
    ]);
  });

  test("without git, holds everything but the same exceptions", async () => {
    assert.deepEqual(await copied(), [
      ...[".env.example", ".gitignore", "bin/run", "notes.log", "packages/p/index.js", "src/a.js", "src/deep/b.js"],
    ]);
  });

  test("keeps the mode of programs", async () => {
    await copied();
    assert.equal((await lstat(join(target, "bin/run"))).mode & 0o777, 0o755);
  });

  for (const [name, to, kept] of [
    ["inside the workspace", "a.js", true],
    ["to nothing inside the workspace", "missing.js", true],
    ["out of the workspace", "../../etc/passwd", false],
    ["out by an absolute path", "/etc/passwd", false],
    ["out of the workspace and back", "../../../../../../../../etc/../etc", false],
  ] as const) {
    test(`a link ${name} is ${kept ? "copied as it is" : "left out"}`, async () => {
      await symlink(to, join(root, "src/link"));
      assert.equal((await copied()).includes("src/link"), kept);
      if (kept) assert.equal((await lstat(join(target, "src/link"))).isSymbolicLink(), true);
    });
  }

  test("a link that leaves through another link is left out", async () => {
    await symlink("..", join(root, "src/up"));
    await symlink("up/../../outside", join(root, "src/out"));
    assert.equal((await copied()).includes("src/out"), false);
  });

  test("dependencies are found beside the files, and by links of the same name only", async () => {
    const shared = await mkdtemp(join(tmpdir(), "etude-shared-"));
    try {
      await mkdir(join(shared, "node_modules"));
      await write({ "linked/a.js": "", "trap/a.js": "" });
      await symlink(join(shared, "node_modules"), join(root, "linked/node_modules"));
      await symlink(shared, join(root, "trap/node_modules"));
      const found = findDependencies(root, await listWorkspace(root)).map(({ path, from }) => [path, from]);
      assert.deepEqual(
        found,
        [
          ["node_modules", join(root, "node_modules")],
          ["packages/p/node_modules", join(root, "packages/p/node_modules")],
          ["linked/node_modules", join(shared, "node_modules")],
        ].toSorted(
          ([a = ""], [b = ""]) => found.findIndex(([path]) => path === a) - found.findIndex(([path]) => path === b),
        ),
      );
    } finally {
      await removeTree(shared);
    }
  });

  test("a folder that held a copy before holds nothing of it afterwards", async () => {
    await copied();
    const fresh = await snapshotOf(target, nothing);
    const outside = await mkdtemp(join(tmpdir(), "etude-outside-"));
    try {
      await writeFile(join(outside, "kept"), "untouched");
      await write({ "src/planted.js": "x", "new/folder/f": "x", "src/a.js": "other, and longer" }, target);
      await rm(join(target, "src/deep"), { recursive: true });
      await symlink(outside, join(target, "src/deep"));
      await rm(join(target, "bin/run"));
      await symlink(join(outside, "kept"), join(target, "bin/run"));
      await rm(join(target, ".gitignore"));
      linkSync(join(outside, "kept"), join(target, ".gitignore"));
      await rm(join(target, "packages/p/index.js"));
      await mkdir(join(target, "packages/p/index.js/inner"), { recursive: true });
      await chmod(join(target, "packages/p/index.js"), 0o000);
      await chmod(join(target, "new"), 0o000);

      await copied();
      assert.deepEqual(await snapshotOf(target, nothing), fresh);
      assert.deepEqual((await readdir(target)).includes("new"), false);
      assert.deepEqual(await readdir(outside), ["kept"]);
      assert.equal(await readFile(join(outside, "kept"), "utf8"), "untouched");
      assert.equal((await lstat(join(target, "bin/run"))).mode & 0o777, 0o755);
    } finally {
      await removeTree(outside);
    }
  });

  test("an abort ends the copying", async () => {
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(copyTree(root, target, ["src/a.js"], nothing, stop.signal), { name: "AbortError" });
  });

  test("leftovers of dead processes are swept, those of living ones stay", async () => {
    const mine = await makeRunFolder(target);
    const dead = join(target, "kata-4194304-1-0123456789ab");
    const reused = join(target, `kata-${process.pid}-1-0123456789ab`);
    for (const folder of [dead, reused, join(target, "something-else")]) await mkdir(folder);
    await sweepLeftovers(target);
    assert.deepEqual((await readdir(target)).sort(), [mine.slice(target.length + 1), "something-else"].sort());
  });

  test("what still runs in the folder of a dead process is ended", async () => {
    const dead = join(target, "kata-4194304-1-0123456789ab");
    await mkdir(dead);
    const survivor = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", join(dead, "fstab")], {
      stdio: "ignore",
    });
    const end = once(survivor, "exit");
    await sweepLeftovers(target);
    assert.deepEqual(await end, [null, "SIGKILL"]);
  });
});
