import type { SyntaxNode } from "../ports.ts";
import { isAridCall } from "./arid.ts";

const functionTypes: ReadonlySet<string> = new Set([
  "function_declaration",
  "function_expression",
  "generator_function",
  "generator_function_declaration",
  "arrow_function",
  "method_definition",
]);

/** Subtrees that hold types, not code that runs. */
const typeOnly: ReadonlySet<string> = new Set([
  "type_annotation",
  "type_arguments",
  "type_parameters",
  "type_alias_declaration",
  "interface_declaration",
  "literal_type",
  "enum_declaration",
]);

/**
 * The named nodes inside function bodies, in source order. Parameter defaults, types and the insides of arid calls
 * (logging, assertions, timers) are left out.
 */
export function* bodyNodes(root: SyntaxNode): Generator<SyntaxNode> {
  const stack: { readonly node: SyntaxNode; readonly inBody: boolean }[] = [{ node: root, inBody: false }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, inBody } = next;
    if (typeOnly.has(node.type) || isAridCall(node)) continue;
    if (inBody) yield node;
    const body = functionTypes.has(node.type) ? node.childForFieldName("body") : null;
    const children = node.namedChildren;
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at];
      if (child) stack.push({ node: child, inBody: inBody || child.id === body?.id });
    }
  }
}

export interface FunctionSpan {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly lines: number;
}

/** The functions that have a name of their own or are assigned to one, outer ones before those inside them. */
export function namedFunctions(root: SyntaxNode): readonly FunctionSpan[] {
  const found: FunctionSpan[] = [];
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const name = functionTypes.has(node.type) ? nameOf(node) : undefined;
    if (name !== undefined) {
      const lines = node.endPosition.row - node.startPosition.row + 1;
      found.push({ name, start: node.startIndex, end: node.endIndex, lines });
    }
    stack.push(...node.namedChildren.toReversed());
  }
  return found;
}

/** The innermost of the spans that holds the whole range. */
export function spanAround(spans: readonly FunctionSpan[], start: number, end: number): FunctionSpan | undefined {
  return spans.findLast((span) => span.start <= start && end <= span.end);
}

/** Whether the node belongs to what a loop evaluates to decide how often it runs. */
export function inLoopHead(node: SyntaxNode): boolean {
  for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (parent.type === "for_statement" || parent.type === "while_statement" || parent.type === "do_statement") {
      return child.id !== parent.childForFieldName("body")?.id;
    }
    if (parent.type === "statement_block" || functionTypes.has(parent.type)) return false;
  }
  return false;
}

/** How many nodes have a syntax error in them; 0 for a clean tree. */
export function errorCount(root: SyntaxNode): number {
  if (!root.hasError) return 0;
  return root.children.reduce((sum, child) => sum + errorCount(child), 1);
}

function nameOf(node: SyntaxNode): string | undefined {
  const own = node.childForFieldName("name");
  if (own) return own.text;
  const parent = node.parent;
  if (parent?.type === "variable_declarator") return parent.childForFieldName("name")?.text;
  if (parent?.type === "assignment_expression") return parent.childForFieldName("left")?.text;
  if (parent?.type === "pair") return parent.childForFieldName("key")?.text;
  if (parent?.type === "field_definition") return parent.childForFieldName("property")?.text;
  if (parent?.type === "public_field_definition") return parent.childForFieldName("name")?.text;
  return undefined;
}
