import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { statementLines } from "../../../../src/node/runners/coverage/istanbul.ts";
import { mappedLines } from "../../../../src/node/runners/coverage/source-map.ts";
import {
  executedLines,
  executedUnits,
  lineRanges,
  type V8Range,
} from "../../../../src/node/runners/coverage/v8-lines.ts";

const source = ["function f(a) {", "  if (a) {", "    return 1;", "  }", "", "  return 2;", "}", "f(0);", ""].join(
  "\n",
);

/** A range from the first occurrence of one text to the end of another. */
function range(from: string, to: string, count: number): V8Range {
  return { startOffset: source.indexOf(from), endOffset: source.indexOf(to) + to.length, count };
}

suite("executed lines", () => {
  const whole = { startOffset: 0, endOffset: source.length, count: 1 };
  const lines = (...ranges: readonly V8Range[]) =>
    lineRanges(executedLines(source, executedUnits(source.length, [whole, ...ranges])));

  test("everything, but for blank lines, when nothing says otherwise", () => {
    assert.deepEqual(lines(), [
      [1, 4],
      [6, 8],
    ]);
  });

  test("the innermost range decides, in whatever order ranges come", () => {
    const block = range("{\n    return 1", "1;\n  }", 0);
    const body = range("function", "return 2;\n}", 3);
    for (const order of [
      [block, body],
      [body, block],
    ]) {
      assert.deepEqual(lines(...order), [
        [1, 2],
        [6, 8],
      ]);
    }
  });

  test("a function that was never called counts only where other code shares its lines", () => {
    assert.deepEqual(lines(range("function", "return 2;\n}", 0)), [[8, 8]]);
  });

  test("a line of white space in an executed range is not executed", () => {
    assert.deepEqual(lineRanges(executedLines("a\n \t\n\u00a0b", new Uint8Array(8).fill(1))), [
      [1, 1],
      [3, 3],
    ]);
  });

  test("a source map carries executed code back to its source", () => {
    // Generated "a();\nb();", whose two calls stand on lines 3 and 5 of the source.
    const map = { lineLengths: [4, 4], data: { sources: ["x.ts"], mappings: "AAEA;AAEA" } };
    const units = executedUnits(9, [
      { startOffset: 0, endOffset: 9, count: 1 },
      { startOffset: 5, endOffset: 9, count: 0 },
    ]);
    assert.deepEqual(
      [...mappedLines(map, units)].map(([name, found]) => [name, ...found]),
      [["x.ts", 3]],
    );
  });

  test("negative and long steps of a source map are decoded", () => {
    // Source lines 100, then 98 again: +99 is "mG", -2 is "F".
    const map = { lineLengths: [1, 1], data: { sources: ["x.ts"], mappings: "AAmGA;AAFA" } };
    assert.deepEqual([...(mappedLines(map, new Uint8Array(3).fill(1)).get("x.ts") ?? [])], [100, 98]);
  });

  test("of Istanbul's statements the innermost decides", () => {
    const at = (first: number, last: number) => ({ start: { line: first, column: 0 }, end: { line: last, column: 1 } });
    const statementMap = { 0: at(1, 4), 1: at(2, 2), 2: at(3, 3), 3: at(3, 3), 4: at(6, 6) };
    const found = statementLines({ path: "x", statementMap, s: { 0: 1, 1: 0, 2: 0, 3: 1, 4: 0 } });
    assert.deepEqual([...found].sort(), [1, 3, 4]);
  });
});
