import type { Agent } from "../agent/events.ts";
import type { Suggestion } from "../etude.ts";
import type { Attempt, Kata } from "../kata/kata.ts";
import type { Random } from "../ports.ts";
import {
  type Competency,
  calibrated,
  MASTERY,
  masteryChance,
  newCompetency,
  predictedPass,
  standings,
  withAttempt,
} from "../skill/competency.ts";
import { logit, normalBelow, normalDensity } from "../skill/numeric.ts";
import type { Skill, SkillId } from "../skill/skill.ts";
import { practisableSkills } from "../skill/taxonomy.ts";
import { notParked, type Parking, parkedAfter } from "./parking.ts";

/** What practice goes by: competency, which skills are parked, and what was practised last. */
export interface Schedule {
  readonly competency: Competency;
  readonly parking: ReadonlyMap<SkillId, Parking>;
  /** Skills of the latest attempts, oldest first; at most three. */
  readonly recent: readonly SkillId[];
}

export interface Pick {
  readonly skill: Skill;
  /** The difficulty, in logits, at which a pass is predicted with .65. */
  readonly target: number;
  readonly reason: string;
}

/** Practised at a time. More would spread the attempts too thin to learn anything about one skill. */
export const ACTIVE_SKILLS = 8;
const TARGET_PASS = 0.65;
/** Variance assumed for an item that is yet to be chosen. */
const ITEM_VARIANCE = 0.64;
const HARDEST = { from: -3, to: 4 } as const;
const JITTER = 0.3;

/** Folds this model's attempts, oldest first. */
export function scheduleOf(attempts: readonly Attempt[], agent: Agent): Schedule {
  const own = attempts.filter((attempt) => attempt.agent.model === agent.model);
  const start: Schedule = { competency: newCompetency(own[0]?.agent ?? agent), parking: new Map(), recent: [] };
  return own.reduce(afterAttempt, start);
}

export function afterAttempt(schedule: Schedule, attempt: Attempt): Schedule {
  const competency = withAttempt(schedule.competency, attempt);
  const standing = standings(competency).find(({ skill }) => skill.id === attempt.skill);
  if (!standing) return schedule;
  const parking = parkedAfter(schedule.parking.get(attempt.skill) ?? notParked, {
    mean: standing.mean,
    mastery: masteryChance(standing.mean, standing.variance),
    time: competency.hdr.time,
    skills: ACTIVE_SKILLS,
  });
  return {
    competency,
    parking: new Map(schedule.parking).set(attempt.skill, parking),
    recent: [...schedule.recent, attempt.skill].slice(-3),
  };
}

/**
 * Expected shortfall of ability below mastery with a margin: large for weak, uncertain and stale skills.
 * With tau = logit .8 + .3 and z = (tau - mean) / sd: (tau - mean) * PHI(z) + sd * phi(z).
 */
export function expectedShortfall(mean: number, variance: number): number {
  const missing = logit(MASTERY.pass) + 0.3 - mean;
  const spread = Math.sqrt(variance);
  return missing * normalBelow(missing / spread) + spread * normalDensity(missing / spread);
}

/**
 * The skill to practise next, drawn with probability proportional to its expected shortfall squared: among the eight
 * skills with the largest one that katas can be made for. Parked and reliable skills rest; the fourth time in a row is
 * unlikely. When all rest, any is drawn. `pickable` narrows the choice, for skills the workspace has no code for.
 */
export function pick(
  schedule: Schedule,
  random: Random,
  pickable: (skill: SkillId) => boolean = () => true,
): Pick | undefined {
  const candidates = candidatesOf(schedule).filter(({ skill }) => pickable(skill.id));
  const weights = candidates.map((candidate) => candidate.weight ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = random() * (total > 0 ? total : candidates.length);
  const index = weights.findIndex((weight) => {
    left -= total > 0 ? weight : 1;
    return left < 0;
  });
  const chosen = candidates[index < 0 ? candidates.length - 1 : index];
  if (!chosen) return undefined;
  const jitter = (2 * random() - 1) * JITTER;
  return {
    skill: chosen.skill,
    target: clamped(targetDifficulty(chosen.mean) + jitter),
    reason: reasonOf(schedule, chosen.skill.id),
  };
}

/** b at which an agent of this mean passes with .65: mean - logit .65 * sqrt(1 + pi * vb / 8). */
export function targetDifficulty(mean: number): number {
  return clamped(mean - logit(TARGET_PASS) * Math.sqrt(1 + (Math.PI * ITEM_VARIANCE) / 8));
}

/** Katas in stock, most useful first: by the skill's shortfall, then by how near they are to the target difficulty. */
export function suggest(schedule: Schedule, katas: readonly Kata[]): readonly Suggestion[] {
  const { competency } = schedule;
  const places = new Map(
    candidatesOf(schedule)
      .toSorted((a, b) => b.weight - a.weight)
      .map((candidate, rank) => [candidate.skill.id, { rank, target: targetDifficulty(candidate.mean) }]),
  );
  const distance = (kata: Kata) => Math.abs(calibrated(competency, kata).b - (places.get(kata.skill)?.target ?? 0));
  const rank = (kata: Kata) => places.get(kata.skill)?.rank ?? places.size;
  return katas
    .toSorted((a, b) => rank(a) - rank(b) || distance(a) - distance(b) || (a.id < b.id ? -1 : 1))
    .map((kata) => ({ kata, reason: reasonOf(schedule, kata.skill), predicted: predictedPass(competency, kata) }));
}

/** Why a skill is practised now, in a few words for people. */
export function reasonOf(schedule: Schedule, skill: SkillId): string {
  const all = standings(schedule.competency).filter((each) => isPractisable(each.skill.id));
  const own = all.find((each) => each.skill.id === skill);
  if (!own || own.attempts === 0) return "not yet measured";
  const measured = all.filter((each) => each.attempts > 0);
  const pass = `predicted pass ${percent(own.pass)}`;
  if (isParked(schedule, skill)) return `parked: no progress lately, needs another strategy (${pass})`;
  if (own.state === "reliable") return `reliable: checked now and then (${pass})`;
  if (measured.every((each) => each.mean >= own.mean)) return `weakest: ${pass}`;
  if (own.high - own.low > 0.5) return `uncertain: between ${percent(own.low)} and ${percent(own.high)}`;
  return `${own.state}: ${pass}`;
}

interface Candidate {
  readonly skill: Skill;
  readonly mean: number;
  readonly weight: number;
}

function candidatesOf(schedule: Schedule): readonly Candidate[] {
  const { recent } = schedule;
  return standings(schedule.competency)
    .filter(({ skill }) => isPractisable(skill.id))
    .map((standing) => ({ standing, shortfall: expectedShortfall(standing.mean, standing.variance) }))
    .toSorted((a, b) => b.shortfall - a.shortfall)
    .slice(0, ACTIVE_SKILLS)
    .map(({ standing: { skill, mean, state }, shortfall }) => {
      const isThrice = recent.length === 3 && recent.every((each) => each === skill.id);
      const rests = isParked(schedule, skill.id) || state === "reliable";
      return { skill, mean, weight: rests ? 0 : shortfall * (isThrice ? 0.05 : 1) };
    });
}

function isParked(schedule: Schedule, skill: SkillId): boolean {
  return schedule.competency.hdr.time < (schedule.parking.get(skill)?.until ?? 0);
}

function isPractisable(skill: SkillId): boolean {
  return practisableSkills.some((each) => each.id === skill);
}

function clamped(b: number): number {
  return Math.min(HARDEST.to, Math.max(HARDEST.from, b));
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
