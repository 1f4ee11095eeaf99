import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { mutators } from "../../../../src/core/kata/mutators/index.ts";
import { applied, reverted } from "../../../../src/core/kata/starter.ts";
import { catalogue } from "../../../../src/core/repair/catalogue.ts";
import { SkillId } from "../../../../src/core/skill/skill.ts";
import { taxonomy } from "../../../../src/core/skill/taxonomy.ts";
import { planted, trees } from "./expect-sites.ts";

const condition = fc.constantFrom("a < b", "a === 1", "b && b.ok", "typeof a !== 'string'", "!c || c[0] > 2");
const statement = fc.oneof(
  condition.map((text) => `if (${text}) return 0;`),
  condition.map((text) => `if (${text}) { throw new Error("no"); }`),
  condition.map((text) => `for (let i = 0; ${text}; i += 1) c.push(i);`),
  fc.constantFrom("work(a, b);", "return c.slice(1, a);", "// 1 < 2 && call(a, b)", "b = 'a < b && é 😀';"),
);
const program = fc
  .tuple(fc.constantFrom("\n", "\r\n"), fc.array(statement, { minLength: 1, maxLength: 8 }))
  .map(([newline, lines]) => ["function work(a, b, c) {", ...lines, "}", ""].join(newline));

suite("mutators", () => {
  test("have distinct ids, positive weights and skills the taxonomy could hold", () => {
    assert.equal(new Set(mutators.map((each) => each.id)).size, mutators.length);
    for (const each of mutators) {
      assert.match(each.id, /^[a-z]+(-[a-z]+)*$/);
      assert.ok(each.weight > 0 && each.prior.vb > 0 && each.skills.length > 0, each.id);
      for (const skill of each.skills) assert.equal(SkillId.parse(skill), skill);
    }
  });

  test("train the skills that the taxonomy says they train", () => {
    for (const { id, skills } of mutators) {
      const named = taxonomy.flatMap((domain) => domain.skills).filter((skill) => skill.mutators.includes(id));
      assert.deepEqual(named.map((skill) => skill.id).toSorted(), [...skills].toSorted(), id);
    }
  });

  test("name repair templates that there are", () => {
    const known = new Set(catalogue.map((entry) => entry.id));
    for (const { id, mendedBy } of mutators) {
      assert.ok(mendedBy.length > 0 && mendedBy.every((template) => known.has(template)), id);
    }
  });

  test("plant edits that parse in any program", () => {
    fc.assert(
      fc.property(program, fc.constantFrom(...mutators), (text, mutator) => {
        planted(mutator, text);
      }),
    );
  });

  test("plant edits that can be taken out again", () => {
    fc.assert(
      fc.property(program, fc.constantFrom(...mutators), (text, mutator) => {
        const tree = trees.parse("javascript", text);
        for (const site of mutator.sites(tree.root, text)) {
          const edit = { ...site, original: text.slice(site.start, site.end) };
          assert.equal(reverted(applied(text, edit), edit), text);
        }
        tree.dispose();
      }),
    );
  });

  test("find the same sites every time", () => {
    fc.assert(
      fc.property(program, fc.constantFrom(...mutators), (text, mutator) => {
        assert.deepEqual(planted(mutator, text), planted(mutator, text));
      }),
    );
  });
});
