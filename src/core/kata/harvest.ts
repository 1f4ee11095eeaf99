import { UserError } from "../errors.ts";
import type { Harvest, HarvestProgress } from "../etude.ts";
import type { AbortSignal, Clock, Hash, Random, Sandbox, SandboxCopy, SyntaxTrees } from "../ports.ts";
import type { SkillId } from "../skill/skill.ts";
import { type Baseline, reaches, takeBaseline } from "./baseline.ts";
import { type BaselineCache, stateOf } from "./baseline-cache.ts";
import { candidates, type Recent } from "./candidates.ts";
import type { Kata } from "./kata.ts";
import { type Refusal, verify } from "./soundness.ts";

export interface HarvestOptions {
  readonly sandbox: Sandbox;
  readonly trees: SyntaxTrees;
  readonly random: Random;
  readonly clock: Clock;
  readonly hash: Hash;
  /** How many katas are wanted. */
  readonly count: number;
  readonly skill?: SkillId | undefined;
  /** Katas in stock: their lines are not used again. */
  readonly existing: readonly Kata[];
  /** What was practised of late: the same operator in the same function comes last. */
  readonly avoid: readonly Recent[];
  readonly baselines: BaselineCache;
  /** Called as soon as a kata is sound, in order; what it was called with stays, whatever happens later. */
  readonly onKata: (kata: Kata) => Promise<void>;
}

/** Candidates tried per kata wanted before giving up; of 100, 60 to 90 become katas where tests are good. */
const TRIES_PER_KATA = 25;

/**
 * Makes katas from the project's own source: one sandbox copy, one baseline, then candidate after candidate until
 * enough are sound. Throws UserError when the project's tests are no ground to stand on. An abort ends it early with
 * what was sound by then.
 */
export async function harvest(
  options: HarvestOptions,
  onProgress: (progress: HarvestProgress) => void,
  signal: AbortSignal,
): Promise<Harvest> {
  const { clock, count } = options;
  const startedAt = clock();
  const katas: Kata[] = [];
  const refusals: Partial<Record<Refusal, number>> = {};
  let tried = 0;
  report("Opening a sandbox copy of the project");
  const copy = await options.sandbox.open([], signal);
  try {
    await fill(copy);
  } finally {
    await copy.dispose();
  }
  return { katas, candidates: tried, refusals, ms: clock() - startedAt };

  async function fill(copy: SandboxCopy): Promise<void> {
    const baseline = await knownBaseline(copy);
    if (!baseline) return;
    const avoid = [...options.avoid];
    const { trees, random, hash, existing, skill } = options;
    const isTest = (path: string) => copy.tests.isTest(path);
    const isReached = (path: string) => reaches(baseline, path);
    const source = { files: copy.files, trees, random, isTest, isReached, skill, existing, avoid };

    report(`Planting bugs; ${baseline.passing.size} tests watch`);
    for await (const candidate of candidates(source, signal)) {
      const verdict = await verify(candidate, { copy, baseline, trees, clock, random, hash }, signal);
      if (verdict.kind === "stopped") return;
      tried += 1;
      if (verdict.kind === "refused") {
        refusals[verdict.reason] = (refusals[verdict.reason] ?? 0) + 1;
        report(verdict.note);
      } else {
        katas.push(verdict.kata);
        avoid.push(verdict.kata);
        await options.onKata(verdict.kata);
        report(verdict.kata.title);
      }
      if (katas.length >= count || tried >= TRIES_PER_KATA * count) return;
    }
  }

  /** Undefined when stopped. */
  async function knownBaseline(copy: SandboxCopy): Promise<Baseline | undefined> {
    const state = await stateOf(copy.files, options.hash, signal);
    const known = options.baselines.get(state);
    if (known || signal.aborted) return known;
    report("Running the project's tests twice");
    const taken = await takeBaseline(copy, (tests) => report(`Baseline: ${tests.finished} tests finished`), signal);
    if (taken.kind === "stopped") return undefined;
    if (taken.kind === "unusable") throw noGround(taken.reason);
    options.baselines.put(state, taken.baseline);
    return taken.baseline;
  }

  function report(note: string): void {
    onProgress({ tried, sound: katas.length, wanted: count, note });
  }
}

const noGround = (reason: string) =>
  new UserError(`Katas need tests that pass, and ${reason}: make the project's tests run green, then try again.`);
