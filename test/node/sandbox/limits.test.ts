import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { limited } from "../../../src/node/sandbox/drivers/driver.ts";
import { buildProfile } from "../../../src/node/sandbox/profile.ts";
import { type Box, findCandidates, openBox } from "./box.ts";
import { sampleFacts } from "./sample-facts.ts";

const MB = 1024 * 1024;

for (const candidate of await findCandidates()) {
  suite(`limits of ${candidate.name}`, () => {
    const { engine } = candidate;
    if (engine === undefined) {
      test(`${candidate.name} ${"why" in candidate ? candidate.why : ""}`, function () {
        this.skip();
      });
      return;
    }

    let box: Box;
    suiteSetup(async () => {
      box = await openBox(engine, (profile) => ({
        ...profile,
        mounts: profile.mounts.map((mount) => (mount.kind === "tmpfs" ? { ...mount, bytes: 8 * MB } : mount)),
        limits: { ...profile.limits, cpuSeconds: 2, dataBytes: 1024 * MB, fileBytes: MB, processes: 60 },
      }));
    });
    suiteTeardown(() => box.dispose());

    test("more processes than allowed are refused", async () => {
      const { stderr } = await box.sh("for i in $(seq 100); do sleep 5 & done; wait");
      assert.match(stderr, /Cannot fork|Resource temporarily unavailable/);
    });

    test("a fork bomb is over with its time limit", async () => {
      const { timedOut, exitCode } = await box.sh("bomb() { bomb | bomb & }; bomb; sleep 60", { limitMs: 1_500 });
      assert.equal(timedOut || exitCode !== 0, true);
    });

    test("more memory than allowed is refused", async () => {
      const script = "console.log('up'); const held = []; for (;;) held.push(Buffer.alloc(16 * 1024 * 1024, 1));";
      const { exitCode, stdout } = await box.node(script);
      assert.notEqual(exitCode, 0);
      assert.equal(stdout, "up\n");
    });

    test("WebAssembly with its large reservations works", async () => {
      const script = "new WebAssembly.Memory({ initial: 1, maximum: 65536 }); console.log('reserved');";
      assert.equal((await box.node(script)).stdout, "reserved\n");
    });

    test("a file does not grow beyond its limit", async () => {
      const { stdout } = await box.sh("(head -c 3000000 /dev/zero > /kata/large) 2>/dev/null; wc -c < /kata/large");
      assert.equal(stdout.trim(), String(MB));
    });

    test("temporary files fill their own space and no more", async () => {
      // Only this file system: a toolchain that lies below the host's temporary folder is mounted there.
      const script =
        "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do head -c 1000000 /dev/zero > /tmp/$i 2>/dev/null; done; du -skx /tmp";
      const kilobytes = Number.parseInt((await box.sh(script)).stdout, 10);
      assert.ok(kilobytes >= 7 * 1024 && kilobytes <= 8 * 1024, `${kilobytes} kB`);
    });

    test("a busy loop ends with its processor time", async () => {
      const { exitCode } = await box.sh("while :; do :; done");
      // SIGXCPU, or SIGKILL at the hard limit.
      assert.ok(exitCode === 128 + 24 || exitCode === 128 + 9, String(exitCode));
    });

    test("a flood of output is cut and ended", async () => {
      const { stdout } = await box.sh("yes");
      assert.match(stdout, /bytes cut/);
      assert.ok(stdout.length < MB);
    });

    test("an unknown program is told from a failing one", async () => {
      assert.match(
        (await box.run(["no-such-program"])).failedToStart ?? "it started",
        /no-such-program.*inside the sandbox/,
      );
      assert.equal((await box.sh("exit 127")).failedToStart, undefined);
    });
  });
}

test("limits above what this process may set are lowered to it", async () => {
  const profile = buildProfile(sampleFacts, { copy: "/c", reports: "/r", reporters: "/e", etc: "/t", over: [] });
  const argv = limited({ argv: ["true"], cwd: "/", env: {} }, profile, { ...sampleFacts, ceilings: { nofile: 100 } });
  assert.ok(argv.includes("--nofile=100"));
  assert.ok(argv.includes(`--nproc=${profile.limits.processes}`));
});
