import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { OpenEtude } from "../node/open.ts";
import { openEtude } from "../node/open.ts";
import { BadUsage, type CommandInput } from "./command.ts";
import type { Terminal } from "./terminal.ts";

/** Opens Etude on a folder named on the command line and closes it after use. */
export async function withEtude<T>(
  input: CommandInput,
  folder: string,
  terminal: Terminal,
  use: (etude: OpenEtude) => Promise<T>,
): Promise<T> {
  const workspaceRoot = folderAt(folder);
  const global = input.option("storage") ?? defaultStorage();
  const key = createHash("sha256").update(workspaceRoot).digest("hex").slice(0, 16);
  const etude = await openEtude({
    workspaceRoot,
    globalDir: path.resolve(global),
    storageDir: path.resolve(global, "workspaces", key),
    assets: assetsBesideThisFile(),
    openai: () => Promise.resolve(endpointFromEnvironment()),
    notify: (text) => terminal.line(text),
    seed: input.count("seed"),
  });
  try {
    return await use(etude);
  } finally {
    await etude.dispose();
  }
}

function folderAt(folder: string): string {
  try {
    const real = realpathSync(folder);
    if (statSync(real).isDirectory()) return real;
  } catch {
    // Said below: a folder that cannot be read is as good as none.
  }
  throw new BadUsage(`There is no folder ${folder}.`);
}

/** $XDG_DATA_HOME/etude, or ~/.local/share/etude. */
function defaultStorage(): string {
  return path.join(process.env["XDG_DATA_HOME"] || path.join(homedir(), ".local", "share"), "etude");
}

function endpointFromEnvironment() {
  const baseUrl = process.env["ETUDE_BASE_URL"];
  const model = process.env["ETUDE_MODEL"];
  if (!baseUrl || !model) return undefined;
  return { baseUrl, model, apiKey: process.env["ETUDE_API_KEY"] ?? "" };
}

/** From source everything lies in the tree; bundled, everything lies beside the bundle. */
function assetsBesideThisFile() {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const bundled = !here.endsWith(path.join("src", "cli"));
  const root = path.resolve(here, "..", "..");
  return bundled
    ? {
        reporters: path.join(here, "reporters"),
        wasm: path.join(here, "wasm"),
        journalWorker: path.join(here, "journal-worker.cjs"),
      }
    : { reporters: path.join(root, "src/node/runners/reporters"), wasm: undefined, journalWorker: undefined };
}
