import type { Node } from "./source.ts";

/** The expression inside any parentheses. */
export function bare(node: Node): Node {
  let at = node;
  while (at.type === "parenthesized_expression" && at.children[0]) at = at.children[0];
  return at;
}

/** Text of an expression as operand of an operator that binds tighter than most: parenthesised unless it is atomic. */
export function operandText(node: Node): string {
  return atomic.has(node.type) ? node.text : `(${node.text})`;
}

const atomic: ReadonlySet<string> = new Set([
  "identifier",
  "member_expression",
  "subscript_expression",
  "call_expression",
  "parenthesized_expression",
  "number",
  "string",
  "template_string",
  "true",
  "false",
  "null",
  "undefined",
  "this",
  "array",
  "regex",
]);

/** Statements that stand in a list, so that another may be put before them. */
export function isListed(node: Node): boolean {
  const parent = node.parent;
  return (
    (node.type.endsWith("_statement") || node.type.endsWith("_declaration")) &&
    (parent?.type === "statement_block" || parent?.type === "program")
  );
}

/** Whether the expression's value is a boolean by its form. */
export function isBoolean(node: Node): boolean {
  const inner = bare(node);
  if (inner.type === "true" || inner.type === "false") return true;
  const operator = inner.fields.operator?.text ?? "";
  if (inner.type === "unary_expression") return operator === "!";
  return inner.type === "binary_expression" && booleanOperators.has(operator);
}

const booleanOperators: ReadonlySet<string> = new Set("< <= > >= == != === !== && || instanceof in".split(" "));

/** Arguments of a call, in order; none for a template call. */
export function argumentsOf(call: Node): readonly Node[] {
  const list = call.fields.arguments;
  return list?.type === "arguments" ? list.children : [];
}

/** Number of single-character changes between two short texts, up to `limit`. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return Math.min(limit, row[b.length] ?? limit);
}

/** How alike two names are, in (0, 1]: by their letters, with a floor so that no name is excluded. */
export function likeness(a: string, b: string): number {
  const longest = Math.max(a.length, b.length, 1);
  const near = 1 - distance(a.toLowerCase(), b.toLowerCase(), longest) / longest;
  return Math.max(0.15, near);
}
