import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { attributedSkills } from "../../../src/core/skill/attribution.ts";

suite("attribution of skills", () => {
  for (const [name, traces, skills] of [
    ["a kata knows its skill", { skill: "data/index", symptoms: ["nan"], templates: ["constant"] }, ["data/index"]],
    [
      "symptoms choose among the skills of the kept edit",
      { symptoms: ["missing-throw"], templates: ["relational-operator"] },
      "conditions/boundary",
    ],
    [
      "timed out, a relation is about termination",
      { symptoms: ["timed-out"], templates: ["relational-operator"] },
      "flow/loop-bound",
    ],
    [
      "symptoms speak alone when no edit was kept",
      { symptoms: ["wrong-message"], templates: [] },
      "values/literal-text",
    ],
    ["nothing speaks for no skill", { symptoms: ["other"], templates: [] }, []],
  ] as const) {
    test(name, () => {
      const found = attributedSkills(traces);
      assert.deepEqual(typeof skills === "string" ? found[0] : found, skills);
      assert.ok(found.length <= 3);
    });
  }
});
