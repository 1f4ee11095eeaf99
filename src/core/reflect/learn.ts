import { type MemoryFolder, writeProposal } from "../memory/shelf.ts";
import type { MemoryItem } from "../memory/strategy.ts";
import type { AbortSignal, Clock, Journal, Model } from "../ports.ts";
import type { Timeline } from "../trace/timeline.ts";
import type { AnswerKey } from "./answer-key.ts";
import { reflectOn } from "./reflect-on.ts";
import type { Reflection } from "./reflection.ts";

export interface Learning {
  /** The language model to ask; undefined for the built-in agent. */
  readonly model: Model | undefined;
  readonly framework: string;
  /** For a kata: its answer. */
  readonly answer?: AnswerKey | undefined;
  readonly journal: Journal;
  readonly memory: MemoryFolder;
  /** Practice memory as it is now. */
  readonly items: () => Promise<readonly MemoryItem[]>;
  readonly clock: Clock;
}

/** Reflects on a finished episode, writes its proposals into practice memory and the reflection into the journal. */
export async function learn(timeline: Timeline, learning: Learning, signal: AbortSignal): Promise<Reflection> {
  const { model, framework, answer, journal, memory, clock } = learning;
  const items = await learning.items();
  const existing = items.flatMap((item) => (item.kind === "strategy" ? [item.strategy] : []));
  const { reflection, proposals } = await reflectOn({ timeline, existing, model, framework, answer }, signal);
  const proposed: string[] = [];
  for (const proposal of proposals) proposed.push((await writeProposal(memory, proposal)).id);
  const kept = { ...reflection, proposed };
  await journal.append([{ kind: "reflection", at: clock(), reflection: kept }]);
  return kept;
}
