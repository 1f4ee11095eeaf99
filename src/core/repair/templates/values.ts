import { likeness } from "../expressions.ts";
import { isConditionPart } from "../scope.ts";
import { functionAround, type Node } from "../source.ts";
import { type Edit, replace, type Template } from "../template.ts";

export const replaceVariable: Template = {
  id: "replace-variable",
  *edits(node, { scope }) {
    if (node.type !== "identifier" || !isRead(node)) return;
    const names = scope.names(node);
    if (!names.includes(node.text) && /^[A-Z]/.test(node.text)) return;
    const others = names
      .filter((name) => name !== node.text)
      .map((name) => ({ name, near: likeness(name, node.text) }));
    others.sort((a, b) => b.near - a.near);
    for (const { name, near } of others.slice(0, 8)) yield replace(node, name, Math.min(1, 0.5 + near / 2));
  },
};

export const replaceProperty: Template = {
  id: "replace-property",
  *edits(node, { scope, clues }) {
    if (node.type !== "member_expression" || !node.fields.property) return;
    const { object, property } = node.fields;
    const own = new Set(
      scope
        .members(node)
        .filter((member) => object && member.startsWith(`${object.text}.`))
        .map((member) => member.slice((object?.text.length ?? 0) + 1)),
    );
    const weighted: Edit[] = [];
    for (const name of scope.properties) {
      if (name === property.text || name.includes(".")) continue;
      const near = likeness(name, property.text);
      if (!own.has(name) && near < 0.6) continue;
      weighted.push(
        replace(property, name, Math.min(1, near + (own.has(name) ? 0.3 : 0) + (clues.words.has(name) ? 0.2 : 0))),
      );
    }
    weighted.sort((a, b) => b.weight - a.weight);
    yield* weighted.slice(0, 8);
  },
};

/** First what turns the actual text into the expected one, then other texts of the test and the file. */
export const textLiteral: Template = {
  id: "text-literal",
  *edits(node, { scope, clues }) {
    if (node.type !== "string" || /^(import_statement|expression_statement)$/.test(node.parent?.type ?? "")) return;
    const quote = node.text[0] ?? "'";
    const inner = node.text.slice(1, -1);
    const offered = new Map<string, number>();
    const offer = (text: string, weight: number) => {
      if (text !== inner && !/[\n\r]/.test(text)) offered.set(text, Math.max(weight, offered.get(text) ?? 0));
    };
    for (const [actual, expected] of differences(clues.actual, clues.expected)) {
      if (actual !== "" && inner.includes(actual))
        offer(
          inner.replace(actual, () => expected),
          1,
        );
      if (actual === "" || inner === "") offer(inner + expected, 0.6);
    }
    for (const text of clues.texts) offer(escaped(text, quote), 0.3 + likeness(text, inner) / 2);
    for (const other of scope.strings) {
      if (other.text[0] === quote) offer(other.text.slice(1, -1), 0.2 + likeness(other.text, node.text) / 2);
    }
    for (const text of [inner.trim(), inner.toLowerCase(), inner.toUpperCase(), `${inner} `, ` ${inner}`])
      offer(text, 0.3);
    for (const text of ["", " ", ",", "-", "_", ".", "/", "&", "=", ":"]) if (inner.length <= 2) offer(text, 0.3);
    const list = [...offered].sort((a, b) => b[1] - a[1]);
    for (const [text, weight] of list.slice(0, 14)) yield replace(node, `${quote}${text}${quote}`, weight);
  },
};

