import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { TestProgress } from "../../../core/ports.ts";

/** Between two looks at a growing report, in ms. */
const EVERY_MS = 250;

/** Bytes looked at per tick; the rest waits for the next one. */
const CHUNK_BYTES = 1024 * 1024;

/** What runs under test can put anything in the report's place: links are not followed, and a pipe is not waited for. */
const READ_PLAIN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Follows a report as it grows. `stop` ends it; no tick comes after. */
export function followReport(file: string, onProgress: (progress: TestProgress) => void): { stop(): void } {
  let offset = 0;
  let rest = "";
  let finished = 0;
  let failed = 0;
  let reading = false;
  let stopped = false;
  const timer = setInterval(() => void look(), EVERY_MS);
  return {
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };

  async function look(): Promise<void> {
    if (reading) return;
    reading = true;
    const text = await readFrom(file, offset);
    reading = false;
    if (stopped || text === undefined || text.length === 0) return;
    offset += text.length;
    const lines = (rest + text.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    const results = lines.filter((line) => line.startsWith('{"t":"test"') || line.startsWith('{"t": "test"'));
    if (results.length === 0) return;
    finished += results.length;
    failed += results.filter((line) => /"status": ?"failed"/.test(line)).length;
    onProgress({ finished, failed });
  }
}

async function readFrom(file: string, offset: number): Promise<Buffer | undefined> {
  try {
    const handle = await open(file, READ_PLAIN);
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
