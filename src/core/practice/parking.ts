/** How practice of one skill has gone, as far as parking needs it. */
export interface Parking {
  /** Means of ability after the latest attempts, oldest first; at most eight. */
  readonly history: readonly number[];
  /** Attempts since it was parked last. */
  readonly since: number;
  /** In attempts of any skill: it rests while the time is below this. */
  readonly until: number;
  /** How many rounds of all skills it rests the next time. */
  readonly back: number;
}

export const notParked: Parking = { history: [], since: 0, until: 0, back: 2 };

const WINDOW = 8;
const LONGEST_BACK = 16;

export interface Progress {
  readonly mean: number;
  /** P(ability >= logit .8). */
  readonly mastery: number;
  readonly time: number;
  /** Number of skills practised at a time. */
  readonly skills: number;
}

/**
 * After eight attempts that moved the mean by less than .2, a skill that is probably not mastered rests for `back`
 * rounds of all skills, and twice as long each further time, up to 16. A gain of .4 makes it start from 2 again.
 */
export function parkedAfter(before: Parking, { mean, mastery, time, skills }: Progress): Parking {
  const history = [...before.history, mean].slice(-WINDOW);
  const since = before.since + 1;
  if (since < WINDOW) return { ...before, history, since };
  const gain = mean - (history[0] ?? mean);
  if (gain < 0.2 && mastery < 0.5) {
    return { history, since: 0, until: time + before.back * skills, back: Math.min(LONGEST_BACK, 2 * before.back) };
  }
  return { ...before, history, since, back: gain >= 0.4 ? 2 : before.back };
}
