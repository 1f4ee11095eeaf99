import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..", "..");

export interface Sample {
  /** A copy of the sample library, with a git history of one commit. */
  readonly folder: string;
  /** Runs the command line on it with storage of its own; resolves when it has ended. */
  etude(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CommandResult>;
  /** What `git status` says has changed, apart from practice memory. */
  changes(): string;
  /** Puts the sources back as they were. */
  reset(): void;
  dispose(): void;
}

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A fresh copy of `test/workspaces/tally`, whose three failing tests are part of the sample. */
export function copySample(): Sample {
  const place = realpathSync(mkdtempSync(path.join(tmpdir(), "etude-cli-")));
  const folder = path.join(place, "tally");
  cpSync(path.join(root, "test/workspaces/tally"), folder, { recursive: true });
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@localhost", ...args], {
      cwd: folder,
      stdio: "ignore",
    });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Start");

  return {
    folder,
    etude: (args, env = {}) =>
      new Promise((resolve, reject) => {
        const words = [path.join(root, "src/cli/main.ts"), ...args, "--storage", path.join(place, "storage")];
        const child = spawn(process.execPath, words, {
          env: { ...process.env, ...env },
          stdio: ["ignore", "pipe", "pipe"],
        });
        let [stdout, stderr] = ["", ""];
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
          stdout += text;
        });
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
          stderr += text;
        });
        child.once("error", reject);
        child.once("close", (status) => resolve({ status, stdout, stderr }));
      }),
    changes: () =>
      execFileSync("git", ["status", "--porcelain", "--", ".", ":!.etude"], { cwd: folder, encoding: "utf8" }).trim(),
    reset: () => git("checkout", "--quiet", "--", "src"),
    dispose: () => rmSync(place, { recursive: true, force: true }),
  };
}
