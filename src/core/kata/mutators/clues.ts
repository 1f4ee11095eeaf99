import type { SyntaxNode } from "../../ports.ts";

/** Whether the condition asks if something is there at all. */
export function asksForNull(condition: string): boolean {
  return /\b(?:null|undefined)\b|\bisN(?:ull|il)\w*\(/.test(condition);
}

/** Whether the condition asks of what kind something is. */
export function asksForType(condition: string): boolean {
  return /\btypeof\b|\binstanceof\b|\b(?:Array\.isArray|isArray|isBuffer|isRegExp|isPlainObject|Number\.isInteger|isNaN)\(/.test(
    condition,
  );
}

/** The node's operator, as text. */
export function operatorOf(node: SyntaxNode): SyntaxNode | null {
  return node.childForFieldName("operator");
}

/** The node without the parentheses around it. */
export function bare(node: SyntaxNode | null): SyntaxNode | null {
  let inner = node;
  while (inner?.type === "parenthesized_expression") inner = inner.namedChildren[0] ?? null;
  return inner;
}
