import { rmSync } from "node:fs";

type Cleanup = () => void;

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
const cleanups = new Set<Cleanup>();
let listening = false;

/**
 * Runs `cleanup` when this process ends, however it ends (SIGKILL excepted), unless the returned function
 * was called before. Clean-ups are synchronous and run newest first.
 */
export function atEnd(cleanup: Cleanup): () => void {
  listen();
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/** Removes a folder tree. A process that is just dying may still write into it, hence the retries. */
export function removeTree(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

function listen(): void {
  if (listening) return;
  listening = true;
  process.on("exit", runAll);
  for (const [signal, number] of Object.entries(SIGNALS)) process.on(signal, () => process.exit(128 + number));
}

function runAll(): void {
  for (const cleanup of [...cleanups].reverse()) {
    try {
      cleanup();
    } catch (error) {
      console.error(`clean-up failed: ${error}`);
    }
  }
  cleanups.clear();
}
