import { createHash } from "node:crypto";
import { existsSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Browser, ensureBrowser } from "./browser.ts";
import { atEnd, removeTree } from "./lifetime.ts";
import { startTree } from "./processes.ts";
import { SetupError } from "./setup-error.ts";

const HERE = import.meta.dirname;
const MODULES = join(HERE, "node_modules");
const STAMP = join(MODULES, ".etude-stamp");
const CODE_SERVER = join(MODULES, "code-server");
/** Longest time one npm command may take. */
const INSTALL_LIMIT_MS = 5 * 60_000;
const QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/** The test host as installed on this machine. */
export interface HostInstall {
  /** code-server's entry script, to be run by this very Node. */
  readonly entry: string;
  readonly browser: Browser;
}

/**
 * Installs VS Code and finds or unpacks a browser, once per content of the lock file. Concurrent callers wait for
 * each other. Throws SetupError where that is impossible.
 */
export async function ensureHost(say: (line: string) => void = console.log): Promise<HostInstall> {
  await ensureEditor(say);
  return { entry: editorEntry(), browser: await ensureBrowser(say) };
}

/** The part of `ensureHost` that needs no browser. */
export async function ensureEditor(say: (line: string) => void = console.log): Promise<string> {
  if (process.platform !== "linux") {
    throw new SetupError("The test host runs on Linux only; use npm run test:desktop on this system.");
  }
  const release = await lockSetup();
  try {
    if (!isInstalled()) await install(say);
  } finally {
    release();
  }
  return editorEntry();
}

function editorEntry(): string {
  return join(CODE_SERVER, "out", "node", "entry.js");
}

function isInstalled(): boolean {
  return existsSync(STAMP) && readFileSync(STAMP, "utf8") === wantedStamp();
}

/** What is installed depends on the lock file and on the steps below. */
function wantedStamp(): string {
  const hash = createHash("sha256");
  for (const name of ["package-lock.json", "setup.ts"]) hash.update(readFileSync(join(HERE, name)));
  return hash.digest("hex");
}

/**
 * code-server's own install script would compile native modules and fail on most machines. Install scripts stay
 * off; what matters of them is done here. Nothing is compiled: the editor's log files and a watchdog are all that
 * is lost, and both only cost a line of noise.
 */
async function install(say: (line: string) => void): Promise<void> {
  const started = Date.now();
  say("Installing VS Code for the tests (once, about 700 MB on disk) ...");
  const editor = join(CODE_SERVER, "lib", "vscode");
  await npm(HERE, "ci");
  // Not `npm ci`: the shrinkwrap in the package is incomplete.
  await npm(editor, "install", "--omit=dev");
  await npm(join(editor, "extensions"), "install", "--omit=dev");
  await run(process.execPath, ["./postinstall.mjs"], join(editor, "extensions"));
  link("code-linux.sh", join(editor, "bin", "remote-cli", "code-server"));
  link("browser-linux.sh", join(editor, "bin", "helpers", "browser.sh"));
  writeFileSync(STAMP, wantedStamp());
  say(`Installed VS Code in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

function link(target: string, path: string): void {
  removeTree(path);
  symlinkSync(target, path);
}

function npm(folder: string, ...args: readonly string[]): Promise<void> {
  return run("npm", [...args, ...QUIET], folder);
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const tree = startTree(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [tree.child.stdout, tree.child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const timer = setTimeout(() => tree.end(), INSTALL_LIMIT_MS);
  const code = await tree.ended;
  clearTimeout(timer);
  await tree.end();
  if (code === 0) return;
  const sentence = `Installing VS Code for the tests failed at \`${command} ${args[0]}\`; check the npm registry and the disk.`;
  throw new SetupError(`${sentence}\n${output.trim().slice(-1500)}`);
}

/** One set-up at a time per checkout: a link that names its owner, so that a dead owner's lock is taken over. */
async function lockSetup(): Promise<() => void> {
  const lock = join(tmpdir(), `etude-setup-${createHash("sha256").update(HERE).digest("hex").slice(0, 12)}`);
  while (!tryLock(lock)) {
    if (isHeld(lock)) await delay(250);
    else removeTree(lock);
  }
  const release = () => removeTree(lock);
  const forget = atEnd(release);
  return () => {
    forget();
    release();
  };
}

function tryLock(lock: string): boolean {
  try {
    symlinkSync(String(process.pid), lock);
    return true;
  } catch {
    return false;
  }
}

function isHeld(lock: string): boolean {
  try {
    return process.kill(Number(readlinkSync(lock)), 0);
  } catch {
    return false;
  }
}

if (import.meta.main) {
  const { entry, browser } = await ensureHost();
  console.log(`VS Code: ${entry}\nBrowser: ${browser.executable}`);
}