export const defaultValue: Template = {
  id: "default-value",
  *edits(node, { scope, clues }) {
    const usual = ["{}", "[]", "''", "0", "false", "true", "1"];
    const told = clues.expected.filter((text) => /^(-?\d+(\.\d+)?|true|false|'[^']*'|\[\]|\{\})$/.test(text));
    const own = scope.numbers.slice(0, 4);
    const defaults = [...new Set([...told, ...usual, ...own])];
    const isParameter = node.type === "identifier" && node.parent?.type === "formal_parameters";
    const isValue =
      /^(identifier|member_expression|subscript_expression|call_expression)$/.test(node.type) &&
      ((node.parent?.type === "variable_declarator" && node.parent.fields.value === node) ||
        (node.parent?.type === "assignment_expression" && node.parent.fields.right === node) ||
        node.parent?.type === "return_statement" ||
        (node.parent?.type === "pair" && node.parent.fields.value === node) ||
        node.parent?.type === "arguments");
    if (!isParameter && !isValue) return;
    for (const [rank, value] of defaults.entries()) {
      const weight = 0.9 ** rank;
      if (isParameter) yield replace(node, `${node.text} = ${value}`, weight);
      else {
        yield replace(node, `${node.text} || ${value}`, weight);
        yield replace(node, `${node.text} ?? ${value}`, weight * 0.7);
      }
    }
  },
};

export const optionalChaining: Template = {
  id: "optional-chaining",
  *edits(node) {
    const { object, property, index } = node.fields;
    if (!object || isTarget(node) || /^(this|super|Math|Object|Array|JSON|Number|String)$/.test(object.text)) return;
    if (node.type === "member_expression" && property && !node.text.includes(`${object.text}?.`)) {
      yield replace(node, `${object.text}?.${property.text}`);
    }
    if (node.type === "subscript_expression" && index) yield replace(node, `${object.text}?.[${index.text}]`, 0.8);
  },
};

export const replaceExpression: Template = {
  id: "replace-expression",
  *edits(node, { scope }) {
    if (!isExchangeable(node)) return;
    const here = functionAround(node);
    const offered: Edit[] = [];
    for (const other of scope.expressions) {
      if (other.text === node.text || other.type === "identifier" || overlaps(other, node)) continue;
      if (!scope.visible(other, node)) continue;
      const own = functionAround(other) === here ? 1 : 0.5;
      const kin = other.type === node.type ? 1 : 0.6;
      offered.push(replace(node, other.text, own * kin * (0.4 + likeness(other.text, node.text) * 0.6)));
    }
    offered.sort((a, b) => b.weight - a.weight);
    yield* offered.slice(0, 12);
  },
};

function isExchangeable(node: Node): boolean {
  const parent = node.parent;
  if (
    !parent ||
    !/^(member_expression|subscript_expression|call_expression|identifier|string|number)$/.test(node.type)
  ) {
    return false;
  }
  if (parent.type === "call_expression" && parent.fields.function === node) return false;
  return !isTarget(node) && (node.type !== "identifier" || isRead(node));
}

function overlaps(a: Node, b: Node): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Whether an identifier is read here, rather than declared, assigned to or used as a key. */
function isRead(node: Node): boolean {
  const parent = node.parent;
  if (!parent || isTarget(node)) return false;
  if (
    /^(formal_parameters|required_parameter|import_specifier|import_clause|catch_clause|labeled_statement)$/.test(
      parent.type,
    )
  ) {
    return false;
  }
  if (parent.fields.name === node || parent.fields.parameter === node) return false;
  if (parent.type === "assignment_pattern" || parent.type === "rest_pattern") return parent.fields.right === node;
  if (parent.type === "array_pattern" || parent.type === "object_pattern") return false;
  if (parent.type === "call_expression" && parent.fields.function === node)
    return !isConditionPart(node) && /^[a-z]/.test(node.text);
  return true;
}

function isTarget(node: Node): boolean {
  const parent = node.parent;
  if (!parent) return false;
  if (parent.type === "assignment_expression" || parent.type === "augmented_assignment_expression") {
    return parent.fields.left === node;
  }
  if (parent.type === "for_in_statement") return parent.fields.left === node;
  return (
    parent.type === "update_expression" ||
    (parent.type === "unary_expression" && parent.fields.operator?.text === "delete")
  );
}

/** The middle parts in which an actual and an expected text differ, short ones only. */
function* differences(actual: readonly string[], expected: readonly string[]): Generator<readonly [string, string]> {
  for (const [index, have] of actual.entries()) {
    const want = expected[index];
    if (want === undefined || have === want) continue;
    let start = 0;
    while (start < have.length && start < want.length && have[start] === want[start]) start += 1;
    let tail = 0;
    const most = Math.min(have.length, want.length) - start;
    while (tail < most && have.at(-1 - tail) === want.at(-1 - tail)) tail += 1;
    const gone = have.slice(start, have.length - tail);
    const come = want.slice(start, want.length - tail);
    if (gone.length <= 12 && come.length <= 12) yield [gone, come];
  }
}

function escaped(text: string, quote: string): string {
  return text.replace(/\\/g, "\\\\").replaceAll(quote, `\\${quote}`);
}
