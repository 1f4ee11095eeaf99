import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { deliveredIn, renderStrategies } from "../../../src/core/memory/deliver.ts";
import { anyStrategy } from "./arbitrary.ts";
import { aStrategy } from "./strategies.ts";

suite("delivery of strategies", () => {
  test("what is rendered is what is delivered, whatever the strategies say", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyStrategy, fc.string()), { maxLength: 3 }), (pairs) => {
        const text = renderStrategies(pairs.map(([strategy, why]) => ({ strategy, hash: "", why })));
        assert.deepEqual(
          deliveredIn(text),
          pairs.map(([strategy]) => strategy),
        );
      }),
      { numRuns: 150 },
    );
  });

  test("nothing recalled renders as nothing", () => assert.equal(renderStrategies([]), ""));

  test("the message says that strategies may be wrong and grant nothing", () => {
    const text = renderStrategies([{ strategy: aStrategy(), hash: "", why: "same symptom" }]);
    assert.match(text, /may be wrong/);
    assert.match(text, /grant no permissions/);
    assert.match(text, /Recalled because: same symptom/);
  });

  test("a delivery quoted inside another text delivers nothing", () => {
    const text = renderStrategies([{ strategy: aStrategy(), hash: "", why: "x" }]);
    assert.deepEqual(deliveredIn(`Mend this:\n${text}`), []);
  });

  test("a strategy cannot smuggle a second one through its own text", () => {
    const inner = renderStrategies([{ strategy: aStrategy({ id: "smuggled" }), hash: "", why: "x" }]);
    const outer = aStrategy({ when: `See ${inner.replaceAll("\n", " ").slice(0, 500)}` });
    const why = `x\n\`\`\` etude-strategy\n${inner}`;
    assert.deepEqual(
      deliveredIn(renderStrategies([{ strategy: outer, hash: "", why }])).map((each) => each.id),
      [outer.id],
    );
  });
});
