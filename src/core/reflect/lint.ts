import { unwritable } from "../memory/codec.ts";
import { overlap, wordsOf } from "../memory/similarity.ts";
import { Strategy } from "../memory/strategy.ts";
import { catalogue } from "../repair/catalogue.ts";

/** What no strategy may tell an agent to do, each with how people are told. */
const HARMFUL: readonly (readonly [RegExp, string])[] = [
  [
    /\b(skip|disable|delete|remove|weaken|loosen|comment out|xfail|silence)\b[^.;]{0,40}\b(tests?|assert(ion)?s?|specs?|snapshots?|checks?|verif\w+)\b/i,
    "it weakens tests",
  ],
  [
    /\b(edit|change|rewrite|adjust|update|ignore)\s+((the|a|an|its|all|those|failing|expected|wrong)\s+)*(tests?|assertions?|specs?|snapshots?|expectations?)\b/i,
    "it weakens tests",
  ],
  [/\.(skip|only)\b|\b(xit|xdescribe|fit|fdescribe)\b|--no-verify|process\.exit|sys\.exit/i, "it weakens tests"],
  [
    /\b(ignore|disregard|forget)\b[^.;]{0,30}\b(previous|above|earlier|rules?|instructions?|polic\w+)\b/i,
    "it overrides rules",
  ],
  [
    /\b(without (asking|approval|permission)|auto-?approve|bypass|disable)\b[^.;]{0,40}\b(approval|permission|sandbox|safety|person|user|review)?/i,
    "it gets round safety",
  ],
  [/\b(https?|ftp|ssh|data|file):\/\/|\bwww\./i, "it has an address"],
  [
    /\b(npm|pnpm|yarn|pip3?|apt(-get)?|brew|cargo|gem)\s+(i|install|add|exec|run)\b|\bnpx\s|\bcurl\b|\bwget\b/i,
    "it installs or downloads",
  ],
  [
    /\|\s*(sh|bash|zsh|node|python3?)\b|\bsudo\b|\brm\s+-|\$\(|&&\s*\w+\s|\beval\b|\bchmod\b/i,
    "it has a shell command",
  ],
  [
    /\.env\b|\bid_rsa\b|\.ssh\b|\.npmrc\b|\.aws\b|\b(api[ -]?keys?|passwords?|tokens?|secrets?|credentials?)\b/i,
    "it speaks of secrets",
  ],
  [/[A-Za-z0-9+/]{65,}={0,2}/, "it has a long encoded text"],
];

/** Advice that fits every task and so helps with none. */
const PLATITUDE =
  /\b(be (more )?careful|pay (more )?attention|think (carefully|harder|step by step)|double-?check (everything|your work)|best practices?|write (good|clean|better) code|make sure (it|everything) works|test thoroughly|take your time|try (harder|again)|do better|avoid mistakes|understand the (code|problem))\b/i;

/** Names something that can be looked for: code in backticks, a number, an operator, a path, or a tool. */
const SPECIFIC = /`[^`]+`|\d|[<>=!&|]{1,3}|\/|\b\w+\(\)/;

/** Why a candidate may not be proposed, as the end of a sentence; undefined when it may. Deterministic. */
export function lint(candidate: Strategy, existing: readonly Strategy[]): string | undefined {
  const parsed = Strategy.safeParse(candidate);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `it is incomplete (${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? ""})`;
  }
  const hidden = unwritable(candidate);
  if (hidden !== undefined) return `it cannot be written: ${hidden}`;

  const advice = [candidate.title, candidate.when, ...candidate.unless, ...candidate.do, candidate.check];
  const told = [...advice, candidate.because, candidate.prediction].map(withoutTemplates);
  const harm = HARMFUL.find(([pattern]) => told.some((text) => pattern.test(text)));
  if (harm) return harm[1];
  const vague = [candidate.when, ...candidate.do].find((text) => PLATITUDE.test(text));
  if (vague !== undefined) return `"${vague.slice(0, 60)}" fits every task`;
  if (!candidate.do.some((text) => SPECIFIC.test(text))) return "its steps name nothing that can be looked for";
  if (!/\d/.test(candidate.prediction)) return "its prediction has no number";
  const twin = existing.find((other) => saysTheSame(candidate, other));
  return twin === undefined ? undefined : `it says nearly the same as ${twin.id}`;
}

/** Names of edit templates (`remove-statement`) are no instructions to remove anything. */
function withoutTemplates(text: string): string {
  return catalogue.reduce((left, { id }) => left.replaceAll(`\`${id}\``, "`template`"), text);
}

/** Steps that name other things in backticks are other advice, however alike the sentences are. */
function saysTheSame(a: Strategy, b: Strategy): boolean {
  const [left, right] = [namedIn(a), namedIn(b)];
  if (left.join() !== right.join()) return false;
  const symptoms = a.cues.symptoms.length + b.cues.symptoms.length;
  if (symptoms > 0 && overlap(a.cues.symptoms, b.cues.symptoms) < 0.5) return false;
  const paths = a.cues.paths.length + b.cues.paths.length;
  if (paths > 0 && overlap(a.cues.paths, b.cues.paths) === 0) return false;
  return overlap(essence(a), essence(b)) >= 0.6;
}

function namedIn(strategy: Strategy): readonly string[] {
  return [...strategy.do.join(" ").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
}

function essence(strategy: Strategy): readonly string[] {
  return wordsOf([strategy.title, strategy.when, ...strategy.do].join(" "));
}
