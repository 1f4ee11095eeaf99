import assert from "node:assert/strict";
import { setup, suite, test } from "mocha";
import type { SyntaxTrees } from "../../../src/core/ports.ts";
import { applied } from "../../../src/core/repair/candidates.ts";
import { catalogue } from "../../../src/core/repair/catalogue.ts";
import { scopeOf } from "../../../src/core/repair/scope.ts";
import { errorsIn, readSource } from "../../../src/core/repair/source.ts";
import type { Clues } from "../../../src/core/repair/template.ts";
import { templates } from "../../../src/core/repair/templates/index.ts";
import { createSyntaxTrees } from "../../../src/node/syntax.ts";

const noClues: Clues = {
  symptoms: new Set(),
  expected: [],
  actual: [],
  words: new Set(),
  keys: [],
  unread: [],
  texts: [],
  executed: () => true,
};

/** Everything a template makes of a text. Holds for every use: each result differs from the text. */
function made(trees: SyntaxTrees, id: string, text: string, clues: Partial<Clues> = {}): readonly string[] {
  const template = templates.find((each) => each.id === id);
  assert.ok(template, `there is no template ${id}`);
  const source = readSource(trees, "src/a.js", "javascript", text);
  const site = { source, scope: scopeOf(source), clues: { ...noClues, ...clues } };
  const results: string[] = [];
  for (const node of source.nodes) {
    for (const edit of template.edits(node, site)) {
      assert.ok(edit.weight > 0 && edit.weight <= 1, `weight ${edit.weight} of ${id}`);
      assert.ok(edit.start <= edit.end && edit.end <= text.length);
      results.push(applied(text, edit));
    }
  }
  return results;
}

