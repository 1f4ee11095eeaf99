import { globMatcher } from "../agent/glob.ts";
import type { Recalled, Situation } from "../agent/run.ts";
import { domainOf } from "../skill/skill.ts";
import { bm25, overlap, wordsOf } from "./similarity.ts";
import type { Strategy } from "./strategy.ts";

export interface ApprovedStrategy {
  readonly strategy: Strategy;
  readonly hash: string;
}

/** More than three strategies help less than three: their number is bounded whatever the caller asks for. */
const MOST = 3;

/** Below this a match is an accident. A shared skill or symptom is above it; language and framework alone are not. */
const ENOUGH = 1;

/** Weights of what may agree; set by hand: skill and symptom are specific, a language is not. */
const WEIGHT = { skill: 3, domain: 0.25, symptom: 3, path: 0.5, language: 0.1, framework: 0.1, text: 2 } as const;

/** Words of the goal that have to occur in a strategy before the goal's text counts at all. */
const FEWEST_WORDS = 2;

/**
 * The strategies that fit the situation, best first: at most `limit`, at most three, and none when none fits. Ranked
 * over approved ones only, so that nothing unapproved can change which are picked. A cue that names other symptoms,
 * languages, frameworks or paths than the situation's known ones excludes. Near-equals take one place. Deterministic.
 */
export function recall(
  approved: readonly ApprovedStrategy[],
  situation: Situation,
  limit: number,
): readonly Recalled[] {
  const goal = wordsOf(situation.goal);
  const documents = approved.map(({ strategy }) => wordsOf(`${strategy.title} ${strategy.when}`));
  const texts = bm25(goal, documents);
  let left = approved
    .map((each, index) => ({
      ...each,
      words: documents[index] ?? [],
      match: matchOf(each.strategy, situation, { score: texts[index] ?? 0, goal, words: documents[index] ?? [] }),
    }))
    .flatMap(({ match, ...each }) => (match && match.score >= ENOUGH ? [{ ...each, ...match }] : []))
    .toSorted((a, b) => b.score - a.score || (a.strategy.id < b.strategy.id ? -1 : 1));

  const chosen: Recalled[] = [];
  while (chosen.length < Math.min(limit, MOST)) {
    const [best] = left;
    if (!best) break;
    chosen.push({ strategy: best.strategy, hash: best.hash, why: best.why });
    left = left.slice(1).filter((other) => !isLookAlike(best, other));
  }
  return chosen;
}

interface Match {
  readonly score: number;
  readonly why: string;
}

/** Undefined when a cue excludes the situation. */
function matchOf(
  strategy: Strategy,
  situation: Situation,
  text: { readonly score: number; readonly goal: readonly string[]; readonly words: readonly string[] },
): Match | undefined {
  const { cues, skills } = strategy;
  const symptoms = common(cues.symptoms, situation.symptoms);
  const languages = common(cues.languages, situation.languages);
  const frameworks = common(cues.frameworks, situation.frameworks);
  const paths = cues.paths.filter((glob) => situation.paths.some(globMatcher(glob)));
  if (excludes(cues.symptoms, situation.symptoms, symptoms)) return undefined;
  if (excludes(cues.languages, situation.languages, languages)) return undefined;
  if (excludes(cues.frameworks, situation.frameworks, frameworks)) return undefined;
  if (excludes(cues.paths, situation.paths, paths)) return undefined;

  const { skill } = situation;
  const isSkill = skill !== undefined && skills.includes(skill);
  const isDomain = skill !== undefined && !isSkill && skills.some((each) => domainOf(each) === domainOf(skill));
  const words = common([...new Set(text.words)], text.goal);
  const hasText = words.length >= FEWEST_WORDS;
  const score =
    (isSkill ? WEIGHT.skill : 0) +
    (isDomain ? WEIGHT.domain : 0) +
    (symptoms.length > 0 ? WEIGHT.symptom : 0) +
    (paths.length > 0 ? WEIGHT.path : 0) +
    (languages.length > 0 ? WEIGHT.language : 0) +
    (frameworks.length > 0 ? WEIGHT.framework : 0) +
    (hasText ? WEIGHT.text * (text.score / (text.score + 1)) : 0);
  const reasons = [
    symptoms.length > 0 ? `same symptom ${symptoms.join(", ")}` : "",
    isSkill ? `skill ${skill}` : "",
    isDomain ? `skill of the same domain as ${skill}` : "",
    paths.length > 0 ? `files in ${paths.join(", ")}` : "",
    hasText ? `words ${words.slice(0, 4).join(", ")}` : "",
  ];
  return { score, why: reasons.filter((reason) => reason !== "").join("; ") };
}

function common<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  return a.filter((each) => b.includes(each));
}

function excludes(cue: readonly unknown[], known: readonly unknown[], shared: readonly unknown[]): boolean {
  return cue.length > 0 && known.length > 0 && shared.length === 0;
}

interface Worded {
  readonly strategy: Strategy;
  readonly words: readonly string[];
}

/** Two strategies that would tell the agent much the same in much the same case. */
function isLookAlike(a: Worded, b: Worded): boolean {
  const steps = overlap(wordsOf(a.strategy.do.join(" ")), wordsOf(b.strategy.do.join(" ")));
  return steps > 0.8 && overlap(a.words, b.words) > 0.6;
}
