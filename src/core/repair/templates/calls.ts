import { argumentsOf, operandText } from "../expressions.ts";
import { functionAround, type Node } from "../source.ts";
import { replace, type Template } from "../template.ts";

/** Methods mistaken for one another, likeliest partner first. */
const siblings: Readonly<Record<string, readonly string[]>> = {
  floor: ["ceil", "round", "trunc"],
  ceil: ["floor", "round"],
  round: ["floor", "ceil", "trunc"],
  trunc: ["floor", "round"],
  max: ["min"],
  min: ["max"],
  push: ["unshift", "concat"],
  unshift: ["push"],
  pop: ["shift"],
  shift: ["pop"],
  some: ["every", "find"],
  every: ["some"],
  indexOf: ["lastIndexOf"],
  lastIndexOf: ["indexOf"],
  findIndex: ["findLastIndex", "indexOf"],
  slice: ["splice", "substring"],
  splice: ["slice"],
  substring: ["slice", "substr"],
  substr: ["substring", "slice"],
  startsWith: ["endsWith", "includes"],
  endsWith: ["startsWith", "includes"],
  includes: ["startsWith"],
  toUpperCase: ["toLowerCase"],
  toLowerCase: ["toUpperCase"],
  map: ["filter", "flatMap", "forEach"],
  filter: ["map", "find"],
  find: ["filter", "findLast"],
  forEach: ["map"],
  flatMap: ["map"],
  reduce: ["reduceRight"],
  reduceRight: ["reduce"],
  padStart: ["padEnd"],
  padEnd: ["padStart"],
  trimStart: ["trimEnd", "trim"],
  trimEnd: ["trimStart", "trim"],
  trim: ["trimStart", "trimEnd"],
  keys: ["values", "entries"],
  values: ["keys", "entries"],
  entries: ["keys", "values"],
  replace: ["replaceAll"],
  get: ["has"],
  has: ["get"],
  add: ["delete"],
  test: ["exec"],
  sqrt: ["abs", "cbrt"],
  parseInt: ["parseFloat", "Number"],
  parseFloat: ["parseInt", "Number"],
  encodeURIComponent: ["encodeURI", "decodeURIComponent"],
  decodeURIComponent: ["decodeURI", "encodeURIComponent"],
  all: ["allSettled", "race"],
  isNaN: ["isFinite"],
  isInteger: ["isFinite", "isSafeInteger"],
  call: ["apply"],
  apply: ["call"],
};

export const methodReplace: Template = {
  id: "method-replace",
  *edits(node) {
    if (node.type !== "call_expression") return;
    const callee = node.fields.function;
    const name = callee?.type === "identifier" ? callee : callee?.fields.property;
    if (!name || !Object.hasOwn(siblings, name.text)) return;
    let weight = 1;
    for (const other of siblings[name.text] ?? []) {
      yield replace(name, other, weight);
      weight *= 0.6;
    }
  },
};

export const swapArguments: Template = {
  id: "swap-arguments",
  *edits(node) {
    const list = argumentsOf(node);
    for (const [index, first] of list.entries()) {
      for (const [gap, second] of list.slice(index + 1).entries()) {
        if (first.text === second.text || hasBody(first) !== hasBody(second)) continue;
        const between = node.parent ? textBetween(node, first, second) : undefined;
        if (between === undefined) continue;
        const weight = (gap === 0 ? 1 : 0.4) * (isLiteral(first) || isLiteral(second) ? 0.5 : 1);
        yield {
          start: first.start,
          end: second.end,
          text: `${second.text}${between}${first.text}`,
          weight,
        };
      }
    }
  },
};

