import { globMatcher } from "../agent/glob.ts";
import { deliveredIn } from "../memory/deliver.ts";
import type { Strategy } from "../memory/strategy.ts";
import type { Message } from "../ports.ts";
import type { Symptom } from "../skill/skill.ts";
import { catalogue } from "./catalogue.ts";

/** What a strategy's cues are held against. */
export interface Occasion {
  readonly symptoms: readonly Symptom[];
  readonly framework: string;
  readonly languages: readonly string[];
  /** Suspicious source files. */
  readonly paths: readonly string[];
}

/** How strategies move one template: a factor on its prior for the files they speak of. */
export interface Advice {
  factor(template: string, path: string): number;
  /** One sentence per strategy that was read: followed, or why it does not apply. */
  readonly notes: readonly string[];
  readonly followed: readonly string[];
}

/** Of the front: strong enough to lead on every suspicious line, not so strong that nothing else is ever tried. */
const FRONT = 12;
/** Each further template a strategy names comes a little after the one before it. */
const STEP = 0.75;
const BACK = 0.04;

/** Strategies delivered to the agent in its messages, in order, each once. There is no other way they reach it. */
export function strategiesIn(messages: readonly Message[]): readonly Strategy[] {
  const found = new Map<string, Strategy>();
  for (const message of messages) {
    if (message.role !== "system" && message.role !== "user") continue;
    for (const strategy of deliveredIn(message.text)) if (!found.has(strategy.id)) found.set(strategy.id, strategy);
  }
  return [...found.values()];
}

export function adviceFrom(strategies: readonly Strategy[], occasion: Occasion): Advice {
  const notes: string[] = [];
  const rules: { readonly factors: ReadonlyMap<string, number>; readonly applies: (path: string) => boolean }[] = [];
  const followed: string[] = [];
  for (const strategy of strategies) {
    const mismatch = mismatchOf(strategy, occasion);
    const { front, back } = orderIn(strategy);
    if (mismatch !== undefined) {
      notes.push(`Not applicable: ${strategy.id} because ${mismatch}.`);
      continue;
    }
    if (front.length + back.length === 0) {
      notes.push(`Not applicable: ${strategy.id} because its steps name no edit template I have.`);
      continue;
    }
    const factors = new Map<string, number>();
    for (const id of back) factors.set(id, BACK);
    for (const [rank, id] of front.entries()) factors.set(id, FRONT * STEP ** rank);
    const globs = strategy.cues.paths.map(globMatcher);
    rules.push({ factors, applies: (path) => globs.length === 0 || globs.some((matches) => matches(path)) });
    followed.push(strategy.id);
    const first = front.length > 0 ? ` ${front.map(quoted).join(", ")} first` : "";
    const last = back.length > 0 ? `${first === "" ? "" : ","} ${back.map(quoted).join(", ")} last` : "";
    notes.push(`Following ${strategy.id}:${first}${last}.`);
  }
  return {
    notes,
    followed,
    factor(template, path) {
      for (const { factors, applies } of rules) {
        const factor = factors.get(template);
        if (factor !== undefined && applies(path)) return factor;
      }
      return 1;
    },
  };
}

/** Why a strategy does not fit, in words; undefined when it does. An empty list of cues does not restrict. */
function mismatchOf({ cues }: Strategy, occasion: Occasion): string | undefined {
  if (cues.symptoms.length > 0 && !cues.symptoms.some((each) => occasion.symptoms.includes(each))) {
    return `it speaks of ${cues.symptoms.join(", ")}, and here it is ${occasion.symptoms.join(", ") || "none"}`;
  }
  if (cues.languages.length > 0 && !cues.languages.some((each) => occasion.languages.includes(each))) {
    return `it speaks of ${cues.languages.join(", ")}, and the code is ${occasion.languages.join(", ")}`;
  }
  if (cues.frameworks.length > 0 && !cues.frameworks.includes(occasion.framework)) {
    return `it speaks of ${cues.frameworks.join(", ")}, and the tests run under ${occasion.framework}`;
  }
  const globs = cues.paths.map(globMatcher);
  if (globs.length > 0 && !occasion.paths.some((path) => globs.some((matches) => matches(path)))) {
    return `it speaks of ${cues.paths.join(", ")}, and no suspicious file is there`;
  }
  return undefined;
}

/** Template ids in backticks: to the front, in order, unless their clause says to leave them for last. */
function orderIn(strategy: Strategy): { readonly front: readonly string[]; readonly back: readonly string[] } {
  const front: string[] = [];
  const back: string[] = [];
  const known = new Set(catalogue.map((entry) => entry.id));
  for (const step of strategy.do) {
    for (const clause of step.split(/[.;](?:\s|$)|, (?:and |then |but )?(?=skip|leave|avoid|keep)/i)) {
      const isBack = /\b(skip|leave|avoid|last|never|do not|don't)\b/i.test(clause);
      for (const [, id] of clause.matchAll(/`([^`]+)`/g)) {
        if (id === undefined || !known.has(id) || front.includes(id) || back.includes(id)) continue;
        (isBack ? back : front).push(id);
      }
    }
  }
  return { front, back };
}

function quoted(id: string): string {
  return `\`${id}\``;
}
