import { functionAround, type Node, within } from "../source.ts";
import type { Clues, Site } from "../template.ts";

/** A condition that could be asked at a place, with its likelihood among its like, in (0, 1]. */
export interface Predicate {
  readonly text: string;
  /** The variable or member it asks about. */
  readonly subject: string;
  readonly weight: number;
}

/**
 * Conditions over what is in scope at the node: those the file asks elsewhere, those of sibling functions with a local
 * name put in, and fresh ones (`x`, `x != null`, `typeof x === t`, `Array.isArray(x)`, `x.length > 0`, ...).
 */
export function predicatesAt(node: Node, near: readonly Node[], site: Site): readonly Predicate[] {
  const found = new Map<string, Predicate>();
  const add = (predicate: Predicate) => {
    const known = found.get(predicate.text);
    if (!known || known.weight < predicate.weight) found.set(predicate.text, predicate);
  };
  const subjects = subjectsAt(node, near, site);
  for (const predicate of fromFile(node, subjects, site)) add(predicate);
  for (const predicate of relations(node, subjects)) add(predicate);
  for (const [subject, weight] of subjects) {
    const isUnread = site.clues.unread.some((name) => near.some((part) => part.text.includes(`${subject}.${name}`)));
    for (const each of fresh(subject, isUnread ? 1 : weight, site.clues, isUnread ? 2 : 1)) add(each);
  }
  return [...found.values()].sort((a, b) => b.weight - a.weight);
}

/** Names and members worth asking about: those near the place first, the function's other ones after. */
function subjectsAt(node: Node, near: readonly Node[], { scope, clues }: Site): ReadonlyMap<string, number> {
  const used = new Set(near.flatMap((each) => [...within(each)].map((part) => part.text)));
  const subjects = new Map<string, number>();
  for (const [rank, name] of scope.names(node).entries()) {
    subjects.set(name, (used.has(name) ? 1 : 0.5) * 0.95 ** rank);
  }
  for (const [rank, member] of scope.members(node).slice(0, 24).entries()) {
    const head = member.slice(0, member.indexOf("."));
    if (head !== "this" && !subjects.has(head)) continue;
    const told = clues.words.has(member.slice(member.lastIndexOf(".") + 1)) ? 0.9 : 0.4;
    subjects.set(member, (used.has(member) ? 0.8 : told) * 0.97 ** rank);
  }
  const heads = [...subjects.keys()].flatMap((name) => (name.includes(".") ? [name.slice(0, name.indexOf("."))] : []));
  for (const head of new Set(heads)) {
    for (const key of clues.keys) {
      const member = `${head}.${key}`;
      if (head !== "this" && !subjects.has(member)) subjects.set(member, 1);
    }
  }
  return subjects;
}

function* fromFile(node: Node, subjects: ReadonlyMap<string, number>, { scope, source }: Site): Generator<Predicate> {
  const here = functionAround(node);
  const simple = [...subjects].filter(([name]) => !name.includes("."));
  for (const condition of scope.conditions) {
    if (condition.type === "identifier" || (condition.start <= node.start && condition.end >= node.end)) continue;
    const names = [...within(condition)].filter((part) => part.type === "identifier").map((part) => part.text);
    const subject = names.find((name) => subjects.has(name)) ?? condition.text;
    if (scope.visible(condition, node)) {
      const shared = names.some((name) => (subjects.get(name) ?? 0) > 0.5);
      const own = functionAround(condition) === here;
      yield { text: condition.text, subject, weight: (shared ? 0.95 : 0.5) * (own ? 1 : 0.9) };
      const [a, b] = [...new Set(names)];
      if (own && a !== undefined && b !== undefined && isSymmetric(condition.text, a, b)) {
        const mirrored = renamed(renamed(renamed(condition.text, a, "_mirror_"), b, a), "_mirror_", b);
        yield { text: mirrored, subject, weight: 0.8 };
      }
      continue;
    }
    const unseen = [...new Set(names)].filter((name) => !subjects.has(name));
    if (unseen.length !== 1 || !unseen[0]) continue;
    for (const [name, weight] of simple.slice(0, 4)) {
      if (!isKnown(condition.text, unseen[0], name, source.text)) continue;
      yield { text: renamed(condition.text, unseen[0], name), subject: name, weight: 0.5 * weight };
    }
  }
}

