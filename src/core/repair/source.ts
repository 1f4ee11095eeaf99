import type { Language, SyntaxNode, SyntaxTrees } from "../ports.ts";

/** A plain copy of one named syntax node: nothing to free, cheap to read. Offsets as in `SyntaxNode`, lines from 1. */
export interface Node {
  readonly type: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly endLine: number;
  readonly parent: Node | undefined;
  /** Named children only, comments left out. */
  readonly children: readonly Node[];
  /** The parts templates ask for, including unnamed ones such as operators. */
  readonly fields: Readonly<Partial<Record<Field, Node>>>;
}

export type Field = (typeof fieldNames)[number];

/** One source file as the templates see it. */
export interface Source {
  readonly path: string;
  readonly language: Language;
  readonly text: string;
  readonly root: Node;
  /** Every named node in source order, parents first. */
  readonly nodes: readonly Node[];
  /** Number of syntax errors in the text; candidates must not add one. */
  readonly errors: number;
}

/** Parses the text and copies its tree; the tree itself is freed at once. */
export function readSource(trees: SyntaxTrees, path: string, language: Language, text: string): Source {
  const tree = trees.parse(language, text);
  try {
    const nodes: Node[] = [];
    const root = copy(tree.root, undefined, nodes);
    return { path, language, text, root, nodes, errors: countErrors(tree.root) };
  } finally {
    tree.dispose();
  }
}

/** Number of syntax errors in a text. */
export function errorsIn(trees: SyntaxTrees, language: Language, text: string): number {
  const tree = trees.parse(language, text);
  try {
    return countErrors(tree.root);
  } finally {
    tree.dispose();
  }
}

/** The nearest ancestor of one of the types, the node itself excluded. */
export function ancestor(node: Node, types: ReadonlySet<string>): Node | undefined {
  for (let at = node.parent; at; at = at.parent) if (types.has(at.type)) return at;
  return undefined;
}

export const functionTypes: ReadonlySet<string> = new Set([
  "function_declaration",
  "function_expression",
  "generator_function",
  "generator_function_declaration",
  "arrow_function",
  "method_definition",
]);

/** The innermost function around a node. */
export function functionAround(node: Node): Node | undefined {
  return ancestor(node, functionTypes);
}

/** The name a function goes by: its own, its variable's, its property's; undefined for a nameless one. */
export function functionName(node: Node): string | undefined {
  if (node.fields.name) return node.fields.name.text;
  const parent = node.parent;
  if (parent?.type === "variable_declarator") return parent.fields.name?.text;
  if (parent?.type === "assignment_expression") return parent.fields.left?.text.split(".").at(-1);
  if (parent?.type === "pair") return parent.fields.key?.text;
  return undefined;
}

/** Every node at or under `node`, parents first. */
export function* within(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) yield* within(child);
}

const fieldNames = [
  "alternative",
  "argument",
  "arguments",
  "body",
  "condition",
  "consequence",
  "function",
  "index",
  "key",
  "left",
  "name",
  "object",
  "operator",
  "parameter",
  "parameters",
  "property",
  "right",
  "value",
] as const;

const fieldsByType: Readonly<Record<string, readonly Field[]>> = {
  arrow_function: ["parameter", "parameters", "body"],
  assignment_expression: ["left", "right"],
  assignment_pattern: ["left", "right"],
  augmented_assignment_expression: ["left", "operator", "right"],
  binary_expression: ["left", "operator", "right"],
  call_expression: ["function", "arguments"],
  do_statement: ["body", "condition"],
  else_clause: [],
  for_in_statement: ["left", "right", "body"],
  for_statement: ["condition", "body"],
  function_declaration: ["name", "parameters", "body"],
  function_expression: ["name", "parameters", "body"],
  generator_function: ["name", "parameters", "body"],
  generator_function_declaration: ["name", "parameters", "body"],
  if_statement: ["condition", "consequence", "alternative"],
  member_expression: ["object", "property"],
  method_definition: ["name", "parameters", "body"],
  new_expression: ["arguments"],
  optional_parameter: ["value"],
  pair: ["key", "value"],
  required_parameter: ["value"],
  subscript_expression: ["object", "index"],
  ternary_expression: ["condition", "consequence", "alternative"],
  unary_expression: ["operator", "argument"],
  update_expression: ["operator", "argument"],
  variable_declarator: ["name", "value"],
  while_statement: ["condition", "body"],
};

function copy(node: SyntaxNode, parent: Node | undefined, into: Node[]): Node {
  const children: Node[] = [];
  const fields: Partial<Record<Field, Node>> = {};
  const made: Node = {
    type: node.type,
    text: node.text,
    start: node.startIndex,
    end: node.endIndex,
    line: node.startPosition.row + 1,
    endLine: node.endPosition.row + 1,
    parent,
    children,
    fields,
  };
  into.push(made);
  const copies = new Map<number, Node>();
  for (const child of node.namedChildren) {
    if (child.type === "comment") continue;
    const each = copy(child, made, into);
    copies.set(child.id, each);
    children.push(each);
  }
  for (const field of fieldsByType[node.type] ?? []) {
    const part = node.childForFieldName(field);
    if (part) fields[field] = copies.get(part.id) ?? copy(part, made, []);
  }
  return made;
}

function countErrors(node: SyntaxNode): number {
  if (!node.hasError) return 0;
  let count = node.type === "ERROR" ? 1 : 0;
  for (const child of node.children) count += countErrors(child);
  return Math.max(count, 1);
}
