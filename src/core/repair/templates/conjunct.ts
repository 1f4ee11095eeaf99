import { bare, isBoolean } from "../expressions.ts";
import { isLogical } from "../scope.ts";
import type { Node } from "../source.ts";
import { type Edit, replace, type Site, type Template } from "../template.ts";
import { asOperand, predicatesAt } from "./predicates.ts";

/** Conditions offered per place and operator. */
const MOST = 40;

export const addConjunct: Template = {
  id: "add-conjunct",
  *edits(node, site) {
    const place = placeOf(node);
    if (!place) return;
    const parts = new Set([...operandsOf(node)].map((part) => part.text));
    const near = place.body ? [node, place.body] : [node];
    const predicates = predicatesAt(node, near, site).filter(({ text }) => !parts.has(text));
    for (const operator of ["&&", "||"] as const) {
      const leaning = place.outer === operator ? 0 : lean(place, operator, site);
      if (leaning === 0) continue;
      const forced = operator === "&&" ? "false" : "true";
      const probes = `${node.start}-${node.end} ${forced}`;
      yield { ...replace(node, forced, leaning), probes };
      for (const { text, subject, weight } of predicates.slice(0, MOST)) {
        yield {
          ...joined(node, place, operator, text, subject),
          weight: leaning * weight,
          under: probes,
          asks: `${operator} ${text}`,
        };
      }
    }
  },
};

interface Place {
  /** The logical operator the node is an operand of, if any. */
  readonly outer: string | undefined;
  /** What runs when the condition holds. */
  readonly body: Node | undefined;
  readonly kind: "condition" | "value";
  /** The condition of a loop is asked often: forcing it tells little. */
  readonly isLoop: boolean;
}

/** Where a part may be added: whole conditions, operands inside them, and boolean or guarded values. */
function placeOf(node: Node): Place | undefined {
  if (node.type === "parenthesized_expression") return undefined;
  let parent = node.parent;
  while (parent?.type === "parenthesized_expression") parent = parent.parent;
  if (!parent) return undefined;
  if (isLogical(parent)) {
    if (!isBoolean(node) && !plain.test(node.type)) return undefined;
    return { outer: parent.fields.operator?.text, body: undefined, kind: "condition", isLoop: false };
  }
  const condition = parent.fields.condition;
  if (condition && bare(condition) === node) {
    return {
      outer: undefined,
      body: parent.fields.consequence ?? parent.fields.body,
      kind: "condition",
      isLoop: /^(for|while|do)_/.test(parent.type),
    };
  }
  const returned =
    parent.type === "return_statement" || (parent.type === "arrow_function" && parent.fields.body === node);
  if (returned && (isBoolean(node) || /^(member_expression|call_expression)$/.test(node.type))) {
    return { outer: undefined, body: undefined, kind: "value", isLoop: false };
  }
  const assigned = parent.fields.value === node || parent.fields.right === node;
  return assigned && isBoolean(node) ? { outer: undefined, body: undefined, kind: "value", isLoop: false } : undefined;
}

const plain = /^(identifier|member_expression|call_expression)$/;

/** The condition and the operands it is joined from. */
function* operandsOf(node: Node): Generator<Node> {
  yield node;
  const { left, right } = node.fields;
  if (isLogical(node) && left && right) {
    yield* operandsOf(bare(left));
    yield* operandsOf(bare(right));
  }
}

/** The condition with the part added; the part comes first where it guards what the condition reads. */
function joined(node: Node, place: Place, operator: "&&" | "||", text: string, subject: string): Edit {
  const own = wraps(node, operator) ? `(${node.text})` : node.text;
  const added = asOperand(text, operator);
  const isGuard = operator === "&&" && reads(node, subject);
  const both = isGuard ? `${added} ${operator} ${own}` : `${own} ${operator} ${added}`;
  return replace(node, place.outer === "&&" && operator === "||" ? `(${both})` : both);
}

/**
 * How much speaks for joining by this operator, 0 for not at all. A body that the failing tests did not reach cannot be
 * kept from running by a further conjunct; a flipped boolean tells which way its condition must move.
 */
function lean(place: Place, operator: "&&" | "||", { clues, source }: Site): number {
  const usual = (operator === "&&" ? 1 : 0.7) * (place.isLoop ? 0.5 : 1);
  const inner = place.body?.type === "statement_block" ? place.body.children[0] : place.body;
  if (operator === "&&" && place.body?.parent && inner && inner.line > place.body.parent.line) {
    return clues.executed(source.path, inner.line) ? usual : 0;
  }
  if (place.kind === "value" && clues.symptoms.has("boolean-flipped")) {
    const wanted = clues.actual.includes("true") ? "&&" : "||";
    return operator === wanted ? 1 : 0.3;
  }
  return usual;
}

function wraps(node: Node, operator: "&&" | "||"): boolean {
  const own = node.fields.operator?.text;
  if (node.type === "ternary_expression" || node.type === "assignment_expression" || own === "??") return true;
  return operator === "&&" && own === "||" && node.type === "binary_expression";
}

/** Whether the node reads through the subject, so that the new part must come first to guard it. */
function reads(node: Node, subject: string): boolean {
  return node.text.includes(`${subject}.`) || node.text.includes(`${subject}[`) || node.text.includes(`${subject}(`);
}
