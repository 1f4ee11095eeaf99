import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { baseEnv, type Command, spawnExec } from "../../src/node/exec.ts";

suite("exec", () => {
  let folder = "";
  suiteSetup(() => {
    folder = mkdtempSync(join(tmpdir(), "etude-exec-"));
  });
  suiteTeardown(() => rmSync(folder, { recursive: true, force: true }));

  const never = new AbortController().signal;
  const node = (script: string, more: Partial<Command> = {}): Command => ({
    argv: ["node", "-e", script],
    cwd: folder,
    env: baseEnv(process.env),
    limitMs: 15_000,
    ...more,
  });

  test("exit code and both streams are reported", async () => {
    const result = await spawnExec(node("console.log('out'); console.error('err'); process.exitCode = 3"), never);
    assert.deepEqual(
      { ...result, ms: undefined },
      {
        exitCode: 3,
        signal: undefined,
        timedOut: false,
        aborted: false,
        stdout: "out\n",
        stderr: "err\n",
        ms: undefined,
        failedToStart: undefined,
      },
    );
  });

  test("the program is looked up on PATH of the command's environment", async () => {
    const bin = join(folder, "only-here");
    writeFileSync(bin, "#!/bin/sh\necho found\n", { mode: 0o755 });
    const result = await spawnExec({ argv: ["only-here"], cwd: folder, env: { PATH: folder }, limitMs: 5_000 }, never);
    assert.equal(result.stdout, "found\n");
  });

  test("nothing of this process's environment is inherited", async () => {
    process.env["ETUDE_EXEC_PROBE"] = "leak";
    const script = "console.log(process.env.ETUDE_EXEC_PROBE, process.env.GIVEN)";
    const result = await spawnExec(node(script, { env: { PATH: process.env["PATH"] ?? "", GIVEN: "yes" } }), never);
    delete process.env["ETUDE_EXEC_PROBE"];
    assert.equal(result.stdout, "undefined yes\n");
  });

  for (const [name, argv, cwd, message] of [
    ["a program that does not exist", ["no-such-program-here"], undefined, /not found on PATH/],
    ["a folder that does not exist", ["node", "-v"], "/no/such/folder", /there is no folder/],
    ["an empty program name", [""], undefined, /./],
  ] as const) {
    test(`${name} is a failure to start`, async () => {
      const result = await spawnExec(node("", { argv, cwd: cwd ?? folder }), never);
      assert.match(result.failedToStart ?? "", message);
      assert.equal(result.exitCode, undefined);
    });
  }

  test("a command over its time limit is ended", async () => {
    const result = await spawnExec(node("setInterval(() => {}, 1000)", { limitMs: 300 }), never);
    assert.equal(result.timedOut, true);
    assert.equal(result.signal, "SIGTERM");
  });

  test("an abort ends the whole tree, even processes that ignore SIGTERM", async () => {
    const beat = join(folder, "abort");
    const controller = new AbortController();
    const script = `process.on('SIGTERM', () => {}); ${parentOfStubbornChild(beat)}`;
    const running = spawnExec(node(script, { limitMs: 60_000 }), controller.signal);
    await until(() => existsSync(beat) && readFileSync(beat, "utf8") !== "");
    controller.abort();
    const result = await running;
    assert.equal(result.aborted, true);
    assert.equal(result.timedOut, false);
    assert.equal(result.signal, "SIGKILL");
    await ended(Number(readFileSync(beat, "utf8")));
  });

  test("an abort before the start starts nothing", async () => {
    const marker = join(folder, "not-started");
    const result = await spawnExec(
      node(`require('fs').writeFileSync(${JSON.stringify(marker)}, '')`),
      AbortSignal.abort(),
    );
    assert.equal(result.aborted, true);
    assert.equal(existsSync(marker), false);
  });

  test("a descendant that outlives the command neither holds it up nor survives", async () => {
    const beat = join(folder, "stray");
    const result = await spawnExec(
      node(`${parentOfStubbornChild(beat)}; wait(() => process.exit(0))`, { limitMs: 60_000 }),
      never,
    );
    assert.equal(result.exitCode, 0);
    assert.equal(result.timedOut, false);
    await ended(Number(readFileSync(beat, "utf8")));
  });

  test("the middle of long output is cut, head and tail are kept, and the cut says so", async () => {
    const result = await spawnExec(node("process.stdout.write('HEAD' + 'x'.repeat(2_000_000) + 'TAIL')"), never);
    assert.match(result.stdout, /^HEADx/);
    assert.match(result.stdout, /xTAIL$/);
    assert.match(result.stdout, /\[\.\.\. 1475720 bytes cut \.\.\.\]/);
    assert.ok(result.stdout.length < 530_000);
  });

  test("a flood of output is killed", async () => {
    const script = "const b = Buffer.alloc(1 << 20, 97); (function more() { process.stdout.write(b, more) })()";
    const result = await spawnExec(node(script), never);
    assert.equal(result.signal, "SIGKILL");
    assert.equal(result.timedOut, false);
  });

  test("output is free of terminal codes", async () => {
    const result = await spawnExec(node("console.log('\\x1b[31mred\\x1b[0m\\x1b]633;A\\x07')"), never);
    assert.equal(result.stdout, "red\n");
  });

  test("the base environment keeps what programs need and nothing else", () => {
    assert.deepEqual(
      baseEnv({
        PATH: "/bin",
        LC_ALL: "C",
        LC_TOKEN: "s",
        HOME: "/h",
        NODE_OPTIONS: "--inspect",
        NODE_TEST_CONTEXT: "child-v8",
        NPM_TOKEN: "s",
        OPENAI_API_KEY: "s",
        TERM: "xterm",
        EDITOR: "vi",
        LANG: undefined,
      }),
      { PATH: "/bin", LC_ALL: "C", HOME: "/h", TERM: "dumb", CI: "1" },
    );
  });
});

/** Starts a child that ignores SIGTERM, holds the pipes open and writes its pid to `file`; `wait` runs once it has. */
function parentOfStubbornChild(file: string): string {
  const child = `process.on('SIGTERM', () => {}); require('fs').writeFileSync(${JSON.stringify(file)}, String(process.pid));
    setInterval(() => {}, 1000)`;
  return `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' });
    const wait = (then) => setInterval(() => require('fs').existsSync(${JSON.stringify(file)}) && then(), 20);
    setInterval(() => {}, 1000)`;
}

/** Resolves once the process is gone: a kill takes effect, and a dead child is reaped, a moment later. */
async function ended(pid: number): Promise<void> {
  for (let tries = 0; isAlive(pid); tries++) {
    assert.ok(tries < 500, `process ${pid} is still alive`);
    await delay(20);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A killed process whose new parent has not collected it yet still has a pid.
  return process.platform !== "linux" || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}
