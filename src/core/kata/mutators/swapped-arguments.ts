import type { SyntaxNode } from "../../ports.ts";
import { isAridExpression } from "../arid.ts";
import { bodyNodes } from "../syntax-walk.ts";
import { type Mutator, NEW_TEMPLATE_VARIANCE } from "./mutator.ts";

/** Calls whose result does not depend on the order of their arguments. */
const commutative = /^(?:Math\.(?:max|min|hypot)|Object\.is)$|\.(?:union|intersection)$/;

/** Exchanging these is a different kind of fault (a callback in the wrong place fails at once, everywhere). */
const notSwapped: ReadonlySet<string> = new Set([
  "function_expression",
  "generator_function",
  "arrow_function",
  "class",
  "spread_element",
  "this",
]);

/** `clamp(value, low)` becomes `clamp(low, value)`. */
export const swappedArguments: Mutator = {
  id: "swapped-arguments",
  title: "two arguments exchanged",
  // Method calls are 24.5 % of 421 real JavaScript fixes, most of them with different arguments (MC-DAP).
  weight: 15,
  skills: ["calls/argument-order"],
  mendedBy: ["swap-arguments"],
  prior: { b: 0, vb: NEW_TEMPLATE_VARIANCE },
  *sites(root, text) {
    for (const node of bodyNodes(root)) {
      if (node.type !== "call_expression" && node.type !== "new_expression") continue;
      const list = node.childForFieldName("arguments");
      // A tagged template has its string here.
      if (list?.type !== "arguments" || isAridExpression(node) || commutative.test(calleeOf(node))) continue;
      const given = list.namedChildren.filter((child) => child.type !== "comment");
      for (const [at, first] of given.entries()) {
        const second = given[at + 1];
        if (!second || first.text === second.text) continue;
        if (notSwapped.has(first.type) || notSwapped.has(second.type)) continue;
        const between = text.slice(first.endIndex, second.startIndex);
        const replacement = `${second.text}${between}${first.text}`;
        yield { start: first.startIndex, end: second.endIndex, replacement, skill: "calls/argument-order" };
      }
    }
  },
};

function calleeOf(node: SyntaxNode): string {
  return (node.childForFieldName("function") ?? node.childForFieldName("constructor"))?.text ?? "";
}
