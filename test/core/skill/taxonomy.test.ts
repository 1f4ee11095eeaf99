import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { UserError } from "../../../src/core/errors.ts";
import { domainOf, Skill } from "../../../src/core/skill/skill.ts";
import { allSkills, practisableSkills, skillOf, taxonomy } from "../../../src/core/skill/taxonomy.ts";

suite("taxonomy", () => {
  test("has eight domains of six skills with ids of their own", () => {
    assert.deepEqual(
      taxonomy.map((domain) => [domain.id, domain.skills.length]),
      ["conditions", "values", "data", "flow", "calls", "input", "state", "craft"].map((id) => [id, 6]),
    );
    assert.equal(new Set(allSkills.map((skill) => skill.id)).size, 48);
  });

  for (const domain of taxonomy) {
    test(`every skill of ${domain.id} is complete`, () => {
      for (const skill of domain.skills) {
        Skill.parse(skill);
        assert.equal(domainOf(skill.id), domain.id);
        assert.ok(skill.title !== "" && skill.description.endsWith("."));
      }
    });
  }

  test("each mutator trains the skills it was made for", () => {
    const trained = new Map<string, string[]>();
    for (const skill of practisableSkills) {
      for (const mutator of skill.mutators) trained.set(mutator, [...(trained.get(mutator) ?? []), skill.id]);
    }
    assert.deepEqual(Object.fromEntries(trained), {
      "relational-boundary": ["conditions/boundary", "flow/loop-bound"],
      "equality-negation": ["conditions/negation"],
      "constant-off-by-one": ["values/constant", "data/index", "flow/loop-bound"],
      "dropped-conjunct": ["conditions/conjunct", "input/null-undefined", "input/type-check"],
      "removed-guard": ["conditions/guard", "input/null-undefined", "input/type-check"],
      "swapped-arguments": ["calls/argument-order"],
    });
  });

  test("an unknown skill is said so", () => assert.throws(() => skillOf("a/b"), UserError));
});
