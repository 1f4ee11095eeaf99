import { bare, operandText } from "../expressions.ts";
import { isConditionPart } from "../scope.ts";
import type { Node } from "../source.ts";
import { replace, type Template } from "../template.ts";

export const booleanFlip: Template = {
  id: "boolean-flip",
  *edits(node) {
    if (node.type === "true") yield replace(node, "false");
    if (node.type === "false") yield replace(node, "true");
  },
};

/** Conditions whose opposite is no one-operator edit; equalities, relations and negations have their own templates. */
export const negateCondition: Template = {
  id: "negate-condition",
  *edits(node) {
    const root = conditionRoot(node);
    if (root && /^(&&|\|\|)$/.test(root.fields.operator?.text ?? "")) yield replace(root, `!(${root.text})`, 0.7);
    if (!isConditionPart(node)) return;
    if (plain.has(node.type)) yield replace(node, `!${operandText(node)}`, 1);
    if (node.type === "binary_expression" && /^(in|instanceof)$/.test(node.fields.operator?.text ?? "")) {
      yield replace(node, `!(${node.text})`, 1);
    }
  },
};

export const dropNegation: Template = {
  id: "drop-negation",
  *edits(node) {
    const { operator, argument } = node.fields;
    if (node.type !== "unary_expression" || !operator || !argument) return;
    if (operator.text === "!" && argument.type === "unary_expression" && argument.fields.operator?.text === "!") return;
    if (operator.text === "!") yield replace(node, argument.text, 1);
    if (operator.text === "-" || operator.text === "+" || operator.text === "~")
      yield replace(node, argument.text, 0.6);
  },
};

/** Values outside conditions; a condition is negated by `negate-condition`. */
export const addNegation: Template = {
  id: "add-negation",
  *edits(node) {
    const parent = node.parent;
    if (!parent || !plain.has(node.type) || isConditionPart(node)) return;
    const isValue =
      parent.type === "arguments" ||
      parent.type === "return_statement" ||
      (parent.type === "variable_declarator" && parent.fields.value === node) ||
      (parent.type === "assignment_expression" && parent.fields.right === node) ||
      (parent.type === "pair" && parent.fields.value === node) ||
      (parent.type === "arrow_function" && parent.fields.body === node);
    if (isValue) yield replace(node, `!${operandText(node)}`, 0.8);
    const inSum = parent.type === "binary_expression" && /^[-+*/]$/.test(parent.fields.operator?.text ?? "");
    if (isValue || inSum) yield replace(node, inSum ? `(-${node.text})` : `-${node.text}`, 0.3);
  },
};

const plain: ReadonlySet<string> = new Set([
  "identifier",
  "member_expression",
  "subscript_expression",
  "call_expression",
]);

function conditionRoot(node: Node): Node | undefined {
  const condition = node.fields.condition;
  return condition ? bare(condition) : undefined;
}
