import type { Difficulty } from "../kata/kata.ts";
import { expectedSigmoid, NODES, sigmoid, WEIGHTS } from "./numeric.ts";

/**
 * HDR: a hierarchical dynamic Rasch model by Gaussian assumed-density filtering. The state is x ~ N(mu, C) over one
 * global dimension, one per domain and one per skill; the ability in skill s is x[global] + x[domain of s] + x[s], in
 * logits. An item has a difficulty b with variance vb; P(grade >= j + 1) = sigmoid(ability - b - THRESHOLDS[j]), so
 * P(pass) = sigmoid(ability - b). Ability drifts with attempts, and grows uncertain while a skill lies idle.
 */
export interface Hdr {
  /** Domain index per skill index. */
  readonly domainOf: readonly number[];
  readonly domains: number;
  readonly mu: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  /** Attempts observed so far, of any skill: the model's clock. */
  readonly time: number;
  /** Per skill the time of its last attempt; 0 before any. */
  readonly last: readonly number[];
}

export interface Observed {
  readonly hdr: Hdr;
  /** The item's difficulty as calibrated by this observation. */
  readonly difficulty: Difficulty;
  /** -ln of the predicted probability of the grade. */
  readonly surprise: number;
}

export interface HdrOptions {
  /** Added to a skill's variance per attempt of it. */
  readonly drift: number;
  /** Added to a skill's variance per attempt elsewhere since its last. */
  readonly staleness: number;
}

export const DEFAULTS: HdrOptions = { drift: 0.02, staleness: 0.004 };

const PRIOR_VARIANCE = { global: 0.64, domain: 0.36, skill: 0.64 } as const;

/** Between grades 0|1, 1|2 and 2|3, in logits beside the difficulty of passing. */
const THRESHOLDS = [-1, 0, 1] as const;

/** What invalidates some of what was measured, with the dimensions that become uncertain and by how much variance. */
export type ValidityEvent =
  | { readonly kind: "strategy-changed"; readonly skill: number }
  | { readonly kind: "memory-format-changed" }
  | { readonly kind: "agent-changed" };

export function newHdr(domainOf: readonly number[]): Hdr {
  const domains = Math.max(-1, ...domainOf) + 1;
  const size = 1 + domains + domainOf.length;
  const variance = (i: number) =>
    i === 0 ? PRIOR_VARIANCE.global : i <= domains ? PRIOR_VARIANCE.domain : PRIOR_VARIANCE.skill;
  return {
    domainOf,
    domains,
    mu: new Array<number>(size).fill(0),
    covariance: Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => (i === j ? variance(i) : 0)),
    ),
    time: 0,
    last: domainOf.map(() => 0),
  };
}

/** Posterior mean of the ability, in logits. */
export function meanOf(hdr: Hdr, skill: number): number {
  return dimensionsOf(hdr, skill).reduce((sum, i) => sum + (hdr.mu[i] ?? 0), 0);
}

/** Posterior variance of the ability now, staleness included. */
export function varianceOf(hdr: Hdr, skill: number, options: HdrOptions = DEFAULTS): number {
  const idle = Math.max(0, hdr.time - (hdr.last[skill] ?? 0));
  const dimensions = dimensionsOf(hdr, skill);
  const known = dimensions.reduce(
    (sum, i) => sum + dimensions.reduce((row, j) => row + at(hdr.covariance, i, j), 0),
    0,
  );
  return known + options.staleness * idle;
}

/** Chance of passing an item of this difficulty, over all that is uncertain. */
export function passChance(hdr: Hdr, skill: number, { b, vb }: { readonly b: number; readonly vb: number }): number {
  return expectedSigmoid(meanOf(hdr, skill) - b, varianceOf(hdr, skill) + vb);
}

/** The state after one graded attempt, whose grade is 0 to 3. */
export function observe(
  hdr: Hdr,
  skill: number,
  { b, vb }: Difficulty,
  grade: number,
  options: HdrOptions = DEFAULTS,
): Observed {
  const dimensions = dimensionsOf(hdr, skill);
  const own = dimensions[2];
  const idle = Math.max(0, hdr.time - (hdr.last[skill] ?? 0));
  const covariance = hdr.covariance.map((row) => [...row]);
  addTo(covariance, own, options.staleness * idle + options.drift);

  const c = covariance.map((row) => dimensions.reduce((sum, j) => sum + (row[j] ?? 0), 0));
  const v = dimensions.reduce((sum, i) => sum + (c[i] ?? 0), 0) + vb;
  const m = meanOf(hdr, skill) - b;
  const posterior = moments(m, v, grade);
  const gain = (posterior.mean - m) / v;
  const reduction = (v - posterior.variance) / (v * v);

  return {
    hdr: {
      ...hdr,
      mu: hdr.mu.map((value, i) => value + (c[i] ?? 0) * gain),
      covariance: covariance.map((row, i) => row.map((value, j) => value - (c[i] ?? 0) * (c[j] ?? 0) * reduction)),
      time: hdr.time + 1,
      // The time this attempt ends at: a skill attempted without pause is never stale.
      last: hdr.last.map((time, s) => (s === skill ? hdr.time + 1 : time)),
    },
    difficulty: { b: b - vb * gain, vb: vb - vb * vb * reduction },
    surprise: -Math.log(posterior.mass),
  };
}

/** Widens what the event makes uncertain; nothing is forgotten. */
export function afterEvent(hdr: Hdr, event: ValidityEvent): Hdr {
  const covariance = hdr.covariance.map((row) => [...row]);
  const skillDimension = (skill: number) => 1 + hdr.domains + skill;
  if (event.kind === "strategy-changed") addTo(covariance, skillDimension(event.skill), 1);
  else for (const skill of hdr.domainOf.keys()) addTo(covariance, skillDimension(skill), 0.25);
  if (event.kind === "agent-changed") addTo(covariance, 0, 1);
  return { ...hdr, covariance };
}

/** Mass, mean and variance of N(m, v) times the grade's likelihood, by quadrature. */
function moments(m: number, v: number, grade: number) {
  const points = NODES.map((z, i) => {
    const x = m + Math.sqrt(v) * z;
    return { x, weight: (WEIGHTS[i] ?? 0) * likelihood(grade, x) };
  });
  const mass = points.reduce((sum, { weight }) => sum + weight, 0);
  const mean = points.reduce((sum, { x, weight }) => sum + weight * x, 0) / mass;
  const variance = points.reduce((sum, { x, weight }) => sum + weight * (x - mean) ** 2, 0) / mass;
  return { mass, mean, variance };
}

function likelihood(grade: number, x: number): number {
  const lower = THRESHOLDS[grade - 1];
  const upper = THRESHOLDS[grade];
  const reached = lower === undefined ? 1 : sigmoid(x - lower);
  const exceeded = upper === undefined ? 0 : sigmoid(x - upper);
  return Math.max(1e-12, reached - exceeded);
}

function dimensionsOf(hdr: Hdr, skill: number): readonly [number, number, number] {
  const domain = hdr.domainOf[skill];
  if (domain === undefined) throw new RangeError(`There is no skill with index ${skill}.`);
  return [0, 1 + domain, 1 + hdr.domains + skill];
}

function at(matrix: readonly (readonly number[])[], i: number, j: number): number {
  return matrix[i]?.[j] ?? 0;
}

function addTo(matrix: number[][], i: number, variance: number): void {
  const row = matrix[i];
  if (row) row[i] = (row[i] ?? 0) + variance;
}
