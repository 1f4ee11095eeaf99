import { bare } from "../expressions.ts";
import type { Node } from "../source.ts";
import { type Edit, replace, type Template } from "../template.ts";

export const swapBranches: Template = {
  id: "swap-branches",
  *edits(node) {
    const { condition, consequence, alternative } = node.fields;
    if (!condition || !consequence || !alternative) return;
    if (node.type === "ternary_expression") {
      yield replace(node, `${condition.text} ? ${alternative.text} : ${consequence.text}`);
    }
    const other = alternative.type === "else_clause" ? alternative.children[0] : alternative;
    if (node.type === "if_statement" && other && other.type !== "if_statement") {
      yield replace(node, `if ${condition.text} ${other.text} else ${consequence.text}`, 0.9);
    }
  },
};

export const removeGuard: Template = {
  id: "remove-guard",
  *edits(node) {
    const { condition, consequence, alternative } = node.fields;
    if (node.type === "ternary_expression" && consequence && alternative) {
      yield replace(node, consequence.text, 0.8);
      yield replace(node, alternative.text, 0.8);
    }
    if (node.type !== "if_statement" || !condition || !consequence) return;
    if (alternative) yield { start: consequence.end, end: node.end, text: "", weight: 0.5 };
    else yield replace(node, consequence.text, 1);
    if (alternative?.children[0]) yield replace(node, alternative.children[0].text, 0.4);
  },
};

export const replaceCondition: Template = {
  id: "replace-condition",
  *edits(node, { scope, clues, source }) {
    const condition = node.fields.condition;
    if (!condition) return;
    const own = bare(condition);
    const body = node.fields.consequence ?? node.fields.body;
    const reached = body === undefined || clues.executed(source.path, firstInside(body).line);
    if (!isLoop(node)) yield replace(own, "true", reached ? 0.2 : 0.9);
    yield replace(own, "false", reached ? 0.9 : 0.2);
    const others: Edit[] = [];
    for (const other of scope.conditions) {
      if (other.text === own.text || own.text.includes(other.text) || !scope.visible(other, node)) continue;
      const kin = other.text.split(/\W+/).some((word) => word !== "" && own.text.includes(word)) ? 0.9 : 0.4;
      others.push(replace(own, other.text, kin));
    }
    others.sort((a, b) => b.weight - a.weight);
    yield* others.slice(0, 10);
  },
};

function firstInside(body: Node): Node {
  return body.type === "statement_block" ? (body.children[0] ?? body) : body;
}

function isLoop(node: Node): boolean {
  return /^(while_statement|for_statement|do_statement)$/.test(node.type);
}
