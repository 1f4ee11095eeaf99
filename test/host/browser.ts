import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import { rename } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { type Browser as BrowserProcess, chromium } from "playwright-core";
import { SetupError } from "./setup-error.ts";

const PACKAGE = join(import.meta.dirname, "node_modules", "@sparticuz", "chromium", "bin");
const UNPACKED = join(import.meta.dirname, "node_modules", ".browser");
const SYSTEM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--force-color-profile=srgb",
];

/** A Chromium that starts on this machine, and the variables it needs to do so. */
export interface Browser {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The browser for the tests: the one named by CHROME, else the system's, else the one from npm (unpacked once).
 * Throws SetupError when none of them starts.
 */
export async function ensureBrowser(say: (line: string) => void): Promise<Browser> {
  const named = process.env["CHROME"];
  if (named) return started({ executable: named, env: {} }) ?? fail(`CHROME names ${named}, which does not start.`);
  for (const executable of systemBrowsers()) {
    const browser = started({ executable, env: {} });
    if (browser) return browser;
  }
  const packaged = await packagedBrowser(say);
  return (
    packaged ?? fail("No Chromium starts here; install one (for example: apt-get install chromium) or set CHROME.")
  );
}

/** A headless browser process. `home` is a folder of the caller's that takes what the browser leaves behind. */
export function launchBrowser(browser: Browser, home: string): Promise<BrowserProcess> {
  mkdirSync(home, { recursive: true });
  const env = {
    ...withoutUndefined(process.env),
    ...browser.env,
    HOME: home,
    TMPDIR: home,
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: home,
  };
  return chromium.launch({ executablePath: browser.executable, headless: true, args: FLAGS, env });
}

function systemBrowsers(): readonly string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return SYSTEM_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)).find(existsSync) ?? []);
}

/** The npm package holds a compressed headless Chromium, and libraries and a font for machines that lack them. */
async function packagedBrowser(say: (line: string) => void): Promise<Browser | undefined> {
  if (process.arch !== "x64") return undefined;
  const executable = join(UNPACKED, "chromium");
  if (!existsSync(executable)) {
    say("Unpacking the Chromium from npm (once) ...");
    mkdirSync(UNPACKED, { recursive: true });
    await unpackFolder("al2023");
    await unpackFolder("fonts");
    await unpackExecutable(executable);
  }
  const env = hasFonts() ? {} : { FONTCONFIG_FILE: ownFontSettings() };
  return (
    started({ executable, env }) ??
    started({ executable, env: { ...env, LD_LIBRARY_PATH: join(UNPACKED, "al2023", "lib") } })
  );
}

/** The executable appears under its final name only when it is complete. */
async function unpackExecutable(executable: string): Promise<void> {
  const partial = `${executable}.${process.pid}`;
  await decompress("chromium", partial);
  chmodSync(partial, 0o755);
  await rename(partial, executable);
}

async function unpackFolder(name: string): Promise<void> {
  const folder = join(UNPACKED, name);
  const archive = join(UNPACKED, `${name}.tar`);
  mkdirSync(folder, { recursive: true });
  await decompress(`${name}.tar`, archive);
  execFileSync("tar", ["-xf", archive, "-C", folder]);
}

async function decompress(name: string, to: string): Promise<void> {
  await pipeline(createReadStream(join(PACKAGE, `${name}.br`)), createBrotliDecompress(), createWriteStream(to));
}

function hasFonts(): boolean {
  return (
    existsSync("/etc/fonts/fonts.conf") && existsSync("/usr/share/fonts") && readdirSync("/usr/share/fonts").length > 0
  );
}

function ownFontSettings(): string {
  const file = join(UNPACKED, "fonts.conf");
  const folders = `<dir>${join(UNPACKED, "fonts")}</dir><cachedir>${join(UNPACKED, "font-cache")}</cachedir>`;
  writeFileSync(file, `<?xml version="1.0"?><fontconfig>${folders}</fontconfig>\n`);
  return file;
}

function started(browser: Browser): Browser | undefined {
  const env = { ...process.env, ...browser.env };
  const run = spawnSync(browser.executable, ["--version"], { env, timeout: 20_000, stdio: "ignore" });
  return run.status === 0 ? browser : undefined;
}

function withoutUndefined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function fail(sentence: string): never {
  throw new SetupError(sentence);
}
