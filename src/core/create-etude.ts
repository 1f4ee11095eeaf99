import { KATA_BUDGET, TASK_BUDGET, withOverrides } from "./agent/budgets.ts";
import { runEpisode } from "./agent/episode.ts";
import type { Agent } from "./agent/events.ts";
import type { Budget, RunRequest } from "./agent/run.ts";
import { noModelConfigured, noSandbox, unknownEpisode, unknownKata, unknownSkill } from "./errors.ts";
import type { AgentChoice, Etude } from "./etude.ts";
import { createBaselineCache } from "./kata/baseline-cache.ts";
import { harvest } from "./kata/harvest.ts";
import { recall } from "./memory/recall.ts";
import { approvedIn, decide, type MemoryFolder, readMemory } from "./memory/shelf.ts";
import type {
  Clock,
  Files,
  Hash,
  Journal,
  Ledger,
  Model,
  Random,
  Sandbox,
  SandboxState,
  Search,
  SyntaxTrees,
  TestRunner,
} from "./ports.ts";
import { type Attempter, attemptKata } from "./practice/attempt.ts";
import { pickKata } from "./practice/pick-kata.ts";
import { scheduleOf, suggest } from "./practice/scheduler.ts";
import { allKatas, freshStock } from "./practice/stock.ts";
import { answerOf } from "./reflect/answer-key.ts";
import { type Learning, learn } from "./reflect/learn.ts";
import { createRepairModel, REPAIR_MODEL } from "./repair/model.ts";
import { competencyOf, predictedPass, standings } from "./skill/competency.ts";
import { findSkill } from "./skill/taxonomy.ts";
import { tools } from "./tools/index.ts";
import { listEpisodes } from "./trace/episodes.ts";
import { foldTimeline } from "./trace/fold.ts";

/** Grows when the loop, tools or delivery change enough to void what was measured of an agent. */
const HARNESS = "etude/1";

export interface EtudePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly hash: Hash;
  readonly files: Files;
  readonly search: Search;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly memory: MemoryFolder;
  /** The runner of the project's tests as it is now. Rejects with UserError when there is none. */
  testRunner(): Promise<TestRunner>;
  trees(): Promise<SyntaxTrees>;
  sandbox(): Promise<SandboxState>;
  /** The configured model, or undefined while none is configured. */
  endpoint(): Promise<Model | undefined>;
  /** Who decides on strategies, as the ledger names them. */
  readonly person: string;
}

