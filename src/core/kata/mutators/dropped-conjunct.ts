import type { SyntaxNode } from "../../ports.ts";
import type { SkillId } from "../../skill/skill.ts";
import { isAridExpression } from "../arid.ts";
import { bodyNodes } from "../syntax-walk.ts";
import { asksForNull, asksForType, bare, operatorOf } from "./clues.ts";
import { type Mutator, NEW_TEMPLATE_VARIANCE } from "./mutator.ts";

/** `user && user.active` becomes `user.active`, or `user`; the same for `||`. */
export const droppedConjunct: Mutator = {
  id: "dropped-conjunct",
  title: "a condition that lost one of its parts",
  // With removed guards about 45 % of a realistic mix: half of 421 real JavaScript fixes are if-related.
  weight: 25,
  skills: ["conditions/conjunct", "input/null-undefined", "input/type-check"],
  mendedBy: ["add-conjunct", "default-value"],
  prior: { b: 0.5, vb: NEW_TEMPLATE_VARIANCE },
  *sites(root) {
    for (const node of bodyNodes(root)) {
      if (node.type !== "binary_expression") continue;
      const operator = operatorOf(node)?.text;
      const left = node.childForFieldName("left");
      const right = node.childForFieldName("right");
      if ((operator !== "&&" && operator !== "||") || !left || !right) continue;
      if (left.text === right.text || isAridExpression(node)) continue;
      // `ready && start();` without its right side would be a statement that does nothing.
      if (isOnePart(right, operator) && node.parent?.type !== "expression_statement") {
        yield { start: left.endIndex, end: node.endIndex, replacement: "", skill: skillOf(right, left) };
      }
      if (isOnePart(left, operator)) {
        yield { start: node.startIndex, end: right.startIndex, replacement: "", skill: skillOf(left, right) };
      }
    }
  },
};

/** `a && b` inside `a && b && c` is two parts: dropping both at once is not one lost part. */
function isOnePart(operand: SyntaxNode, operator: string): boolean {
  const inner = bare(operand);
  return inner?.type !== "binary_expression" || operatorOf(inner)?.text !== operator;
}

function skillOf(dropped: SyntaxNode, kept: SyntaxNode): SkillId {
  if (asksForType(dropped.text)) return "input/type-check";
  if (asksForNull(dropped.text) || guardsAccess(dropped.text, kept.text)) return "input/null-undefined";
  return "conditions/conjunct";
}

/** `user` in `user && user.active`, `!user` in `!user || !user.active`. */
function guardsAccess(dropped: string, kept: string): boolean {
  const guarded = /^!?([\w$.]+)$/.exec(dropped)?.[1];
  if (guarded === undefined) return false;
  const at = kept.indexOf(guarded);
  return at >= 0 && !/[\w$.]/.test(kept[at - 1] ?? "") && /[.[]/.test(kept[at + guarded.length] ?? "");
}
