import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { suite, test } from "mocha";
import { startTree } from "../host/processes.ts";

const suiteOnLinux = process.platform === "linux" ? suite : suite.skip;

suiteOnLinux("a process tree", () => {
  for (const [name, command] of [
    ["ends a child of the leader", "sleep 600 & echo $! > pid; wait"],
    ["ends a child that leads a session of its own", "setsid sleep 600 & echo $! > pid; wait"],
    ["ends a child that went into the background", "(setsid sleep 600 & echo $! > pid); exec sleep 600"],
    ["ends what its leader left behind", "setsid sleep 600 & echo $! > pid; exit 0"],
    ["ends a child that ignores the request", "(trap '' TERM; sleep 600) & echo $! > pid; wait"],
  ] as const) {
    test(name, async () => {
      const folder = mkdtempSync(join(tmpdir(), "etude-tree-"));
      try {
        const tree = startTree("bash", ["-c", command], { cwd: folder, stdio: "ignore" });
        const pid = await written(join(folder, "pid"));
        await tree.end();
        assert.equal(await gone(pid), true);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});

async function written(file: string): Promise<number> {
  while (!existsSync(file) || readFileSync(file, "utf8") === "") await delay(10);
  return Number(readFileSync(file, "utf8"));
}

/** A killed process may take a moment to vanish; nobody may have reaped it yet, so a zombie counts as gone. */
async function gone(pid: number): Promise<boolean> {
  for (const pause of [10, 100, 1000, 2000]) {
    const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : ") Z";
    if (stat.slice(stat.lastIndexOf(")")).startsWith(") Z")) return true;
    await delay(pause);
  }
  return false;
}
