import type { AbortSignal, Clock, Journal, Random } from "../ports.ts";
import { newId } from "../ports.ts";
import { foldTimeline } from "../trace/fold.ts";
import { recordEpisode } from "../trace/recorder.ts";
import type { Timeline } from "../trace/timeline.ts";
import type { Agent, Emit } from "./events.ts";
import { runAgent } from "./loop.ts";
import type { RunEnd, RunRequest } from "./run.ts";

/** One bounded attempt by an agent at one goal, with what it is recorded as. */
export interface EpisodeRequest {
  readonly type: Timeline["type"];
  readonly agent: Agent;
  readonly kata?: string | undefined;
  readonly run: Omit<RunRequest, "clock">;
}

export interface EpisodePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
}

export interface Episode {
  readonly id: string;
  readonly end: RunEnd;
  readonly timeline: Timeline;
}

/**
 * Runs the agent once and keeps the trace: when this resolves, every event is durable and folded. Rejects only when the
 * journal could not keep the trace.
 */
export async function runEpisode(
  request: EpisodeRequest,
  ports: EpisodePorts,
  watch: Emit,
  signal: AbortSignal,
): Promise<Episode> {
  const id = newId("ep", ports.clock, ports.random);
  const recorder = recordEpisode(id, ports.journal, ports.clock, watch);
  const { goal, skill } = request.run;
  const summary = { id, type: request.type, goal, model: request.agent.model, startedAt: ports.clock() };
  await ports.journal.append([{ kind: "episode", at: summary.startedAt, summary }]);
  recorder.emit({
    kind: "episode-started",
    episode: id,
    type: request.type,
    goal,
    agent: request.agent,
    ...(request.kata === undefined ? {} : { kata: request.kata }),
    ...(skill === undefined ? {} : { skill }),
  });
  const end = await runAgent({ ...request.run, clock: ports.clock }, recorder.emit, signal);
  await recorder.settled();
  await ports.journal.append([{ kind: "episode", at: ports.clock(), summary: { ...summary, outcome: end.outcome } }]);
  return { id, end, timeline: foldTimeline(recorder.events, id) };
}