function* fresh(subject: string, weight: number, clues: Clues, favour: number): Generator<Predicate> {
  const nullish = clues.symptoms.has("type-error") || clues.symptoms.has("undefined-value") ? 1.3 : 1;
  const typed = clues.symptoms.has("missing-throw") || clues.symptoms.has("unexpected-throw") ? 1.3 : 1;
  const shapes: readonly (readonly [string, number])[] = [
    [subject, 0.9 * nullish],
    [`!${subject}`, 0.75 * nullish],
    [`${subject} != null`, 0.5 * nullish],
    [`${subject} == null`, 0.45 * nullish],
    [`${subject} !== null`, 0.6 * nullish],
    [`${subject} === null`, 0.45],
    [`${subject} !== undefined`, 0.55 * nullish],
    [`${subject} === undefined`, 0.5 * nullish],
    [`typeof ${subject} !== 'undefined'`, 0.5],
    [`typeof ${subject} === 'string'`, 0.55 * typed],
    [`typeof ${subject} !== 'string'`, 0.5 * typed],
    [`typeof ${subject} === 'object'`, 0.5],
    [`typeof ${subject} !== 'object'`, 0.35 * typed],
    [`typeof ${subject} === 'function'`, 0.4],
    [`typeof ${subject} !== 'function'`, 0.4 * typed],
    [`typeof ${subject} === 'number'`, 0.4],
    [`typeof ${subject} !== 'number'`, 0.4 * typed],
    [`typeof ${subject} === 'boolean'`, 0.3],
    [`typeof ${subject} !== 'boolean'`, 0.3 * typed],
    [`Array.isArray(${subject})`, 0.5],
    [`!Array.isArray(${subject})`, 0.5],
    [`${subject}.length > 0`, 0.5],
    [`${subject}.length === 0`, 0.5],
    [`${subject} > 0`, 0.35],
    [`${subject} < 0`, 0.4 * typed],
    [`${subject} <= 0`, 0.3 * typed],
    [`${subject} === 0`, 0.3],
    [`${subject} === ''`, 0.3],
    [`${subject} !== ''`, 0.35],
    [`!Number.isInteger(${subject})`, 0.3 * typed],
    [`!Number.isFinite(${subject})`, 0.3 * typed],
  ];
  for (const [text, likelihood] of shapes) yield { text, subject, weight: Math.min(1, weight * likelihood * favour) };
}

/** Relations of what is used as a number near the place, with 0, with numbers of its function, and with each other. */
function* relations(node: Node, subjects: ReadonlyMap<string, number>): Generator<Predicate> {
  const here = functionAround(node);
  if (!here) return;
  const numeric = new Set<string>();
  const numbers = new Set<string>(["0", "1"]);
  for (const part of within(here)) {
    const operator = part.fields.operator?.text ?? "";
    if (part.type === "number") numbers.add(part.text);
    if (part.type !== "binary_expression" || !/^([-*/%<>]|<=|>=)$/.test(operator)) continue;
    for (const side of [part.fields.left, part.fields.right]) if (side) numeric.add(side.text);
  }
  const all = [...subjects].filter(([name]) => numeric.has(name));
  for (const [subject, weight] of all) {
    for (const number of [...numbers].slice(0, 6)) {
      for (const operator of [">", ">=", "<", "<=", "==="]) {
        yield { text: `${subject} ${operator} ${number}`, subject, weight: weight * 0.35 };
      }
    }
    for (const [other] of all) {
      if (other === subject) continue;
      for (const operator of ["<", "<="])
        yield { text: `${subject} ${operator} ${other}`, subject, weight: weight * 0.4 };
    }
  }
}

/** Whether every member the renamed text would read of the new name is read of it somewhere in the file. */
export function isKnown(text: string, from: string, to: string, file: string): boolean {
  const members = [...text.matchAll(/(?<![\w$.])([\w$]+)\.(\w+)/g)].filter(([, head]) => head === from);
  return members.every(([, , member]) => file.includes(`${to}.${member}`));
}

/** The text with one name in place of another, member names left alone. */
export function renamed(text: string, from: string, to: string): string {
  const name = from.replaceAll("$", "\\$");
  return text.replace(new RegExp(`(?<![\\w$.])${name}(?![\\w$])`, "g"), () => to);
}

/** Whether two names are used alike: both bare, or with a member in common. */
function isSymmetric(text: string, a: string, b: string): boolean {
  if (/[[(]/.test(text)) return false;
  const members = (name: string) =>
    new Set([...text.matchAll(/([\w$]+)(\.\w+)?/g)].filter(([, head]) => head === name).map(([, , member]) => member));
  const ofB = members(b);
  return (
    [...members(a)].some((member) => ofB.has(member)) ||
    (ofB.size === 1 && [...ofB][0]?.length === [...members(a)][0]?.length)
  );
}

/** The predicate's text as an operand of && or ||. */
export function asOperand(text: string, operator: "&&" | "||"): string {
  return (operator === "&&" && text.includes("||")) || text.includes("??") || text.includes("?") ? `(${text})` : text;
}
