import { operandText } from "../expressions.ts";
import type { Node } from "../source.ts";
import { type Edit, replace, type Template } from "../template.ts";

/** One less first: a bound or constant is more often one too high than one too low, except at zero. */
export const constant: Template = {
  id: "constant",
  *edits(node) {
    if (node.type !== "number" || isKey(node)) return;
    const value = Number(node.text);
    if (!Number.isFinite(value)) return;
    if (isNegated(node) && node.parent) {
      yield replace(node.parent, String(-value + 1), 1);
      yield replace(node.parent, String(-value - 1), 0.8);
      return;
    }
    yield replace(node, sameForm(node.text, value - 1), value === 0 ? 0.6 : 1);
    yield replace(node, sameForm(node.text, value + 1), value === 0 ? 1 : 0.9);
  },
};

export const constantFromFile: Template = {
  id: "constant-from-file",
  *edits(node, { scope, clues }) {
    if (node.type !== "number" || isKey(node)) return;
    const value = Number(node.text);
    if (!Number.isFinite(value)) return;
    const weights = new Map<string, number>();
    const offer = (text: string, weight: number) => {
      if (Number(text) !== value) weights.set(text, Math.max(weight, weights.get(text) ?? 0));
    };
    for (const text of scope.numbers) offer(text, 0.5);
    for (const word of clues.words) if (/^\d+(\.\d+)?$/.test(word)) offer(word, 0.6);
    for (const text of ["0", "1"]) offer(text, 0.7);
    for (const [next, weight] of [
      [-value, 0.4],
      [value * 2, 0.3],
      [value / 2, 0.3],
      [value * 10, 0.4],
      [value / 10, 0.4],
      [-1, 0.3],
      [2, 0.3],
    ] as const) {
      offer(String(next), weight);
    }
    for (const [text, weight] of weights) yield replace(node, text, weight);
  },
};

/** Only where a number is likely: indices, bounds, arithmetic, counts. */
export const plusMinusOne: Template = {
  id: "plus-minus-one",
  *edits(node) {
    const weight = numericWeight(node);
    if (weight === undefined) return;
    yield* around(node, weight);
  },
};

function* around(node: Node, weight: number): Generator<Edit> {
  const text = operandText(node);
  const parent = node.parent;
  const tight = parent?.type === "binary_expression" && /^(\*\*?|\/|%|-)$/.test(parent.fields.operator?.text ?? "");
  const close = (sum: string) => (tight ? `(${sum})` : sum);
  yield replace(node, close(`${text} - 1`), weight);
  yield replace(node, close(`${text} + 1`), weight * 0.9);
}

function numericWeight(node: Node): number | undefined {
  const parent = node.parent;
  if (!parent || !numeric.has(node.type)) return undefined;
  const counts = /(\.length|\.size|[iI]ndex|[cC]ount|depth|limit|offset|^[ijkn])$/.test(node.text);
  if (parent.type === "subscript_expression" && parent.fields.index === node) return node.type === "string" ? 0 : 1;
  if (parent.type === "binary_expression") {
    const operator = parent.fields.operator?.text ?? "";
    if (/^(<|>|<=|>=)$/.test(operator)) return 0.8;
    if (/^[-+*/%]$/.test(operator)) return counts ? 0.7 : 0.3;
    return counts ? 0.5 : undefined;
  }
  if (parent.type === "arguments") return counts || isSlicing(parent.parent) ? 0.8 : 0.2;
  if (parent.type === "return_statement") return 0.4;
  if (parent.type === "variable_declarator" && parent.fields.value === node) return counts ? 0.7 : 0.2;
  if (parent.type === "assignment_expression" && parent.fields.right === node) return counts ? 0.7 : 0.2;
  return undefined;
}

const numeric: ReadonlySet<string> = new Set([
  "identifier",
  "member_expression",
  "call_expression",
  "subscript_expression",
  "binary_expression",
]);

function isSlicing(call: Node | undefined): boolean {
  const name = call?.fields.function?.fields.property?.text ?? "";
  return /^(slice|substring|substr|splice|charAt|charCodeAt|at|padStart|padEnd|repeat)$/.test(name);
}

function isNegated(node: Node): boolean {
  return node.parent?.type === "unary_expression" && node.parent.fields.operator?.text === "-";
}

function isKey(node: Node): boolean {
  return node.parent?.type === "pair" && node.parent.fields.key === node;
}

function sameForm(text: string, value: number): string {
  return /^0x/i.test(text) && value >= 0 ? `0x${value.toString(16).toUpperCase()}` : String(Number(value.toFixed(10)));
}
