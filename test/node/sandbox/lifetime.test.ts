import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { removeTree } from "../../../src/node/sandbox/copy/leftovers.ts";
import { type Box, findCandidates, openBox } from "./box.ts";

const HOLDER = join(import.meta.dirname, "holder.ts");

for (const candidate of await findCandidates()) {
  suite(`lifetime of commands in ${candidate.name}`, () => {
    const { name, engine } = candidate;
    if (engine === undefined) {
      test(`${name} ${"why" in candidate ? candidate.why : ""}`, function () {
        this.skip();
      });
      return;
    }

    let box: Box;
    suiteSetup(async () => {
      box = await openBox(engine);
    });
    suiteTeardown(() => box.dispose());

    test("what a command leaves running in the background ends with it", async () => {
      const nap = uniqueNap();
      const { exitCode } = await box.sh(
        `setsid sleep ${nap} >/dev/null 2>&1 & nohup sleep ${nap} >/dev/null 2>&1 & exit 0`,
      );
      assert.equal(exitCode, 0);
      await gone(nap);
    });

    test("an abort ends everything that was started", async () => {
      const nap = uniqueNap();
      const stop = new AbortController();
      const run = box.sh(`sleep ${nap} & setsid sleep ${nap} & touch /kata/started; wait`, { signal: stop.signal });
      await until(() => existsSync(join(box.copy, "started")) && napping(nap) === 2, "the command to start");
      stop.abort();
      const { aborted } = await run;
      assert.equal(aborted, true);
      await gone(nap);
    });

    test("the time limit ends everything that was started", async () => {
      const nap = uniqueNap();
      const { timedOut } = await box.sh(`trap '' TERM; sleep ${nap} & setsid sleep ${nap} & wait; sleep ${nap}`, {
        limitMs: 500,
      });
      assert.equal(timedOut, true);
      await gone(nap);
    });

    test("disposal ends a running command", async () => {
      const nap = uniqueNap();
      const own = await openBox(engine);
      const run = own.sh(`touch /kata/started; sleep ${nap}`);
      await until(() => existsSync(join(own.copy, "started")), "the command to start");
      await own.dispose();
      assert.equal((await run).aborted, true);
      await gone(nap);
    });

    test("killing Etude kills the whole sandbox", async () => {
      const nap = uniqueNap();
      const script = `sleep ${nap} & setsid sleep ${nap} & wait`;
      const holder = spawn(process.execPath, [HOLDER, name, script], { stdio: ["ignore", "pipe", "inherit"] });
      const folder = await firstLine(holder.stdout);
      try {
        await until(() => napping(nap) === 2, "both sleepers to start");
        holder.kill("SIGKILL");
        await gone(nap);
      } finally {
        holder.kill("SIGKILL");
        await removeTree(folder);
      }
    });

    test("exit codes and output come through", async () => {
      const { exitCode, stdout, stderr, failedToStart } = await box.sh("echo out; echo err >&2; exit 7");
      assert.deepEqual(
        { exitCode, stdout, stderr, failedToStart },
        { exitCode: 7, stdout: "out\n", stderr: "err\n", failedToStart: undefined },
      );
    });

    test("a signal that ends the command shows as 128 and its number", async () => {
      assert.equal((await box.sh("kill -SEGV $$")).exitCode, 139);
    });

    test("an interrupt is not ignored inside", async () => {
      assert.equal((await box.sh("kill -INT $$; echo survived")).stdout, "");
    });
  });
}

/** A length of sleep that no other process has. */
function uniqueNap(): string {
  return `98${randomInt(1e6, 1e7)}.${randomInt(1e6, 1e7)}`;
}

/** How many processes of this machine sleep that long. */
function napping(nap: string): number {
  return readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && commandOf(pid) === `sleep\0${nap}\0`).length;
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

function gone(nap: string): Promise<void> {
  return until(() => napping(nap) === 0, "the processes to end");
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (condition()) return;
    await delay(10);
  }
  assert.fail(`waited for ${what} in vain`);
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  return assert.fail("the process ended without a word");
}
