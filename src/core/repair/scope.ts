import { bare } from "./expressions.ts";
import { ancestor, functionAround, functionTypes, type Node, type Source, within } from "./source.ts";

/** Names and pieces of one file that templates build edits from. Answers are cached; order is source order. */
export interface Scope {
  /** Variables and parameters visible at the node, the nearest function's first; no imports and no globals. */
  names(node: Node): readonly string[];
  /** Whether every free identifier of the piece means something at the node. */
  visible(piece: Node, node: Node): boolean;
  /** Member expressions such as `options.comma` read in the node's function, and in the file. */
  members(node: Node): readonly string[];
  /** Parts of conditions anywhere in the file: the operands of logical operators and whole conditions. */
  readonly conditions: readonly Node[];
  /** Number literals of the file, each text once. */
  readonly numbers: readonly string[];
  /** String literals of the file with quotes, each text once. */
  readonly strings: readonly Node[];
  /** Property names read anywhere in the file. */
  readonly properties: readonly string[];
  /** Short expressions of the file, each text once. */
  readonly expressions: readonly Node[];
  /** Short single statements of the file, each text once. */
  readonly statements: readonly Node[];
}

export function scopeOf(source: Source): Scope {
  const declared = new Map<Node, readonly Declared[]>();
  const top = new Set<string>();
  for (const node of source.nodes) {
    if (functionAround(node)) continue;
    for (const name of declaredBy(node)) top.add(name);
  }

  function names(node: Node): readonly string[] {
    const all = new Set<string>();
    for (let at = functionTypes.has(node.type) ? node : functionAround(node); at; at = functionAround(at)) {
      for (const { name, from, to } of declaredIn(at)) if (from <= node.start && node.start < to) all.add(name);
    }
    return [...all];
  }

  function declaredIn(fn: Node): readonly Declared[] {
    const known = declared.get(fn);
    if (known) return known;
    const found: Declared[] = [];
    const whole = { from: fn.start, to: fn.end };
    if (fn.fields.parameter) found.push({ name: fn.fields.parameter.text, ...whole });
    for (const part of fn.fields.parameters?.children ?? []) {
      for (const name of patternNames(part)) found.push({ name, ...whole });
    }
    for (const node of fn.fields.body ? within(fn.fields.body) : []) {
      if (functionAround(node) !== fn) continue;
      const range = node.type === "function_declaration" ? whole : { from: node.end, to: blockEnd(node) };
      const isHead = node.type === "for_in_statement" || node.type === "catch_clause";
      for (const name of declaredBy(node))
        found.push({ name, ...(isHead ? { from: node.start, to: node.end } : range) });
    }
    declared.set(fn, found);
    return found;
  }

  return {
    names,
    visible(piece, node) {
      const here = new Set(names(node));
      for (const part of within(piece)) {
        if (part.type !== "identifier" && part.type !== "shorthand_property_identifier") continue;
        if (!here.has(part.text) && !top.has(part.text) && !globals.has(part.text)) return false;
      }
      return true;
    },
    members(node) {
      const fn = functionAround(node);
      const near = fn ? membersIn(within(fn)) : [];
      return [...new Set([...near, ...membersIn(source.nodes)])];
    },
    conditions: unique(source.nodes.filter(isConditionPart).filter((node) => node.text.length < 100)),
    numbers: texts(source.nodes.filter((node) => node.type === "number")),
    strings: unique(source.nodes.filter((node) => node.type === "string" && node.text.length < 120)),
    properties: texts(source.nodes.filter((node) => node.type === "property_identifier")),
    expressions: unique(source.nodes.filter((node) => expressionTypes.has(node.type) && node.text.length < 40)),
    statements: unique(source.nodes.filter((node) => statementTypes.has(node.type) && node.text.length < 120)),
  };
}

/** A name with the offsets between which it may be read. */
interface Declared {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Where the block that holds a declaration ends; `var` is treated alike, for code seldom counts on the difference. */
function blockEnd(node: Node): number {
  return ancestor(node, blocks)?.end ?? node.end;
}

const blocks: ReadonlySet<string> = new Set([...functionTypes, "statement_block", "for_statement", "switch_body"]);

/** Whether the node is a condition or an operand of one. */
export function isConditionPart(node: Node): boolean {
  const parent = node.parent;
  if (!parent || node.type === "parenthesized_expression") return false;
  if (parent.type === "parenthesized_expression") {
    return parent.parent !== undefined && isConditionOf(parent.parent, parent) && !isLogical(node);
  }
  return (isConditionOf(parent, node) || isLogical(parent)) && !isLogical(node);
}

export function isLogical(node: Node): boolean {
  const operator = node.fields.operator?.text;
  return node.type === "binary_expression" && (operator === "&&" || operator === "||");
}

function isConditionOf(owner: Node, node: Node): boolean {
  if (!owner.fields.condition) return false;
  return owner.fields.condition === node || bare(owner.fields.condition) === node;
}

function membersIn(nodes: Iterable<Node>): readonly string[] {
  const found = new Set<string>();
  for (const node of nodes) {
    if (node.type !== "member_expression" || node.text.length > 40) continue;
    if (node.parent?.type === "call_expression" && node.parent.fields.function === node) continue;
    if (/^(this|[\w$]+)(\.[\w$]+){1,2}$/.test(node.text)) found.add(node.text);
  }
  return [...found];
}

/** Names a node itself declares, parameters left out. */
function declaredBy(node: Node): readonly string[] {
  if (node.type === "variable_declarator" && node.fields.name) return patternNames(node.fields.name);
  if (node.type === "function_declaration" || node.type === "class_declaration") {
    const name = node.fields.name ?? node.children[0];
    return name ? [name.text] : [];
  }
  if (node.type === "import_statement") return patternNames(node);
  if (node.type === "catch_clause" && node.children[0]) return patternNames(node.children[0]);
  if (node.type === "for_in_statement" && node.fields.left) return patternNames(node.fields.left);
  return [];
}

function patternNames(pattern: Node): readonly string[] {
  const found: string[] = [];
  for (const node of within(pattern)) {
    if (node.type === "shorthand_property_identifier_pattern") found.push(node.text);
    if (node.type !== "identifier") continue;
    const holder = ancestor(node, defaulted);
    const isDefault = holder && (holder.fields.right ?? holder.fields.value) === node;
    if (!isDefault) found.push(node.text);
  }
  return found;
}

const defaulted: ReadonlySet<string> = new Set(["assignment_pattern", "required_parameter", "optional_parameter"]);

function unique(nodes: readonly Node[]): readonly Node[] {
  const seen = new Set<string>();
  return nodes.filter((node) => !seen.has(node.text) && seen.add(node.text));
}

function texts(nodes: readonly Node[]): readonly string[] {
  return [...new Set(nodes.map((node) => node.text))];
}

const expressionTypes: ReadonlySet<string> = new Set([
  "identifier",
  "member_expression",
  "subscript_expression",
  "call_expression",
  "binary_expression",
  "unary_expression",
  "array",
  "object",
]);

const statementTypes: ReadonlySet<string> = new Set([
  "expression_statement",
  "return_statement",
  "throw_statement",
  "break_statement",
  "continue_statement",
]);

const globals: ReadonlySet<string> = new Set(
  (
    "Array Object String Number Boolean Math JSON Date RegExp Map Set WeakMap WeakSet Symbol Promise Error TypeError " +
    "RangeError SyntaxError Buffer process console undefined NaN Infinity isNaN isFinite parseInt parseFloat " +
    "encodeURIComponent decodeURIComponent arguments globalThis require module exports"
  ).split(" "),
);
