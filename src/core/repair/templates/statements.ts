import { isListed } from "../expressions.ts";
import { functionAround, functionTypes, type Node, within } from "../source.ts";
import { type Edit, indentOf, insertBefore, replace, type Site, type Template } from "../template.ts";

export const addReturn: Template = {
  id: "add-return",
  *edits(node, { scope, source }) {
    if (!functionAround(node) || !isListed(node)) return;
    const list = node.parent;
    const last = list?.children.at(-1) === node;
    const ends = list?.parent !== undefined && functionTypes.has(list.parent.type);
    const inner = node.children[0];
    if (node.type === "expression_statement" && inner && /^(call_expression|await_expression)$/.test(inner.type)) {
      yield replace(node, `return ${node.text}`, last ? 1 : 0.5);
    }
    if (node.type === "return_statement" && !inner) {
      for (const [rank, name] of scope.names(node).slice(0, 5).entries()) {
        yield replace(node, `return ${name};`, 0.9 * 0.85 ** rank);
      }
    }
    if (!last || !ends || node.type === "return_statement") return;
    const declared = scope.names(node).filter((name) => !isFunctionName(name, node));
    for (const [rank, name] of declared.slice(0, 8).entries()) {
      const text = `${node.text}\n${indentOf(node, source)}return ${name};`;
      yield replace(node, text, 0.9 * 0.85 ** rank);
    }
  },
};

export const removeStatement: Template = {
  id: "remove-statement",
  *edits(node) {
    if (!isListed(node) || !functionAround(node)) return;
    if (!/^(expression|return|throw|break|continue|if|for|for_in|while)_statement$/.test(node.type)) return;
    const short = node.endLine - node.line < 6;
    if (short) yield replace(node, "", node.type === "return_statement" ? 0.4 : 1);
  },
};

export const swapStatements: Template = {
  id: "swap-statements",
  *edits(node, { source }) {
    const list = node.parent?.children ?? [];
    const next = list[list.indexOf(node) + 1];
    if (!next || !isListed(node) || !isListed(next) || !functionAround(node)) return;
    if (next.endLine - node.line > 30 || /^function_declaration$/.test(next.type)) return;
    const between = source.text.slice(node.end, next.start);
    yield { start: node.start, end: next.end, text: `${next.text}${between}${node.text}`, weight: 1 };
  },
};

export const replaceStatement: Template = {
  id: "replace-statement",
  *edits(node, site) {
    if (!isListed(node) || !/^(expression|return|throw|break|continue)_statement$/.test(node.type)) return;
    for (const { text, weight } of pieces(node, site)) yield replace(node, text, weight);
  },
};

export const insertStatement: Template = {
  id: "insert-statement",
  *edits(node, site) {
    if (!isListed(node) || !functionAround(node) || node.type === "function_declaration") return;
    const indent = indentOf(node, site.source);
    for (const { text, weight } of pieces(node, site)) yield insertBefore(node, `${text}\n${indent}`, weight);
    const last = node.parent?.children.at(-1) === node;
    if (last && inLoop(node)) yield replace(node, `${node.text}\n${indent}break;`, 0.7);
    const kept = last && !/^(return|throw|break|continue)_statement$/.test(node.type);
    if (kept)
      for (const { text, weight } of pieces(node, site))
        yield replace(node, `${node.text}\n${indent}${text}`, weight * 0.7);
  },
};

/** Statements of the file that make sense here, those about the same names first. */
function pieces(node: Node, { scope }: Site): readonly Pick<Edit, "text" | "weight">[] {
  const names = namesIn(node);
  const here = functionAround(node);
  const found: { text: string; weight: number }[] = [];
  for (const statement of scope.statements) {
    if (statement.text === node.text || (statement.start <= node.start && statement.end >= node.end)) continue;
    const leaves = /^(break|continue)_statement$/.test(statement.type);
    if ((leaves && !inLoop(node)) || !scope.visible(statement, node)) continue;
    const shared = [...namesIn(statement)].filter((name) => names.has(name)).length;
    const own = functionAround(statement) === here ? 1 : 0.8;
    found.push({ text: statement.text, weight: own * Math.min(1, 0.4 + 0.2 * shared) });
  }
  return found.sort((a, b) => b.weight - a.weight).slice(0, 12);
}

function namesIn(node: Node): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of within(node)) if (/identifier$/.test(part.type)) names.add(part.text);
  return names;
}

function isFunctionName(name: string, node: Node): boolean {
  return functionAround(node)?.fields.name?.text === name;
}

function inLoop(node: Node): boolean {
  for (let at = node.parent; at && !functionTypes.has(at.type); at = at.parent) {
    if (/^(for_statement|for_in_statement|while_statement|do_statement|switch_statement)$/.test(at.type)) return true;
  }
  return false;
}