export const changeArguments: Template = {
  id: "change-arguments",
  *edits(node, { scope }) {
    const list = node.fields.arguments;
    if (node.type !== "call_expression" || list?.type !== "arguments") return;
    const args = list.children;
    const parts = args.map((each) => each.text);
    if (args.length > 0) yield replace(list, `(${parts.slice(0, -1).join(", ")})`, 0.7);
    if (args.length > 1) yield replace(list, `(${parts.slice(1).join(", ")})`, 0.3);
    if (args.length > 4) return;
    const names = scope.names(node).filter((name) => !parts.includes(name));
    for (const [rank, name] of names.slice(0, 6).entries()) {
      yield replace(list, `(${[...parts, name].join(", ")})`, 0.8 * 0.85 ** rank);
    }
    for (const text of ["1", "0", "true", "10", "''", "false", "2"]) {
      yield replace(list, `(${[...parts, text].join(", ")})`, 0.35);
    }
  },
};

export const unwrapCall: Template = {
  id: "unwrap-call",
  *edits(node) {
    if (node.type !== "call_expression" || node.parent?.type === "expression_statement") return;
    const args = argumentsOf(node);
    const receiver = node.fields.function?.fields.object;
    if (receiver && !/^[A-Z]/.test(receiver.text)) yield replace(node, receiver.text, 1);
    if (args.length === 1 && args[0]) yield replace(node, operandText(args[0]), 0.8);
  },
};

export const wrapCall: Template = {
  id: "wrap-call",
  *edits(node, { clues }) {
    const parent = node.parent;
    if (!parent || !wrappable.has(node.type) || !isValue(node, parent)) return;
    const numbers =
      clues.symptoms.has("number-differs") || clues.symptoms.has("off-by-one") || clues.symptoms.has("nan");
    const texts = clues.symptoms.has("string-differs");
    for (const name of ["Number", "Math.floor", "Math.round", "Math.ceil", "Math.abs", "Math.max"]) {
      const call = name === "Math.max" ? `Math.max(0, ${node.text})` : `${name}(${node.text})`;
      yield replace(node, call, numbers ? 0.9 : 0.3);
    }
    yield replace(node, `String(${node.text})`, texts ? 0.9 : 0.4);
    for (const call of [".trim()", ".toLowerCase()", ".toUpperCase()"]) {
      yield replace(node, `${operandText(node)}${call}`, texts ? 0.8 : 0.3);
    }
    const lists = clues.symptoms.has("order-differs") ? 0.9 : 0.35;
    for (const call of [".slice()", ".sort()", ".reverse()"]) yield replace(node, `${operandText(node)}${call}`, lists);
    yield replace(node, `${operandText(node)}.length`, 0.4);
    yield replace(node, `[].concat(${node.text})`, 0.2);
  },
};

export const addAwait: Template = {
  id: "add-await",
  *edits(node) {
    if (node.type === "await_expression" && node.children[0]) yield replace(node, node.children[0].text, 0.5);
    if (node.type !== "call_expression" || node.parent?.type === "await_expression") return;
    if (!functionAround(node)?.text.startsWith("async")) return;
    const tight = node.parent?.type === "member_expression" || node.parent?.type === "call_expression";
    yield replace(node, tight ? `(await ${node.text})` : `await ${node.text}`, 1);
  },
};

const wrappable: ReadonlySet<string> = new Set([
  "identifier",
  "member_expression",
  "subscript_expression",
  "call_expression",
  "binary_expression",
]);

function isValue(node: Node, parent: Node): boolean {
  if (parent.type === "return_statement" || parent.type === "arguments") return true;
  if (parent.type === "variable_declarator") return parent.fields.value === node;
  if (parent.type === "assignment_expression") return parent.fields.right === node;
  if (parent.type === "pair") return parent.fields.value === node;
  if (parent.type === "arrow_function") return parent.fields.body === node;
  return parent.type === "binary_expression" && node.type !== "binary_expression";
}

function hasBody(node: Node): boolean {
  return node.type === "arrow_function" || node.type === "function_expression";
}

function isLiteral(node: Node): boolean {
  return /^(number|string|true|false|null|undefined|regex|object|array)$/.test(node.type);
}

function textBetween(call: Node, first: Node, second: Node): string {
  return call.text.slice(first.end - call.start, second.start - call.start);
}
