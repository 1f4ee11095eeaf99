import type { Symptom } from "../skill/skill.ts";
import { affinity } from "./affinity.ts";
import type { Candidate } from "./candidates.ts";
import { catalogue } from "./catalogue.ts";
import type { Told } from "./clues.ts";
import type { Verdict } from "./verdict.ts";

/** Each place down the catalogue makes a template this much less likely. */
const PRIOR_STEP = 0.94;
/** Each further edit of a template on the same line is this much less likely than the one before. */
const RANK_STEP = 0.85;
/** An edit that brings in a word of the failing test is this many times likelier. */
const SPOKEN = 1.6;
/** A probe wears its template out less than a try does. */
const PROBE_COST = 0.99;
/** The conditions under one probe are gone through in order: each is only a little less likely than the one before. */
const UNDER_STEP = 0.96;
/** Each one that did not do makes the rest under its probe this much less likely. */
const UNDER_COST = 0.94;

/** How a try changes the standing of its line, its function and its template. */
const lessons: Readonly<Record<Verdict["kind"], readonly [line: number, fn: number, template: number]>> = {
  mended: [1, 1, 1],
  partial: [2, 1.3, 1],
  "mended-but-broke": [2.5, 1.4, 1],
  changed: [1.05, 1.03, 0.98],
  same: [0.7, 0.93, 0.98],
  broke: [0.7, 0.97, 0.98],
  invalid: [0.85, 1, 0.98],
};

/**
 * Standing of the edits that refine a probe, by what the probe showed. Before it was tried they wait; when forcing the
 * outcome mends the tests the place is found; when it makes no difference no condition there will. A place that is
 * passed several times may need both outcomes, so nothing is ruled out for good.
 */
const probed: Readonly<Record<Verdict["kind"] | "untried", number>> = {
  untried: 0.3,
  mended: 12,
  "mended-but-broke": 12,
  partial: 3,
  changed: 0.2,
  broke: 0.12,
  invalid: 0.2,
  same: 0.03,
};

/** The same when a probe left the failing tests failing, but otherwise: closer to passing, or in another way. */
const shifted = { closer: 6, other: 0.6 } as const;

/** What a try has shown of a condition holds all over its function. */
const asked: Readonly<Record<Verdict["kind"], number>> = {
  mended: 1,
  partial: 1,
  "mended-but-broke": 0.35,
  changed: 0.6,
  broke: 0.35,
  invalid: 0.6,
  same: 0.15,
};

/**
 * The candidates of one round and which comes next: line suspicion x template prior x affinity to the symptoms x advice
 * x the edit's own weight, corrected by what the tries so far have shown. Every try makes its line and its template a
 * little less likely, so that no single line or template starves the others. Ties go to the earlier candidate.
 */
export class Pool {
  readonly #candidates: Candidate[];
  readonly #base: number[];
  readonly #lines = new Map<string, number>();
  readonly #functions = new Map<string, number>();
  readonly #templates = new Map<string, number>();
  readonly #probes = new Map<string, number>();
  readonly #asked = new Map<string, number>();

  constructor(candidates: readonly Candidate[], symptoms: readonly Symptom[], told: Told) {
    this.#candidates = [...candidates];
    const likely = new Map(
      catalogue.map(({ id }, rank) => [id, PRIOR_STEP ** rank * affinity(id, [...symptoms])] as const),
    );
    this.#base = this.#candidates.map(
      (each) =>
        each.suspicion *
        (likely.get(each.template) ?? 0) *
        each.edit.weight *
        (each.under === undefined ? RANK_STEP : UNDER_STEP) ** each.rank *
        (brings(each, told) ? SPOKEN : 1),
    );
  }

  get size(): number {
    return this.#candidates.length;
  }

  /** Takes the likeliest candidate out; undefined when none is left. */
  next(advice: (template: string, path: string) => number): Candidate | undefined {
    let best = -1;
    let most = 0;
    for (const [index, each] of this.#candidates.entries()) {
      const score =
        (this.#base[index] ?? 0) *
        advice(each.template, each.path) *
        (this.#lines.get(lineOf(each)) ?? 1) *
        (this.#functions.get(each.within) ?? 1) *
        (this.#templates.get(each.template) ?? 1) *
        (each.under === undefined ? 1 : (this.#probes.get(each.under) ?? probed.untried)) *
        (each.asks === undefined ? 1 : (this.#asked.get(each.asks) ?? 1));
      if (score > most) {
        most = score;
        best = index;
      }
    }
    if (best < 0) return undefined;
    this.#base.splice(best, 1);
    return this.#candidates.splice(best, 1)[0];
  }

  learn(tried: Candidate, verdict: Verdict): void {
    const { kind } = verdict;
    const shift = "shift" in verdict ? verdict.shift : "none";
    if (tried.probes !== undefined) {
      this.#probes.set(tried.probes, shift === "none" ? probed[kind] : shifted[shift]);
      times(this.#templates, tried.template, PROBE_COST);
      return;
    }
    if (tried.asks !== undefined) times(this.#asked, tried.asks, asked[kind]);
    if (tried.under !== undefined && (this.#probes.get(tried.under) ?? 0) > 1) {
      this.#probes.set(tried.under, (this.#probes.get(tried.under) ?? 1) * UNDER_COST);
      return;
    }
    const [line, fn, template] = lessons[shift === "closer" ? "mended-but-broke" : kind];
    times(this.#lines, lineOf(tried), line);
    times(this.#functions, tried.within, fn);
    times(this.#templates, tried.template, template);
  }

  /** Gives up on a file, for instance because its edits are refused. */
  drop(path: string): void {
    for (let index = this.#candidates.length - 1; index >= 0; index -= 1) {
      if (this.#candidates[index]?.path !== path) continue;
      this.#candidates.splice(index, 1);
      this.#base.splice(index, 1);
    }
  }
}

function brings({ edit }: Candidate, told: Told): boolean {
  return (edit.text.match(/[A-Za-z_$][\w$]*/g) ?? []).some((word) => (told.words.get(word) ?? 0) >= 0.5);
}

function lineOf(candidate: Candidate): string {
  return `${candidate.path}:${candidate.line}`;
}

/** Bounds keep a run of good or bad luck from deciding everything. */
function times(factors: Map<string, number>, key: string, by: number): void {
  factors.set(key, Math.min(12, Math.max(0.01, (factors.get(key) ?? 1) * by)));
}