suite("repair templates", () => {
  let trees: SyntaxTrees;
  setup(async () => {
    trees = await createSyntaxTrees();
  });

  test("are the catalogue, in its order", () => {
    assert.deepEqual(
      templates.map((template) => template.id),
      catalogue.map((entry) => entry.id),
    );
  });

  for (const [id, before, after] of [
    ["relational-operator", "if (i < n) f();", "if (i <= n) f();"],
    ["relational-operator", "if (i >= n) f();", "if (i > n) f();"],
    ["equality-operator", "if (a !== b) f();", "if (a === b) f();"],
    ["logical-operator", "g(a && b);", "g(a || b);"],
    ["arithmetic-operator", "g(a + b);", "g(a - b);"],
    ["constant", "g(list[1]);", "g(list[0]);"],
    ["constant", "g(-1);", "g(0);"],
    ["boolean-flip", "g(true);", "g(false);"],
    ["negate-condition", "if (a.b) f();", "if (!a.b) f();"],
    ["method-replace", "g(list.some(h));", "g(list.every(h));"],
    ["assignment-operator", "function f(n) { n = 1; }", "function f(n) { n += 1; }"],
    ["swap-arguments", "g(a, b, c);", "g(b, a, c);"],
    ["plus-minus-one", "g(list[i]);", "g(list[i - 1]);"],
    ["drop-operand", "if (a && b) f();", "if (a) f();"],
    ["add-conjunct", "function f(a, b) { if (a) g(); }", "function f(a, b) { if (a && b) g(); }"],
    ["add-conjunct", "function f(a) { if (a.b) g(); }", "function f(a) { if (a && a.b) g(); }"],
    ["add-conjunct", "function f(a, b) { if (a) g(); }", "function f(a, b) { if (a && typeof b === 'string') g(); }"],
    [
      "add-conjunct",
      "function f(x) { if (x > 0 && x < 9) g(); }\nfunction h(y) { if (y > 0) g(); }",
      "function f(x) { if (x > 0 && x < 9) g(); }\nfunction h(y) { if (y > 0 && y < 9) g(); }",
    ],
    [
      "insert-guard",
      "function f(a) {\n  return a.b;\n}",
      "function f(a) {\n  if (!a) {\n    return;\n  }\n  return a.b;\n}",
    ],
    [
      "insert-guard",
      "function f(a) {\n  if (!a) return [];\n  g(a);\n}\nfunction h(b) {\n  g(b);\n}",
      "function f(a) {\n  if (!a) return [];\n  g(a);\n}\nfunction h(b) {\n  if (!b) return [];\n  g(b);\n}",
    ],
    ["drop-negation", "if (!a) f();", "if (a) f();"],
    ["replace-variable", "function f(a, b) { g(a); }", "function f(a, b) { g(b); }"],
    ["constant-from-file", "g(5); h(30);", "g(30); h(30);"],
    ["text-literal", "g('a'); h('b');", "g('b'); h('b');"],
    ["swap-branches", "g(a ? b : c);", "g(a ? c : b);"],
    ["swap-branches", "if (a) f(); else g();", "if (a) g(); else f();"],
    ["unwrap-call", "g(a.trim());", "g(a);"],
    ["wrap-call", "g(a);", "g(Math.floor(a));"],
    ["add-negation", "g(a);", "g(!a);"],
    ["optional-chaining", "g(a.b);", "g(a?.b);"],
    ["default-value", "function f(a) {}", "function f(a = {}) {}"],
    ["add-return", "function f() {\n  g();\n}", "function f() {\n  return g();\n}"],
    ["add-await", "async function f() { g(h()); }", "async function f() { g(await h()); }"],
    ["replace-property", "g(a.size, a.sizes);", "g(a.sizes, a.sizes);"],
    ["change-arguments", "g(a, b);", "g(a);"],
    ["swap-operands", "g(a - b);", "g(b - a);"],
    ["replace-condition", "if (a) f(); if (a === 1) g();", "if (false) f(); if (a === 1) g();"],
    ["replace-expression", "function f(a) { g(a.b); h(a.c); }", "function f(a) { g(a.c); h(a.c); }"],
    ["swap-statements", "function f() { a(); b(); }", "function f() { b(); a(); }"],
    ["remove-statement", "function f() { a(); b(); }", "function f() {  b(); }"],
    ["remove-guard", "if (a) f();", "f();"],
    ["replace-statement", "function f(a, b) {\n  a();\n  b();\n}", "function f(a, b) {\n  b();\n  b();\n}"],
    ["insert-statement", "function f(a, b) {\n  a();\n  b();\n}", "function f(a, b) {\n  b();\n  a();\n  b();\n}"],
  ] as const) {
    test(`${id} turns ${before.replace(/\s+/g, " ")} into ${after.replace(/\s+/g, " ")}`, () => {
      const results = made(trees, id, before);
      assert.ok(results.includes(after), `made only\n${results.join("\n")}`);
    });
  }

  for (const [id, text] of [
    ["relational-operator", "g(a === b);"],
    ["arithmetic-operator", "g('a' + b);"],
    ["constant", "g({ 1: a });"],
    ["swap-arguments", "g(a, a);"],
    ["method-replace", "g(list.concat(h));"],
    ["negate-condition", "if (a === b) f();"],
    ["add-await", "function f() { g(h()); }"],
    ["insert-guard", "g(a);"],
    ["remove-statement", "g(a);"],
    ["drop-negation", "g(!!a);".replace("!!", "")],
  ] as const) {
    test(`${id} finds nothing in ${text}`, () => {
      assert.deepEqual(made(trees, id, text), []);
    });
  }

  test("a guard never leaves a loop that is not there", () => {
    const text = "function f(l) { for (const a of l) { if (!a) continue; g(a); } }\nfunction h(b) {\n  g(b);\n}";
    const results = made(trees, "insert-guard", text).map((each) => each.slice(each.indexOf("function h")));
    assert.ok(results.length > 0);
    assert.deepEqual(
      results.filter((each) => /\b(continue|break);/.test(each)),
      [],
    );
  });

  test("a further conjunct is not offered where the failing tests never passed the condition", () => {
    const text = "function f(a, b) {\n  if (a) {\n    g();\n  }\n}";
    const results = made(trees, "add-conjunct", text, { executed: (_path, line) => line !== 3 });
    assert.deepEqual(
      results.filter((each) => each.includes("&&")),
      [],
    );
  });

  test("property names of the failing test become conditions", () => {
    const text = "function f(options) {\n  if (options.a) g();\n}";
    const results = made(trees, "add-conjunct", text, { keys: ["strict"] });
    assert.ok(results.includes("function f(options) {\n  if (options.a && options.strict) g();\n}"));
  });

  test("what turns the actual text into the expected one is tried as literal", () => {
    const results = made(trees, "text-literal", "g(list.join(';'));", { actual: ["a;b"], expected: ["a,b"] });
    assert.equal(results[0], "g(list.join(','));");
  });

  test("nearly everything they make of real code parses", () => {
    const text =
      "function f(list, size) {\n  if (size < 1) throw new RangeError('size');\n  const all = [];\n" +
      "  for (let i = 0; i < list.length; i += size) {\n    all.push(list.slice(i, i + size));\n  }\n  return all;\n}";
    const results = templates.flatMap((template) => [...made(trees, template.id, text)]);
    const broken = results.filter((each) => errorsIn(trees, "javascript", each) > 0);
    assert.ok(results.length > 300, `${results.length} edits`);
    assert.ok(broken.length < results.length / 50, broken.slice(0, 5).join("\n\n"));
  });
});
