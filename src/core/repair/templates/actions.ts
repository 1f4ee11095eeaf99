import { functionAround, functionTypes, type Node } from "../source.ts";
import type { Clues, Site } from "../template.ts";

/** What a guard does when it holds. */
export interface Action {
  readonly text: string;
  /** In (0, 1]. */
  readonly weight: number;
}

/** Actions offered per place: each costs a probe. */
const MOST = 9;

/**
 * What a guard before the node could do, likeliest first: throw what the tests expect to be thrown, return what they
 * expect or what the function returns elsewhere, skip to the next round of a loop, or set a default.
 */
export function actionsAt(node: Node, site: Site): readonly Action[] {
  const best = new Map<string, number>();
  for (const { text, weight } of allActions(node, site)) {
    if (text !== node.text) best.set(text, Math.max(weight, best.get(text) ?? 0));
  }
  return [...best]
    .map(([text, weight]) => ({ text, weight }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST);
}

function* allActions(node: Node, { clues, scope }: Site): Generator<Action> {
  const isThrowing = clues.symptoms.has("missing-throw") || clues.symptoms.has("wrong-message");
  if (isThrowing) for (const text of errorsExpected(clues)) yield { text, weight: 1 };
  const returning = isThrowing ? 0.35 : 1;
  for (const value of clues.expected) {
    const literal = literalOf(value);
    if (literal !== undefined) yield { text: `return ${literal};`, weight: 0.95 * returning };
  }
  const here = functionAround(node);
  for (const statement of scope.statements) {
    const isOwn = functionAround(statement) === here;
    const inner = statement.children[0];
    if (statement.text.length > 80 || !scope.visible(statement, node)) continue;
    if (statement.type === "return_statement") {
      const isShort = inner === undefined || inner.text.length < 20;
      yield { text: statement.text, weight: (isOwn ? 0.85 : 0.45) * (isShort ? 1 : 0.7) * returning };
    }
    if (statement.type === "throw_statement") yield { text: statement.text, weight: isThrowing ? 0.7 : 0.2 };
  }
  if (inLoop(node)) {
    yield { text: "continue;", weight: 0.95 * returning };
    yield { text: "break;", weight: 0.6 * returning };
  }
  yield { text: "return;", weight: 0.5 * returning };
  const [first, second] = scope.names(node);
  for (const [name, weight] of [
    [first, 0.7],
    [second, 0.35],
  ] as const) {
    if (name !== undefined) yield { text: `return ${name};`, weight: weight * returning };
  }
  for (const value of ["[]", "''", "{}", "false", "0", "null"])
    yield { text: `return ${value};`, weight: 0.3 * returning };
  if (first === undefined || isThrowing) return;
  for (const value of ["{}", "[]", "''"]) yield { text: `${first} = ${value};`, weight: 0.3 };
}

/** The printed value as source, where it is short and plain. */
function literalOf(printed: string): string | undefined {
  if (/^(-?\d+(\.\d+)?|true|false|null|undefined|\[\]|\{\})$/.test(printed)) return printed;
  if (/^(\[ ?\]|\{ ?\})$/.test(printed)) return printed.replace(" ", "");
  return /^(['"])[^'"\\\n]{0,2}\1$/.test(printed) ? printed : undefined;
}

/** Throw statements for what the tests expect to be thrown: class and message as far as they are told. */
function errorsExpected(clues: Clues): readonly string[] {
  const told = clues.expected.join(" ");
  const named =
    /\b((?:[A-Z]\w*)?Error)\b/.exec(told)?.[1] ?? [...clues.words].find((word) => /^[A-Z]\w*Error$/.test(word));
  const message = messageExpected(clues) ?? "The value is not valid";
  const literal = `'${message.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;
  return (named ? [named] : ["TypeError", "RangeError"]).map((kind) => `throw new ${kind}(${literal});`);
}

/** The pattern of a regular expression without operators, or a text with spaces, from what the tests expect. */
function messageExpected(clues: Clues): string | undefined {
  for (const text of clues.expected) {
    const pattern = /^\/([\w ,.'":;!-]+)\/[a-z]*$/.exec(text)?.[1];
    if (pattern !== undefined) return pattern;
  }
  return clues.texts.find((text) => text.includes(" ") && text.length < 100);
}

/** Whether `continue` and `break` mean something at the node. */
export function inLoop(node: Node): boolean {
  for (let at = node.parent; at && !functionTypes.has(at.type); at = at.parent) {
    if (/^(for_statement|for_in_statement|while_statement|do_statement)$/.test(at.type)) return true;
  }
  return false;
}
