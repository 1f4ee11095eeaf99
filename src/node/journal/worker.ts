import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { NewerDatabase } from "./database.ts";
import type { JournalReply, JournalRequest } from "./requests.ts";
import { openStore, type Store } from "./store.ts";

if (parentPort) serve(parentPort, String(workerData));

/** SQLite blocks while it waits for a lock or the disk, so it does so in a thread of its own. */
function serve(port: MessagePort, path: string): void {
  const reply = (message: JournalReply) => port.postMessage(message);
  let store: Store;
  try {
    store = openStore(path);
  } catch (error) {
    reply({ kind: "failed", newer: error instanceof NewerDatabase, message: messageOf(error) });
    port.close();
    return;
  }
  port.on("message", (first: JournalRequest) => {
    for (const group of grouped([first, ...waiting(port)])) answer(group, store, reply, () => port.close());
  });
  reply({ kind: "opened", notice: store.notice });
}

/** Appends that wait together share one transaction: one write to the disk for all of them. */
function grouped(requests: readonly JournalRequest[]): readonly (readonly JournalRequest[])[] {
  const groups: JournalRequest[][] = [];
  for (const request of requests) {
    const last = groups.at(-1);
    if (request.op === "append" && last?.[0]?.op === "append") last.push(request);
    else groups.push([request]);
  }
  return groups;
}

function answer(
  group: readonly JournalRequest[],
  store: Store,
  reply: (message: JournalReply) => void,
  end: () => void,
): void {
  const [first] = group;
  try {
    if (first?.op === "read") {
      reply({ kind: "done", id: first.id, result: store.read(first.kind, first.filter) });
      return;
    }
    if (first?.op === "close") store.close();
    else store.append(group.flatMap((request) => (request.op === "append" ? request.entries : [])));
    for (const { id } of group) reply({ kind: "done", id, result: undefined });
    if (first?.op === "close") end();
  } catch (error) {
    for (const { id } of group) reply({ kind: "refused", id, message: messageOf(error) });
  }
}

function waiting(port: MessagePort): readonly JournalRequest[] {
  const found: JournalRequest[] = [];
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) found.push(next.message);
  return found;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
