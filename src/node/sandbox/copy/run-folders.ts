import { rmSync } from "node:fs";
import { rename } from "node:fs/promises";
import { makeRunFolder, nameRunFolder, removeTree } from "./leftovers.ts";

/** Folders kept for the next copy. */
const KEPT = 2;

/**
 * Folders for copies below one folder. A folder that was given back serves again under another name, so that nobody
 * who held on to the old one reaches it; whoever takes it clears it. What is kept goes when this process ends.
 */
export class RunFolders {
  readonly #scratchDir: string;
  readonly #kept: string[] = [];

  constructor(scratchDir: string) {
    this.#scratchDir = scratchDir;
  }

  async take(): Promise<string> {
    const kept = this.#kept.pop();
    if (kept === undefined) return makeRunFolder(this.#scratchDir);
    leftAtExit.delete(kept);
    return moved(kept, this.#scratchDir);
  }

  /** Never rejects. */
  async giveBack(folder: string): Promise<void> {
    if (this.#kept.length >= KEPT) return removeTree(folder);
    try {
      const kept = await moved(folder, this.#scratchDir);
      removeAtExit(kept);
      this.#kept.push(kept);
    } catch {
      return removeTree(folder);
    }
  }
}

const leftAtExit = new Set<string>();

function removeAtExit(folder: string): void {
  if (!process.listeners("exit").includes(removeLeft)) process.on("exit", removeLeft);
  leftAtExit.add(folder);
}

function removeLeft(): void {
  for (const folder of leftAtExit) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // The next start sweeps it.
    }
  }
}

async function moved(folder: string, scratchDir: string): Promise<string> {
  const name = nameRunFolder(scratchDir);
  await rename(folder, name);
  return name;
}
