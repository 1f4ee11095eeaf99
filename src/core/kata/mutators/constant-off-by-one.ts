import type { SyntaxNode } from "../../ports.ts";
import type { SkillId } from "../../skill/skill.ts";
import { isAridExpression } from "../arid.ts";
import { bodyNodes, inLoopHead } from "../syntax-walk.ts";
import { operatorOf } from "./clues.ts";
import { type Mutator, NEW_TEMPLATE_VARIANCE } from "./mutator.ts";

const takesAnIndex = /\.(?:slice|substring|substr|splice|charAt|charCodeAt|codePointAt|at|with|subarray|indexOf)$/;

/** `pad(2)` becomes `pad(3)` or `pad(1)`. Decimal integers only. */
export const constantOffByOne: Mutator = {
  id: "constant-off-by-one",
  title: "an integer that is one too large or too small",
  // Literals are 9.1 % of mined fixes (TRANSFER), numeric ones 4.5 % (ManySStuBs4J).
  weight: 15,
  skills: ["values/constant", "data/index", "flow/loop-bound"],
  mendedBy: ["constant", "plus-minus-one"],
  prior: { b: -0.5, vb: NEW_TEMPLATE_VARIANCE },
  *sites(root) {
    for (const node of bodyNodes(root)) {
      if (node.type !== "number" || !/^(?:0|[1-9]\d{0,14})$/.test(node.text) || isIdle(node)) continue;
      const value = Number(node.text);
      const at = { start: node.startIndex, end: node.endIndex, skill: skillAt(node) };
      yield { ...at, replacement: String(value + 1) };
      if (value > 0) yield { ...at, replacement: String(value - 1) };
    }
  },
};

/** Positions where another number means the same (`void 0`), or names a thing rather than counts (`{ 1: x }`). */
function isIdle(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (parent?.type === "unary_expression" && operatorOf(parent)?.text === "void") return true;
  if (parent?.type === "pair" && parent.childForFieldName("key")?.id === node.id) return true;
  return isAridExpression(parent);
}

/** Climbs over sums: the 1 in `items[items.length - 1]` is part of an index. */
function skillAt(node: SyntaxNode): SkillId {
  let child = node;
  let parent = node.parent;
  while (parent && (parent.type === "parenthesized_expression" || /^[+-]$/.test(operatorOf(parent)?.text ?? ""))) {
    child = parent;
    parent = parent.parent;
  }
  if (parent?.type === "subscript_expression" && parent.childForFieldName("index")?.id === child.id) {
    return "data/index";
  }
  if (parent?.type === "arguments" && takesAnIndex.test(parent.parent?.childForFieldName("function")?.text ?? "")) {
    return "data/index";
  }
  return inLoopHead(node) ? "flow/loop-bound" : "values/constant";
}
