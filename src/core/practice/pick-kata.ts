import { noSoundKata, unknownKata } from "../errors.ts";
import type { Harvest } from "../etude.ts";
import { nearest } from "../kata/difficulty.ts";
import type { Kata } from "../kata/kata.ts";
import type { AbortSignal, Random } from "../ports.ts";
import { calibrated, standings } from "../skill/competency.ts";
import { pick, reasonOf, type Schedule, targetDifficulty } from "./scheduler.ts";

export interface PickRequest {
  readonly schedule: Schedule;
  readonly random: Random;
  /** A skill asked for by a person; otherwise the scheduler's choice. */
  readonly skill: string | undefined;
  /** A kata asked for by a person. */
  readonly wanted: string | undefined;
  readonly stock: () => Promise<readonly Kata[]>;
  /** Makes katas for one skill and keeps them in stock. */
  readonly compose: (skill: string, count: number) => Promise<Harvest>;
}

/** Katas made at once when the stock has none for the skill: the baseline, not the kata, is what costs time. */
const BATCH = 3;
/** Skills tried before giving up on a project whose code offers no kata for them. */
const MAX_SKILLS = 8;

/**
 * The kata to attempt next: the one asked for, else one for the scheduler's skill nearest to its target difficulty,
 * composed when the stock has none. Skills that the project's code has no sound kata for are passed over.
 */
export async function pickKata(
  request: PickRequest,
  signal: AbortSignal,
): Promise<{ readonly kata: Kata; readonly reason: string }> {
  const { schedule } = request;
  if (request.wanted !== undefined) {
    const kata = (await request.stock()).find((each) => each.id === request.wanted);
    if (!kata) throw unknownKata(request.wanted);
    return { kata, reason: reasonOf(schedule, kata.skill) };
  }
  if (request.skill !== undefined) {
    const target = targetDifficulty(
      standings(schedule.competency).find(({ skill }) => skill.id === request.skill)?.mean ?? 0,
    );
    const kata = await kataFor(request.skill, target);
    if (!kata) throw noSoundKata(request.skill);
    return { kata, reason: `asked for; ${reasonOf(schedule, request.skill)}` };
  }

  const barren = new Set<string>();
  while (barren.size < MAX_SKILLS && !signal.aborted) {
    const choice = pick(schedule, request.random, (skill) => !barren.has(skill));
    if (!choice) break;
    const kata = await kataFor(choice.skill.id, choice.target);
    if (kata) return { kata, reason: choice.reason };
    barren.add(choice.skill.id);
  }
  throw noSoundKata([...barren].join(", "));

  async function kataFor(skill: string, target: number): Promise<Kata | undefined> {
    const stocked = atDifficulty(await request.stock(), skill, target);
    if (stocked || signal.aborted) return stocked;
    const { katas } = await request.compose(skill, BATCH);
    return atDifficulty(katas, skill, target);
  }

  function atDifficulty(katas: readonly Kata[], skill: string, target: number): Kata | undefined {
    const fitting = katas.filter((kata) => kata.skill === skill);
    const judged = fitting.map((kata) => ({ ...kata, difficulty: calibrated(schedule.competency, kata) }));
    const best = nearest(judged, target);
    return fitting.find((kata) => kata.id === best?.id);
  }
}
