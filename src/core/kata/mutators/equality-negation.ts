import { isAridExpression } from "../arid.ts";
import { bodyNodes } from "../syntax-walk.ts";
import { operatorOf } from "./clues.ts";
import { type Mutator, NEW_TEMPLATE_VARIANCE } from "./mutator.ts";

const negated: ReadonlyMap<string, string> = new Map([
  ["===", "!=="],
  ["!==", "==="],
  ["==", "!="],
  ["!=", "=="],
]);

/** `mode === "dry"` becomes `mode !== "dry"`. */
export const equalityNegation: Mutator = {
  id: "equality-negation",
  title: "an equality test turned round",
  // A warm-up like the other operator flips; changed if-conditions as a whole are the commonest pattern.
  weight: 10,
  skills: ["conditions/negation"],
  // The most visible of the six: the branch taken is wrong for nearly every input.
  mendedBy: ["equality-operator", "negate-condition"],
  prior: { b: -1.5, vb: NEW_TEMPLATE_VARIANCE },
  *sites(root) {
    for (const node of bodyNodes(root)) {
      if (node.type !== "binary_expression") continue;
      const operator = operatorOf(node);
      const replacement = negated.get(operator?.text ?? "");
      if (!operator || !replacement || isAridExpression(node)) continue;
      yield { start: operator.startIndex, end: operator.endIndex, replacement, skill: "conditions/negation" };
    }
  },
};
