import type { Agent } from "../agent/events.ts";
import type { SkillStanding } from "../etude.ts";
import type { Attempt, Difficulty } from "../kata/kata.ts";
import { afterEvent, type Hdr, meanOf, newHdr, observe, passChance, varianceOf } from "./hdr.ts";
import { expectedSigmoid, logit, normalBelow, sigmoid } from "./numeric.ts";
import { domainOf, type Skill, type SkillId } from "./skill.ts";
import { allSkills } from "./taxonomy.ts";

/** What is known about one agent, folded from its attempts. Immutable; rebuilt from the journal at any time. */
export interface Competency {
  readonly agent: Agent;
  readonly skills: readonly Skill[];
  readonly hdr: Hdr;
  /** Attempts per skill index. */
  readonly attempts: readonly number[];
  /** Per operator: how much harder its katas are than their start values say, and the variance left. */
  readonly templates: ReadonlyMap<string, { readonly shift: number; readonly vb: number }>;
}

/** An operator's variance does not fall below this: two katas of one operator differ by about .8 logits (sd). */
const TEMPLATE_FLOOR = 0.64;

/** A skill counts as reliable when P(ability >= logit .8) is at least .8, at reference difficulty 0. */
export const MASTERY = { pass: 0.8, confidence: 0.8 } as const;

/** Half width of a 90 % interval in standard deviations. */
const Z90 = 1.6449;

/**
 * Folds the attempts of this model, oldest first; attempts of other models do not count, and every change of the
 * harness version widens what is known. `Attempt.difficulty` is the kata's start value: templates are calibrated here.
 */
export function competencyOf(
  attempts: readonly Attempt[],
  agent: Agent,
  skills: readonly Skill[] = allSkills,
): Competency {
  const own = attempts.filter((attempt) => attempt.agent.model === agent.model);
  const start = newCompetency(own[0]?.agent ?? agent, skills);
  return inHarness(own.reduce(withAttempt, start), agent.harness);
}

export function newCompetency(agent: Agent, skills: readonly Skill[] = allSkills): Competency {
  const domains = [...new Set(skills.map((skill) => domainOf(skill.id)))];
  return {
    agent,
    skills,
    hdr: newHdr(skills.map((skill) => domains.indexOf(domainOf(skill.id)))),
    attempts: skills.map(() => 0),
    templates: new Map(),
  };
}

/** One more attempt. An attempt at a skill the taxonomy no longer has changes nothing. */
export function withAttempt(before: Competency, attempt: Attempt): Competency {
  const skill = indexOf(before, attempt.skill);
  if (skill === undefined) return before;
  const current = inHarness(before, attempt.agent.harness);
  const item = calibrated(current, attempt);
  const seen = observe(current.hdr, skill, item, attempt.grade);
  const shift = (current.templates.get(attempt.operator)?.shift ?? 0) + seen.difficulty.b - item.b;
  const vb = Math.max(seen.difficulty.vb, Math.min(item.vb, TEMPLATE_FLOOR));
  return {
    ...current,
    hdr: seen.hdr,
    attempts: current.attempts.map((count, i) => (i === skill ? count + 1 : count)),
    templates: new Map(current.templates).set(attempt.operator, { shift, vb }),
  };
}

/** The kata's difficulty as its operator's earlier attempts correct it. */
export function calibrated(
  competency: Competency,
  { operator, difficulty }: { readonly operator: string; readonly difficulty: Difficulty },
): Difficulty {
  const template = competency.templates.get(operator);
  return template ? { b: difficulty.b + template.shift, vb: template.vb } : difficulty;
}

/** Chance of passing the kata, before it is attempted. An unknown skill is judged by the prior. */
export function predictedPass(
  competency: Competency,
  kata: { readonly skill: SkillId; readonly operator: string; readonly difficulty: Difficulty },
): number {
  const { b, vb } = calibrated(competency, kata);
  const skill = indexOf(competency, kata.skill);
  return skill === undefined ? expectedSigmoid(-b, 1.64 + vb) : passChance(competency.hdr, skill, { b, vb });
}

/** Where the agent stands in each skill, in the taxonomy's order, at reference difficulty 0. */
export function standings(competency: Competency): readonly SkillStanding[] {
  return competency.skills.map((skill, index) => {
    const mean = meanOf(competency.hdr, index);
    const variance = varianceOf(competency.hdr, index);
    const half = Z90 * Math.sqrt(variance);
    const [low, high] = [sigmoid(mean - half), sigmoid(mean + half)];
    const attempts = competency.attempts[index] ?? 0;
    const pass = expectedSigmoid(mean, variance);
    return {
      skill,
      mean,
      variance,
      pass,
      low,
      high,
      attempts,
      state: stateOf({ mean, variance, low, high, attempts }),
    };
  });
}

/** P(ability >= logit .8). */
export function masteryChance(mean: number, variance: number): number {
  return 1 - normalBelow((logit(MASTERY.pass) - mean) / Math.sqrt(variance));
}

function stateOf(
  standing: Pick<SkillStanding, "mean" | "variance" | "low" | "high" | "attempts">,
): SkillStanding["state"] {
  const isWide = standing.high - standing.low > 0.5;
  if (standing.attempts < 2 && isWide) return "unknown";
  if (standing.high < 0.5) return "absent";
  return masteryChance(standing.mean, standing.variance) >= MASTERY.confidence ? "reliable" : "fragile";
}

function inHarness(competency: Competency, harness: string): Competency {
  if (competency.agent.harness === harness) return competency;
  const agent = { ...competency.agent, harness };
  const isFresh = competency.attempts.every((count) => count === 0);
  return {
    ...competency,
    agent,
    hdr: isFresh ? competency.hdr : afterEvent(competency.hdr, { kind: "agent-changed" }),
  };
}

function indexOf(competency: Competency, skill: SkillId): number | undefined {
  const index = competency.skills.findIndex((each) => each.id === skill);
  return index < 0 ? undefined : index;
}
