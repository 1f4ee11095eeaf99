import type { SyntaxNode } from "../../ports.ts";
import { isAridExpression } from "../arid.ts";
import { bodyNodes, inLoopHead } from "../syntax-walk.ts";
import { bare, operatorOf } from "./clues.ts";
import { type Mutator, NEW_TEMPLATE_VARIANCE } from "./mutator.ts";

const flipped: ReadonlyMap<string, string> = new Map([
  ["<", "<="],
  ["<=", "<"],
  [">", ">="],
  [">=", ">"],
]);

/** `used < quota` becomes `used <= quota`. */
export const relationalBoundary: Mutator = {
  id: "relational-boundary",
  title: "a comparison that is off at its boundary",
  // Operators are 0.4 % of mined fixes (TRANSFER), conditions 7.9 %: a warm-up.
  weight: 10,
  skills: ["conditions/boundary", "flow/loop-bound"],
  mendedBy: ["relational-operator"],
  prior: { b: -1, vb: NEW_TEMPLATE_VARIANCE },
  *sites(root) {
    for (const node of bodyNodes(root)) {
      if (node.type !== "binary_expression") continue;
      const operator = operatorOf(node);
      const replacement = flipped.get(operator?.text ?? "");
      if (!operator || !replacement || isAridExpression(node) || picksAnOperand(node)) continue;
      const skill = inLoopHead(node) ? "flow/loop-bound" : "conditions/boundary";
      yield { start: operator.startIndex, end: operator.endIndex, replacement, skill };
    }
  },
};

/**
 * `a > b ? a : b` and `if (a > b) b = a` pick one of the two operands: at the boundary both are the same, so the flip
 * would change nothing.
 */
function picksAnOperand(comparison: SyntaxNode): boolean {
  const left = comparison.childForFieldName("left")?.text;
  const right = comparison.childForFieldName("right")?.text;
  if (left === right) return true;
  let owner = comparison.parent;
  while (owner?.type === "parenthesized_expression") owner = owner.parent;
  if (owner?.type === "ternary_expression") {
    return same(owner.childForFieldName("consequence"), owner.childForFieldName("alternative"));
  }
  if (owner?.type !== "if_statement" || owner.childForFieldName("alternative")) return false;
  const assignment = onlyAssignment(owner.childForFieldName("consequence"));
  return assignment !== null && same(assignment.childForFieldName("left"), assignment.childForFieldName("right"));

  function same(one: SyntaxNode | null, other: SyntaxNode | null): boolean {
    const texts = [bare(one)?.text, bare(other)?.text];
    return texts.includes(left) && texts.includes(right);
  }
}

function onlyAssignment(consequence: SyntaxNode | null): SyntaxNode | null {
  const statements = consequence?.type === "statement_block" ? consequence.namedChildren : [consequence];
  const [only] = statements;
  if (statements.length !== 1 || only?.type !== "expression_statement") return null;
  const expression = only.namedChildren[0];
  return expression?.type === "assignment_expression" ? expression : null;
}