/** Wires the product from its ports. Holds no state but a cache: everything is read from journal, files and ledger. */
export function createEtude(ports: EtudePorts): Etude {
  const { clock, random, hash, journal } = ports;
  const baselines = createBaselineCache();
  const memory = () => readMemory(ports.memory, ports.ledger, hash);
  const attempts = async () => (await journal.read("attempt")).map((entry) => entry.attempt);

  const recallApproved: RunRequest["recall"] = async (situation, limit) =>
    recall(approvedIn(await memory()), situation, limit);

  return {
    async task(request, emit, signal) {
      const tests = await ports.testRunner();
      const who = await attempter(request.agent, withOverrides(TASK_BUDGET, request.budget));
      const { files, search } = ports;
      const run = {
        goal: request.goal,
        model: await who.model(tests),
        tools,
        budget: who.budget,
        files,
        search,
        tests,
      };
      const { id, end, timeline } = await runEpisode(
        { type: "task", agent: who.agent, run: { ...run, recall: recallApproved, ask: request.ask } },
        ports,
        emit,
        signal,
      );
      const reflection = await learn(timeline, learning(who, tests.framework), signal);
      return { episode: id, outcome: end.outcome, why: end.why, reflection };
    },

    async practise(request, emit, signal) {
      const sandbox = await workingSandbox();
      if (request.skill !== undefined && !findSkill(request.skill)) throw unknownSkill(request.skill);
      const who = await attempter(request.agent, KATA_BUDGET);
      const earlier = await attempts();
      const schedule = scheduleOf(earlier, who.agent);

      emit({ kind: "stage", stage: "picking", note: "Choosing a skill and a kata" });
      const { kata, reason } = await pickKata(
        {
          schedule,
          random,
          skill: request.skill,
          wanted: request.kata,
          stock: () => freshStock(ports),
          compose: (skill, count) =>
            harvestInto(
              sandbox,
              { count, skill },
              ({ note }) => emit({ kind: "stage", stage: "composing", note }),
              signal,
            ),
        },
        signal,
      );
      emit({ kind: "kata", kata, reason });

      const own = earlier.filter((attempt) => attempt.agent.model === who.agent.model);
      const { attempt, timeline } = await attemptKata({ kata, earlier: own }, who, { ...ports, sandbox }, emit, signal);
      emit({ kind: "stage", stage: "reflecting", note: "Reflecting on the attempt" });
      const lesson = { ...learning(who, kata.framework), answer: answerOf(kata) };
      const reflection = await learn(timeline, lesson, signal);
      const after = competencyOf(await attempts(), who.agent);
      emit({ kind: "stage", stage: "done", note: attempt.why });
      return {
        kata,
        attempt,
        reflection,
        predicted: { before: predictedPass(schedule.competency, kata), after: predictedPass(after, kata) },
      };
    },

    async harvest(request, onProgress, signal) {
      if (request.skill !== undefined && !findSkill(request.skill)) throw unknownSkill(request.skill);
      return harvestInto(await workingSandbox(), request, onProgress, signal);
    },

    async suggest(agent) {
      return suggest(scheduleOf(await attempts(), await agentOf(agent)), await freshStock(ports));
    },

    attempts,

    async dropKata(id, why) {
      const stock = await freshStock(ports);
      if (!stock.some((kata) => kata.id === id)) throw unknownKata(id);
      await journal.append([{ kind: "kata-dropped", at: clock(), id, why }]);
    },

    memory,

    async decide(strategy, decision, note) {
      await decide(await memory(), ports.ledger, { strategy, decision, note, by: ports.person, at: clock() });
    },

    async skills(agent) {
      return standings(competencyOf(await attempts(), await agentOf(agent)));
    },

    episodes: () => listEpisodes(journal),

    async trace(episode) {
      const events = await journal.read("event", { episode });
      if (events.length === 0) throw unknownEpisode(episode);
      return foldTimeline(events, episode);
    },

    async reflections() {
      return (await journal.read("reflection")).map((entry) => entry.reflection);
    },

    sandbox: () => ports.sandbox(),
  };

  async function workingSandbox(): Promise<Sandbox> {
    const state = await ports.sandbox();
    if (state.kind === "unavailable") throw noSandbox(state.reason);
    return state.sandbox;
  }

  async function agentOf(choice: AgentChoice): Promise<Agent> {
    if (choice === "builtin") return { model: REPAIR_MODEL, harness: HARNESS };
    const model = await ports.endpoint();
    if (!model) throw noModelConfigured();
    return { model: model.id, harness: HARNESS };
  }

  async function attempter(
    choice: AgentChoice,
    budget: Budget,
  ): Promise<Attempter & { readonly asks: Model | undefined }> {
    const agent = await agentOf(choice);
    const endpoint = choice === "openai" ? await ports.endpoint() : undefined;
    if (endpoint) return { agent, model: async () => endpoint, tools, budget, recall: recallApproved, asks: endpoint };
    return {
      agent,
      async model(tests) {
        const { testRuns } = budget;
        return createRepairModel({ trees: await ports.trees(), testRuns, isTest: (path) => tests.isTest(path) });
      },
      tools,
      budget: forRepair(budget),
      recall: recallApproved,
      asks: undefined,
    };
  }

  function learning(who: { readonly asks: Model | undefined }, framework: string): Learning {
    return { model: who.asks, framework, journal, memory: ports.memory, items: memory, clock };
  }

  async function harvestInto(
    sandbox: Sandbox,
    request: { readonly count: number; readonly skill?: string | undefined },
    onProgress: Parameters<Etude["harvest"]>[1],
    signal: Parameters<Etude["harvest"]>[2],
  ) {
    const known = await allKatas(journal);
    return harvest(
      {
        sandbox,
        trees: await ports.trees(),
        random,
        clock,
        hash,
        count: request.count,
        skill: request.skill,
        existing: known,
        avoid: known.slice(-RECENT_KATAS),
        baselines,
        onKata: (kata) => journal.append([{ kind: "kata", at: clock(), kata }]),
      },
      onProgress,
      signal,
    );
  }
}

/** Katas whose function and operator are not used again at once. */
const RECENT_KATAS = 40;

/** The built-in agent costs no tokens and takes several small turns per test run: test runs and time bound it. */
function forRepair(budget: Budget): Budget {
  return { ...budget, tokens: 1_000_000_000, turns: 20 * budget.testRuns + 100 };
}
