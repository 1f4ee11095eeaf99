import type { Strategy } from "../memory/strategy.ts";
import type { SyntaxTrees } from "../ports.ts";
import type { Symptom } from "../skill/skill.ts";
import { type TestCase, type TestRun, testsOf } from "../trace/test-run.ts";
import { type Advice, adviceFrom, type Occasion } from "./advice.ts";
import { expecting, type Play } from "./play.ts";
import { runOf, Workspace } from "./workspace.ts";

/** One kept or tried edit, for the summary. */
export interface Kept {
  readonly template: string;
  readonly path: string;
  readonly line: number;
  readonly mended: readonly string[];
}

export interface JobOptions {
  readonly trees: SyntaxTrees;
  readonly testRuns: number;
  readonly isTest: (path: string) => boolean;
  readonly symptomOf: (test: TestCase) => Symptom;
  /** The task, as the conversation tells it. */
  readonly goal: () => string;
  /** Strategies delivered so far. */
  readonly strategies: () => readonly Strategy[];
}

/** What one episode of the agent holds on to. */
export class Job {
  readonly options: JobOptions;
  readonly workspace: Workspace;
  readonly kept: Kept[] = [];
  readonly followed = new Set<string>();
  /** Files in which an edit stands that could not be taken back. */
  readonly stuck = new Set<string>();
  runsLeft: number;
  tries = 0;
  /** Tests as they stood in the last run of the whole suite that was kept. */
  standing: readonly TestCase[] = [];
  framework = "";
  #advised: readonly Strategy[] = [];

  constructor(options: JobOptions) {
    this.options = options;
    this.workspace = new Workspace(options.trees);
    this.runsLeft = options.testRuns;
  }

  /** Runs the whole suite. Undefined when the run was refused. */
  *runAll(says: string, expects: { passing?: readonly string[]; failing?: readonly string[]; coverage?: boolean }) {
    const { coverage, ...ids } = expects;
    return yield* this.#run(says, { ...(coverage ? { coverage } : {}), expectation: expecting(says, ids) });
  }

  /** Runs part of the suite. */
  *runSome(says: string, input: Readonly<Record<string, unknown>>): Play<TestRun | undefined> {
    return yield* this.#run(says, { ...input, expectation: input["expectation"] ?? expecting(says) });
  }

  /** The advice as of now, and what is to be said about strategies that were not mentioned yet. */
  advice(occasion: Occasion, last: Advice | undefined): { readonly advice: Advice; readonly news: readonly string[] } {
    const strategies = this.options.strategies();
    if (last && strategies.length === this.#advised.length) return { advice: last, news: [] };
    this.#advised = strategies;
    const advice = adviceFrom(strategies, occasion);
    for (const id of advice.followed) this.followed.add(id);
    return { advice, news: advice.notes.filter((note) => !last?.notes.includes(note)) };
  }

  /** Counts a run that an answer came back for. */
  spend(run: TestRun | undefined): void {
    if (run) this.runsLeft -= 1;
    else this.runsLeft = 0;
  }

  *#run(says: string, input: Readonly<Record<string, unknown>>): Play<TestRun | undefined> {
    const [reply] = yield { says, acts: [{ tool: "run_tests", input }] };
    const run = runOf(reply);
    this.spend(run);
    return run;
  }
}

/** Test files a run tells of, in run order. */
export function testFilesOf(run: TestRun): readonly string[] {
  return [...new Set(testsOf(run).map((test) => test.file))].filter((file) => file !== "");
}
