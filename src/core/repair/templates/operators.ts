import { argumentsOf, bare, operandText } from "../expressions.ts";
import type { Node } from "../source.ts";
import { replace, type Template } from "../template.ts";

type Swaps = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const relationalOperator = operatorTemplate("relational-operator", {
  "<": { "<=": 1, ">": 0.3, ">=": 0.4, "===": 0.1 },
  "<=": { "<": 1, ">=": 0.3, ">": 0.4, "===": 0.1 },
  ">": { ">=": 1, "<": 0.3, "<=": 0.4, "===": 0.1 },
  ">=": { ">": 1, "<=": 0.3, "<": 0.4, "===": 0.1 },
});

export const equalityOperator = operatorTemplate("equality-operator", {
  "===": { "!==": 1, "==": 0.15, "<=": 0.1, ">=": 0.1 },
  "!==": { "===": 1, "!=": 0.15, "<": 0.1, ">": 0.1 },
  "==": { "!=": 1, "===": 0.3 },
  "!=": { "==": 1, "!==": 0.3 },
});

export const logicalOperator = operatorTemplate("logical-operator", {
  "&&": { "||": 1 },
  "||": { "&&": 1, "??": 0.5 },
  "??": { "||": 1, "&&": 0.3 },
});

const arithmetic = operatorTemplate("arithmetic-operator", {
  "+": { "-": 1, "*": 0.4 },
  "-": { "+": 1, "*": 0.2, "/": 0.2 },
  "*": { "/": 1, "+": 0.4, "**": 0.2 },
  "/": { "*": 1, "%": 0.4, "-": 0.2 },
  "%": { "/": 1, "*": 0.4 },
  "**": { "*": 1 },
  "<<": { ">>": 1 },
  ">>": { "<<": 1, ">>>": 0.6 },
  ">>>": { ">>": 1, "<<": 0.6 },
  "&": { "|": 1, "^": 0.4 },
  "|": { "&": 1, "^": 0.4 },
  "^": { "|": 1, "&": 0.8 },
});

export const arithmeticOperator: Template = {
  id: arithmetic.id,
  *edits(node, site) {
    if (!isTextual(node.fields.left) && !isTextual(node.fields.right)) yield* arithmetic.edits(node, site);
  },
};

const assignments: Swaps = {
  "+=": { "=": 1, "-=": 0.9 },
  "-=": { "+=": 1, "=": 0.4 },
  "*=": { "/=": 1, "+=": 0.6 },
  "/=": { "*=": 1 },
  "|=": { "&=": 1, "=": 0.3 },
  "&=": { "|=": 1, "=": 0.3 },
  "++": { "--": 1 },
  "--": { "++": 1 },
};

export const assignmentOperator: Template = {
  id: "assignment-operator",
  *edits(node) {
    if (node.type === "augmented_assignment_expression" || node.type === "update_expression") {
      yield* swapped(node, assignments);
      return;
    }
    const { left, right } = node.fields;
    if (node.type !== "assignment_expression" || left?.type !== "identifier" || !right) return;
    yield replace(node, `${left.text} += ${right.text}`, 0.6);
    yield replace(node, `${left.text} -= ${right.text}`, 0.2);
  },
};

export const dropOperand: Template = {
  id: "drop-operand",
  *edits(node) {
    const { left, right, operator } = node.fields;
    if (node.type !== "binary_expression" || !left || !right || !droppable.has(operator?.text ?? "")) return;
    yield replace(node, left.text, 1);
    yield replace(node, right.text, 0.8);
  },
};

const droppable: ReadonlySet<string> = new Set("&& || ?? + - * / % **".split(" "));

export const swapOperands: Template = {
  id: "swap-operands",
  *edits(node) {
    const { left, right, operator } = node.fields;
    if (node.type !== "binary_expression" || !left || !right || !operator) return;
    const weight = ordered[operator.text];
    if (weight === undefined || left.text === right.text) return;
    yield replace(node, `${operandText(bare(right))} ${operator.text} ${operandText(bare(left))}`, weight);
  },
};

/** Operators whose operands cannot be exchanged, with how often that is the fault. */
const ordered: Readonly<Record<string, number>> = {
  "-": 1,
  "/": 0.9,
  "%": 0.9,
  "**": 0.7,
  "+": 0.4,
  "||": 0.3,
  "??": 0.5,
  "&&": 0.2,
};

function operatorTemplate(id: string, swaps: Swaps): Template {
  return {
    id,
    *edits(node) {
      if (node.type === "binary_expression") yield* swapped(node, swaps);
    },
  };
}

function* swapped(node: Node, swaps: Swaps) {
  const operator = node.fields.operator;
  const others = operator && Object.hasOwn(swaps, operator.text) ? swaps[operator.text] : undefined;
  if (!operator || !others) return;
  for (const [text, weight] of Object.entries(others)) yield replace(operator, text, weight);
}

function isTextual(node: Node | undefined): boolean {
  if (!node) return false;
  const inner = bare(node);
  if (inner.type === "string" || inner.type === "template_string") return true;
  if (inner.type === "call_expression") return argumentsOf(inner).length === 1 && inner.text.startsWith("String(");
  return inner.type === "binary_expression" && (isTextual(inner.fields.left) || isTextual(inner.fields.right));
}
