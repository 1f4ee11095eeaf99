import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "mocha";
import type { ExecResult } from "../../../src/node/exec.ts";
import { createExec, keepPlainFiles, readResult } from "../../../src/node/sandbox/commands.ts";
import { removeTree } from "../../../src/node/sandbox/copy/leftovers.ts";
import { Turns } from "../../../src/node/sandbox/copy/turns.ts";

const ended: ExecResult = {
  exitCode: 0,
  signal: undefined,
  timedOut: false,
  aborted: false,
  stdout: "",
  stderr: "",
  ms: 1,
  failedToStart: undefined,
};

suite("commands in the sandbox", () => {
  for (const [name, exitCode, stderr, failed] of [
    ["success", 0, "etude-sandbox: no", undefined],
    ["a failing command", 1, "wrong", undefined],
    [
      "a sandbox that could not be set up",
      125,
      "mount: no\netude-sandbox: a mount was refused\n",
      /set up: a mount was refused/,
    ],
    ["a command's own exit code 125", 125, "", undefined],
    ["a refusal of bwrap", 1, "bwrap: No permissions\n", /set up: No permissions/],
    ["a missing program", 127, "/usr/bin/env: 'jest': No such file or directory\n", /'jest'.*inside the sandbox/],
    ["a command's own exit code 127", 127, "sh: jest: not found\n", undefined],
  ] as const) {
    test(`${name} is read as such`, () => {
      const { failedToStart } = readResult({ ...ended, exitCode, stderr });
      if (failed === undefined) assert.equal(failedToStart, undefined);
      else assert.match(failedToStart ?? "", failed);
    });
  }

  test("after the end nothing is started", async () => {
    const end = new AbortController();
    end.abort();
    let asked = false;
    const exec = createExec(
      async () => {
        asked = true;
        return () => ["true"];
      },
      end.signal,
      1_000,
    );
    const { aborted } = await exec({ argv: ["true"], cwd: "/", env: {}, limitMs: 1_000 }, new AbortController().signal);
    assert.deepEqual({ aborted, asked }, { aborted: true, asked: false });
  });

  test("what is no plain file disappears from the reports", async () => {
    const folder = await mkdtemp(join(tmpdir(), "etude-reports-"));
    try {
      await mkdir(join(folder, "deep"));
      await writeFile(join(folder, "deep/report"), "kept");
      await symlink("/etc/passwd", join(folder, "deep/link"));
      await symlink("/etc", join(folder, "folder-link"));
      execFileSync("sh", ["-c", 'mkfifo "$0"', join(folder, "pipe")]);
      await keepPlainFiles(folder);
      assert.deepEqual([await readdir(folder), await readdir(join(folder, "deep"))], [["deep"], ["report"]]);
    } finally {
      await removeTree(folder);
    }
  });

  test("turns are taken in order, also after a failure", async () => {
    const turns = new Turns();
    const seen: number[] = [];
    const slow = turns.take(async () => {
      await new Promise((done) => setImmediate(done));
      seen.push(1);
      throw new Error("first");
    });
    const next = turns.take(async () => seen.push(2));
    await assert.rejects(slow, /first/);
    await next;
    assert.deepEqual(seen, [1, 2]);
  });
});
