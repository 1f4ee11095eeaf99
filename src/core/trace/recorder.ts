import type { AgentEvent, Emit } from "../agent/events.ts";
import type { Clock, Journal } from "../ports.ts";

/** Where an episode's events go: to whoever watches at once, and to the journal in order. */
export interface Recorder {
  readonly emit: Emit;
  /** Everything emitted so far, with its time. */
  readonly events: readonly { readonly at: number; readonly event: AgentEvent }[];
  /** Resolves when every event emitted so far is durable; rejects when the journal could not keep one. */
  settled(): Promise<void>;
}

/**
 * Records one episode. Live-only events (`text-delta`, `tests-progress`) reach the watcher and nobody else. The journal
 * is written behind the agent's back, in order, so that a slow disk never holds up a turn.
 */
export function recordEpisode(episode: string, journal: Journal, clock: Clock, watch: Emit): Recorder {
  const events: { readonly at: number; readonly event: AgentEvent }[] = [];
  let written: Promise<void> = Promise.resolve();
  return {
    events,
    emit(event) {
      watch(event);
      if (event.kind === "text-delta" || event.kind === "tests-progress") return;
      const at = clock();
      events.push({ at, event });
      written = written.then(() => journal.append([{ kind: "event", episode, at, event }]));
      // The failure is reported by settled(); without a handler here it would count as unhandled until then.
      written.catch(() => undefined);
    },
    settled: () => written,
  };
}
