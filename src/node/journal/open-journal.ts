import { isBuiltin } from "node:module";
import { Worker } from "node:worker_threads";
import type { Journal } from "../../core/ports.ts";
import type { JournalEntry } from "../../core/trace/journal.ts";
import { openMemoryJournal } from "./memory-journal.ts";
import type { JournalReply, JournalRequest } from "./requests.ts";
import type { ReadResult } from "./store.ts";

export interface OpenJournal extends Journal {
  /** One sentence for people about how the journal was opened, when there is something to say. */
  readonly notice: string | undefined;
  /** Rows left out by reads so far because they do not fit their schema. */
  skipped(): number;
  /** Resolves when everything appended before is durable and the file is closed. Later calls reject. */
  close(): Promise<void>;
}

export interface JournalOptions {
  /** The worker's module, for bundles: `dist/journal-worker.cjs`. From source it is `worker.ts` beside this file. */
  readonly worker?: string | URL | undefined;
}

/**
 * Opens the journal's file in a worker thread. Where SQLite is missing or the file is a newer Etude's, the journal is
 * kept in memory and the notice says so. Rejects when the file cannot be used at all (a read-only or full disk).
 */
export async function openJournal(path: string, options: JournalOptions = {}): Promise<OpenJournal> {
  if (!isBuiltin("node:sqlite")) {
    return openMemoryJournal("This host has no SQLite, so nothing is kept after it closes: update VS Code or Node.");
  }
  const worker = new Worker(options.worker ?? new URL("./worker.ts", import.meta.url), {
    workerData: path,
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const opened = await firstReply(worker);
  if (opened.kind === "opened") return journalOver(worker, opened.notice);
  if (opened.kind === "failed" && opened.newer)
    return openMemoryJournal(`${opened.message} Until then nothing is kept.`);
  throw new Error(`The journal ${path} cannot be opened: ${"message" in opened ? opened.message : "no answer"}`);
}

function firstReply(worker: Worker): Promise<JournalReply> {
  return new Promise((resolve, reject) => {
    const onMessage = (reply: JournalReply) => settled(() => resolve(reply));
    const onError = (error: unknown) => settled(() => reject(error));
    const onExit = () => settled(() => reject(new Error("The journal's worker ended before it opened the file.")));
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);

    function settled(then: () => void): void {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      then();
    }
  });
}

interface Pending {
  readonly resolve: (result: ReadResult | undefined) => void;
  readonly reject: (error: Error) => void;
}

function journalOver(worker: Worker, notice: string | undefined): OpenJournal {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let skipped = 0;
  let ended: Error | undefined;
  worker.on("message", settle);
  worker.on("error", (error) => end(error instanceof Error ? error : new Error(String(error))));
  worker.on("exit", () => end(new Error("The journal is closed.")));
  worker.unref();

  return {
    notice,
    skipped: () => skipped,
    async append(entries) {
      if (entries.length > 0) await ask({ op: "append", entries });
    },
    async read(kind, filter = {}) {
      const result = await ask({ op: "read", kind, filter });
      skipped += result?.skipped ?? 0;
      return (result?.entries ?? []) as readonly Extract<JournalEntry, { kind: typeof kind }>[];
    },
    async close() {
      const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
      await ask({ op: "close" });
      await exited;
    },
  };

  type Question = JournalRequest extends infer R ? (R extends JournalRequest ? Omit<R, "id"> : never) : never;

  function ask(question: Question): Promise<ReadResult | undefined> {
    if (ended) return Promise.reject(ended);
    if (question.op === "close") ended = new Error("The journal is closed.");
    return new Promise((resolve, reject) => {
      const id = ++lastId;
      pending.set(id, { resolve, reject });
      // The process stays alive for as long as something is not yet durable, and no longer.
      worker.ref();
      worker.postMessage({ ...question, id });
    });
  }

  function settle(reply: JournalReply): void {
    if (reply.kind !== "done" && reply.kind !== "refused") return;
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    // While closing, the exit itself is still waited for.
    if (pending.size === 0 && !ended) worker.unref();
    if (reply.kind === "done") waiting?.resolve(reply.result);
    else waiting?.reject(new Error(`The journal could not be used: ${reply.message}`));
  }

  function end(error: Error): void {
    ended ??= error;
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  }
}
