import { runEpisode } from "../agent/episode.ts";
import type { Agent } from "../agent/events.ts";
import type { Budget, RunRequest } from "../agent/run.ts";
import type { Tool } from "../agent/tool.ts";
import { UserError } from "../errors.ts";
import type { PracticeEvent } from "../etude.ts";
import { cleanRuns, grade } from "../kata/grading.ts";
import type { Attempt, Kata } from "../kata/kata.ts";
import { starterOf } from "../kata/starter.ts";
import type {
  AbortSignal,
  Clock,
  FileChange,
  Files,
  Hash,
  Journal,
  Model,
  Random,
  Sandbox,
  TestRunner,
} from "../ports.ts";
import { newId } from "../ports.ts";
import type { Timeline } from "../trace/timeline.ts";
import { firstWrongStep } from "./first-wrong-step.ts";

export interface AttemptPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly hash: Hash;
  readonly journal: Journal;
  /** The workspace, read only: the reference of a kata is the workspace's own text. */
  readonly files: Files;
  readonly sandbox: Sandbox;
}

/** Who attempts, and with what. */
export interface Attempter {
  readonly agent: Agent;
  model(tests: TestRunner): Promise<Model>;
  readonly tools: readonly Tool[];
  readonly budget: Budget;
  readonly recall: RunRequest["recall"];
}

export interface AttemptRequest {
  readonly kata: Kata;
  /** Attempts of this agent so far, for what counts as a clean pass. */
  readonly earlier: readonly Attempt[];
}

/**
 * One attempt at one kata: the agent works in one sandbox copy, and its patch is graded in another. Resolves once the
 * attempt is durable. Throws UserError when the kata is stale or the attempt was cancelled before it could be graded:
 * an attempt that was not graded does not count.
 */
export async function attemptKata(
  request: AttemptRequest,
  who: Attempter,
  ports: AttemptPorts,
  emit: (event: PracticeEvent) => void,
  signal: AbortSignal,
): Promise<{ readonly attempt: Attempt; readonly timeline: Timeline }> {
  const { kata } = request;
  const { clock, sandbox } = ports;
  const startedAt = clock();
  const starter = starterOf(kata, await ports.files.read(kata.edit.path), ports.hash);
  if (starter.kind === "stale") throw staleKata(kata.id, starter.note);

  emit({ kind: "stage", stage: "opening", note: "Opening a sandbox copy of the project" });
  const { episode, changes } = await work(starter.change);
  const { timeline } = episode;
  if (signal.aborted) throw cancelled();

  emit({ kind: "stage", stage: "grading", note: "Grading the patch in a fresh copy" });
  const testRuns = timeline.use?.testRuns ?? 0;
  const graded = await grade(
    {
      kata,
      sandbox,
      starter: starter.change,
      changes,
      testRuns,
      cleanRuns: cleanRuns(request.earlier, kata.operator),
      limitMs: Math.max(MIN_GRADING_MS, 4 * kata.suiteMs),
    },
    ({ finished, failed }) =>
      emit({ kind: "stage", stage: "grading", note: `${finished} tests finished, ${failed} failed` }),
    signal,
  );
  if (graded.kind === "stopped") throw cancelled();

  const wrong = graded.grade < 2 ? firstWrongStep(timeline) : undefined;
  const attempt: Attempt = {
    v: 1,
    id: newId("at", clock, ports.random),
    kata: kata.id,
    skill: kata.skill,
    operator: kata.operator,
    episode: episode.id,
    agent: who.agent,
    difficulty: kata.difficulty,
    grade: graded.grade,
    why: graded.why,
    ...(wrong === undefined ? {} : { firstWrongStep: wrong }),
    strategies: timeline.strategies.map((strategy) => strategy.id),
    testRuns,
    startedAt,
    ms: clock() - startedAt,
  };
  const at = clock();
  await ports.journal.append([
    { kind: "attempt", at, attempt },
    { kind: "kata-dropped", at, id: kata.id, why: "It was attempted." },
  ]);
  emit({ kind: "graded", attempt });
  return { attempt, timeline };

  async function work(change: FileChange) {
    const copy = await sandbox.open([change], signal);
    try {
      emit({ kind: "stage", stage: "attempting", note: kata.title });
      const model = await who.model(copy.tests);
      const { files, search, tests } = copy;
      const { tools, recall } = who;
      const budget = { ...who.budget, ms: Math.max(who.budget.ms, SUITES_PER_ATTEMPT * kata.suiteMs) };
      // Nobody watches a kata: what would need a person's yes is refused, and the trace says so.
      const ask = () => Promise.resolve({ allowed: false, note: "nobody is asked during practice" });
      const run = { goal: kata.goal, skill: kata.skill, model, tools, budget, files, search, tests, recall, ask };
      const episode = await runEpisode(
        { type: "kata", agent: who.agent, kata: kata.id, run },
        ports,
        (event) => emit({ kind: "agent", event }),
        signal,
      );
      return { episode, changes: await copy.changes() };
    } finally {
      await copy.dispose();
    }
  }
}

/** Least wall-clock limit of the grading run, in ms. */
const MIN_GRADING_MS = 60_000;
/** An attempt has time for as many whole runs of the tests, however slow they are. */
const SUITES_PER_ATTEMPT = 12;

const staleKata = (id: string, note: string) =>
  new UserError(`The kata ${id} no longer fits the code (${note}): generate new katas.`);

const cancelled = () => new UserError("The attempt was cancelled before it was graded, so it does not count.");
