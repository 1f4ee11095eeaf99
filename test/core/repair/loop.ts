import type { AgentEvent, Outcome } from "../../../src/core/agent/events.ts";
import { runAgent } from "../../../src/core/agent/loop.ts";
import type { Recalled } from "../../../src/core/agent/run.ts";
import { UserError } from "../../../src/core/errors.ts";
import type { Strategy } from "../../../src/core/memory/strategy.ts";
import type { Files } from "../../../src/core/ports.ts";
import { createRepairModel } from "../../../src/core/repair/model.ts";
import { tools } from "../../../src/core/tools/index.ts";
import { createSyntaxTrees } from "../../../src/node/syntax.ts";
import { createWorld, libraryTexts, type World } from "./world.ts";

export interface Episode {
  readonly outcome: Outcome;
  readonly world: World;
  readonly events: readonly AgentEvent[];
  /** Template and place of every try, in order. */
  readonly tries: readonly string[];
  readonly says: string;
}

export interface EpisodeOptions {
  readonly testRuns?: number;
  readonly goal?: string;
  readonly recall?: (failing: boolean) => readonly Strategy[];
  readonly signal?: AbortSignal;
  /** Whether the nth write, from 1, is refused. */
  readonly refuseWrite?: (count: number) => boolean;
  readonly onEvent?: (event: AgentEvent) => void;
}

/** The sample library with one piece of text, found once, put in place of another. */
export function planted(...faults: readonly (readonly [path: string, from: string, to: string])[]) {
  const texts = new Map(libraryTexts());
  for (const [path, from, to] of faults) {
    const text = texts.get(path) ?? "";
    if (text.split(from).length !== 2) throw new Error(`"${from}" is not unique in ${path}`);
    texts.set(
      path,
      text.replace(from, () => to),
    );
  }
  return texts;
}

/** One episode of the built-in agent through the real loop and tools, on a project in memory. */
export async function attempt(texts: ReadonlyMap<string, string>, options: EpisodeOptions = {}): Promise<Episode> {
  const { testRuns = 40, goal = "Some tests fail. Mend the code.", recall = () => [] } = options;
  const world = createWorld(texts);
  const events: AgentEvent[] = [];
  let writes = 0;
  const write: Files["write"] = (path, text) => {
    writes += 1;
    if (options.refuseWrite?.(writes)) throw new UserError(`${path} cannot be written: close what holds it.`);
    return world.files.write(path, text);
  };
  const model = createRepairModel({ trees: await createSyntaxTrees(), testRuns, isTest: world.tests.isTest });
  const end = await runAgent(
    {
      goal,
      model,
      tools,
      budget: { turns: 200, tokens: 10_000_000, testRuns, ms: 600_000 },
      files: { ...world.files, write },
      search: { search: async () => ({ kind: "hits", hits: [], truncated: false }) },
      tests: world.tests,
      recall: async ({ symptoms }) => recall(symptoms.length > 0).map(recalled),
      ask: async () => ({ allowed: false }),
      clock: () => 0,
    },
    (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
    options.signal ?? new AbortController().signal,
  );
  const tries = events.flatMap((event) =>
    event.kind === "tool-started" && event.expectation?.hypothesis
      ? [`${event.expectation.hypothesis.idea} ${event.expectation.hypothesis.at}`]
      : [],
  );
  const says = events.map((event) => (event.kind === "text" ? event.text : "")).join("\n");
  return { outcome: end.outcome, world, events, tries, says };
}

/** A strategy with these steps and cues; the rest is filler that fits its schema. */
export function strategy(steps: readonly string[], cues: Partial<Strategy["cues"]> = {}, id = "known-fault"): Strategy {
  return {
    id,
    version: 1,
    title: "Known fault",
    skills: ["conditions/boundary"],
    cues: { symptoms: [], languages: [], frameworks: [], paths: [], ...cues },
    when: "A test fails.",
    unless: ["The suite does not start."],
    do: steps,
    because: "It helped before.",
    evidence: [{ episode: "episode-1", step: 1, quote: "All tests pass." }],
    check: "The failing tests pass.",
    prediction: "The mend comes within the first 5 tries.",
    provenance: { author: "agent", model: "builtin/1", harness: "1", episodes: ["episode-1"], tainted: false },
  };
}

function recalled(each: Strategy): Recalled {
  return { strategy: each, hash: "0".repeat(64), why: "it fits" };
}
