import type { SyntaxNode } from "../../ports.ts";
import type { SkillId } from "../../skill/skill.ts";
import { isAridExpression } from "../arid.ts";
import { bodyNodes } from "../syntax-walk.ts";
import { asksForNull, asksForType, bare } from "./clues.ts";
import { type Mutator, NEW_TEMPLATE_VARIANCE } from "./mutator.ts";

/** A longer body is a branch of the function's work rather than a guard before it. */
const MAX_GUARD_LINES = 6;

/** `if (!rows) { rows = []; }` is gone, with its lines. */
export const removedGuard: Mutator = {
  id: "removed-guard",
  title: "a guard that is missing",
  // With dropped conjuncts about 45 % of a realistic mix; missing logic is what real JavaScript bugs mostly are.
  weight: 25,
  skills: ["conditions/guard", "input/null-undefined", "input/type-check"],
  // Hardest of the six: no line is left to blame, and the condition has to be found anew.
  mendedBy: ["insert-guard", "insert-statement"],
  prior: { b: 1, vb: NEW_TEMPLATE_VARIANCE },
  *sites(root, text) {
    for (const node of bodyNodes(root)) {
      if (node.type !== "if_statement" || node.childForFieldName("alternative")) continue;
      // Elsewhere (`else if`, a loop without braces) the statement is not a guard but the whole body of something.
      if (node.parent?.type !== "statement_block" && node.parent?.type !== "switch_case") continue;
      if (node.endPosition.row - node.startPosition.row >= MAX_GUARD_LINES) continue;
      const condition = bare(node.childForFieldName("condition"));
      if (!condition || isAridExpression(condition) || joinsNeighbours(node)) continue;
      const skill = skillOf(condition.text, node.childForFieldName("consequence")?.text ?? "");
      yield { ...wholeLines(node, text), replacement: "", skill };
    }
  },
};

function skillOf(condition: string, body: string): SkillId {
  if (asksForType(condition)) return "input/type-check";
  if (asksForNull(condition) || fillsIn(condition, body)) return "input/null-undefined";
  return "conditions/guard";
}

/** `if (!rows) { rows = []; }` gives a missing value its default. */
function fillsIn(condition: string, body: string): boolean {
  const name = /^!([\w$.]+)$/.exec(condition)?.[1];
  return name !== undefined && body.replace(/^\{\s*/, "").startsWith(`${name} =`);
}

/** Without semicolons the statements around the guard could run together: `a = b` and `(c || d).run()`. */
function joinsNeighbours(node: SyntaxNode): boolean {
  const after = node.nextNamedSibling?.text ?? "";
  const before = node.previousNamedSibling?.text ?? ";";
  return /^[([`/+-]/.test(after) && !/^\/[/*]/.test(after) && !before.endsWith(";");
}

/** The statement, and the lines it stands on when nothing else is there. */
function wholeLines(node: SyntaxNode, text: string): { readonly start: number; readonly end: number } {
  const lineStart = text.lastIndexOf("\n", node.startIndex - 1) + 1;
  const newline = text.indexOf("\n", node.endIndex);
  const lineEnd = newline < 0 ? text.length : newline + 1;
  const around = text.slice(lineStart, node.startIndex) + text.slice(node.endIndex, lineEnd);
  if (around.trim() !== "") return { start: node.startIndex, end: node.endIndex };
  return { start: lineStart, end: lineEnd };
}
