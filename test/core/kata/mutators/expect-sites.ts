import assert from "node:assert/strict";
import type { Mutator } from "../../../../src/core/kata/mutators/mutator.ts";
import { applied } from "../../../../src/core/kata/starter.ts";
import type { Language } from "../../../../src/core/ports.ts";
import { createSyntaxTrees } from "../../../../src/node/syntax.ts";

export const trees = await createSyntaxTrees();

const head = "function work(a, b, c) {\n  ";
const tail = "\n}\n";

/** What a mutator makes of a function body: the changed bodies with their skills, in source order. */
export function sitesIn(mutator: Mutator, body: string, language: Language = "javascript"): [string, string][] {
  const text = head + body + tail;
  return planted(mutator, text, language).map(([after, skill]) => {
    assert.ok(after.startsWith("function work(a, b, c) {") && after.endsWith("}\n"), "the edit stays inside the body");
    const inner = after.startsWith(head) ? after.slice(head.length) : after.slice(head.trimEnd().length);
    return [inner.slice(0, -tail.length).trim(), skill];
  });
}

/** The edited texts with their skills. Whatever the mutator, each must parse, differ, and be one declared edit. */
export function planted(mutator: Mutator, text: string, language: Language = "javascript"): [string, string][] {
  const tree = trees.parse(language, text);
  assert.equal(tree.root.hasError, false, "the example itself parses");
  const sites = [...mutator.sites(tree.root, text)];
  tree.dispose();
  return sites.map((site) => {
    const after = applied(text, site);
    assert.ok(site.start < site.end && site.end <= text.length, "the span lies in the text");
    assert.notEqual(after, text, "the text changes");
    assert.ok(mutator.skills.includes(site.skill), `${mutator.id} declares ${site.skill}`);
    const edited = trees.parse(language, after);
    assert.equal(edited.root.hasError, false, `still parses: ${after}`);
    edited.dispose();
    return [after, site.skill];
  });
}
