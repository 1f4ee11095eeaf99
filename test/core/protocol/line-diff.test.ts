import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { fileDiff } from "../../../src/core/protocol/line-diff.ts";

suite("line diff", () => {
  test("a changed line shows between its neighbours", () => {
    const diff = fileDiff("a.js", "1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\nfour\n5\n6\n7\n");
    assert.deepEqual(
      diff.lines.map(({ kind, text }) => `${kind} ${text}`),
      ["same 2", "same 3", "removed 4", "added four", "same 5", "same 6"],
    );
  });

  test("changes far apart are joined by a gap", () => {
    const before = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    const after = before.with(1, "first").with(18, "second");
    const { lines } = fileDiff("a.js", before.join("\n"), after.join("\n"));
    assert.equal(lines.filter((line) => line.kind === "gap").length, 1);
  });

  test("a created file is all added", () => {
    const { created, added, removed } = fileDiff("a.js", undefined, "1\n2\n");
    assert.deepEqual({ created, added, removed }, { created: true, added: 2, removed: 0 });
  });

  test("a long difference is cut and says so", () => {
    const after = Array.from({ length: 500 }, (_, index) => `line ${index}`).join("\n");
    const diff = fileDiff("a.js", "", after);
    assert.deepEqual(
      { cut: diff.cut, added: diff.added, shown: diff.lines.length },
      { cut: true, added: 500, shown: 60 },
    );
  });

  test("texts too large for a table are replaced wholesale", () => {
    const numbers = (offset: number) => Array.from({ length: 2500 }, (_, index) => `${index + offset}`).join("\n");
    const diff = fileDiff("a.js", numbers(0), numbers(100_000));
    assert.deepEqual({ added: diff.added, removed: diff.removed }, { added: 2500, removed: 2500 });
  });

  test("the lines shown lead from one text to the other, for all short texts", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 5 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { lines } = fileDiff("a.js", before.join("\n"), after.join("\n"));
        const side = (gone: string) => lines.filter((line) => line.kind !== gone).map((line) => line.text);
        if (lines.some((line) => line.kind === "gap") || lines.length < Math.max(before.length, after.length)) return;
        assert.deepEqual(side("added"), before);
        assert.deepEqual(side("removed"), after);
      }),
      { seed: 7 },
    );
  });
});
