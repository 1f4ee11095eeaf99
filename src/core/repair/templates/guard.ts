import { isListed } from "../expressions.ts";
import { functionAround, functionTypes, type Node, within } from "../source.ts";
import { indentOf, insertBefore, type Site, type Template } from "../template.ts";
import { actionsAt, inLoop } from "./actions.ts";
import { isKnown, predicatesAt, renamed } from "./predicates.ts";

/** Conditions offered per place and action. */
const MOST = 30;

export const insertGuard: Template = {
  id: "insert-guard",
  *edits(node, site) {
    const place = placeWeight(node);
    if (place === 0) return;
    const indent = indentOf(node, site.source);
    for (const idiom of guardsOfFile(node, site)) {
      yield { ...insertBefore(node, `${idiom.text}\n${indent}`, idiom.weight * place), asks: idiom.text };
    }
    const protects = node.parent ? node.parent.children.slice(node.parent.children.indexOf(node)) : [node];
    const predicates = predicatesAt(node, protects, site).slice(0, MOST);
    for (const action of actionsAt(node, site)) {
      const probes = `${node.start} ${action.text}`;
      yield { ...insertBefore(node, `${action.text}\n${indent}`, action.weight * place), probes };
      for (const { text, weight } of predicates) {
        const guard = `if (${text}) {\n${indent}  ${action.text}\n${indent}}\n${indent}`;
        yield { ...insertBefore(node, guard, weight * action.weight * place), under: probes, asks: `|| ${text}` };
      }
    }
  },
};

/** Guards stand at the start of a function or loop body, after declarations, or before the statement they protect. */
function placeWeight(node: Node): number {
  if (!isListed(node) || !functionAround(node) || node.type === "function_declaration") return 0;
  const list = node.parent;
  const first = list?.children[0] === node;
  const owner = list?.parent;
  if (first && owner && functionTypes.has(owner.type)) return 1;
  if (first && owner && /^(for_statement|for_in_statement|while_statement)$/.test(owner.type)) return 0.9;
  const previous = list?.children[list.children.indexOf(node) - 1];
  if (previous && /_declaration$/.test(previous.type)) return 0.85;
  if (previous?.type === "if_statement" && previous.endLine - previous.line < 4) return 0.85;
  return node.type === "return_statement" ? 0.8 : 0.6;
}

/** Guards the file already has: as they are where their names are visible, else with one local name put in. */
function* guardsOfFile(node: Node, { source, scope }: Site) {
  const names = scope.names(node);
  const known = new Set(names);
  const isLoop = inLoop(node);
  for (const guard of source.nodes) {
    if (guard.type !== "if_statement" || guard.fields.alternative || guard.text.length > 160) continue;
    if (!isLoop && /\b(continue|break);/.test(guard.text)) continue;
    if (guard.parent === node.parent && Math.abs(guard.endLine - node.line) <= 1) continue;
    const isOwn = functionAround(guard) === functionAround(node);
    if (scope.visible(guard, node)) {
      yield { text: guard.text, weight: isOwn ? 0.3 : 0.6 };
      continue;
    }
    const unseen = [...localNames(guard)].filter((name) => !known.has(name));
    if (unseen.length !== 1 || !unseen[0]) continue;
    for (const [rank, name] of names.slice(0, 4).entries()) {
      if (!isKnown(guard.text, unseen[0], name, source.text)) continue;
      yield { text: renamed(guard.text, unseen[0], name), weight: 0.6 * 0.85 ** rank };
    }
  }
}

/** Names in the guard that look local to its own function: lower case, not called. */
function localNames(guard: Node): ReadonlySet<string> {
  const found = new Set<string>();
  for (const part of within(guard)) {
    const isCalled = part.parent?.type === "call_expression" && part.parent.fields.function === part;
    if (part.type === "identifier" && !isCalled && /^[a-z_$]/.test(part.text)) found.add(part.text);
  }
  return found;
}
