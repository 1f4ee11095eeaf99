import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { atEnd, removeTree } from "../host/lifetime.ts";

const SOURCE = `/** Whether the value lies in the range, ends included. */
export function inRange(value, low, high) {
  return value >= low && value <= high;
}

/** The value, moved to the nearest end when it lies outside. */
export function clamp(value, low, high) {
  if (value < low) {
    return low;
  }
  return value > high ? high : value;
}

/** Numbers from start up to but without end. */
export function span(start, end) {
  const numbers = [];
  for (let number = start; number < end; number += 1) {
    numbers.push(number);
  }
  return numbers;
}
`;

const TESTS = `import assert from "node:assert/strict";
import { test } from "node:test";
import { clamp, inRange, span } from "../src/range.js";

test("the middle is in range", () => assert.equal(inRange(5, 1, 9), true));
test("the lower end is in range", () => assert.equal(inRange(1, 1, 9), true));
test("the upper end is in range", () => assert.equal(inRange(9, 1, 9), true));
test("below the lower end is out of range", () => assert.equal(inRange(0, 1, 9), false));
test("above the upper end is out of range", () => assert.equal(inRange(10, 1, 9), false));
test("a low value is moved up", () => assert.equal(clamp(-3, 0, 5), 0));
test("a high value is moved down", () => assert.equal(clamp(8, 0, 5), 5));
test("a value inside stays", () => assert.equal(clamp(3, 0, 5), 3));
test("a span leaves out its end", () => assert.deepEqual(span(2, 5), [2, 3, 4]));
test("a span of nothing is empty", () => assert.deepEqual(span(2, 2), []));
`;

/** A project of one file, quick to test: whole, or with one fault that one test shows. Removed when the process ends. */
export function smallWorkspace(fault: "none" | "upper-end"): string {
  const folder = mkdtempSync(join(tmpdir(), "etude-small-"));
  atEnd(() => removeTree(folder));
  const source = fault === "none" ? SOURCE : SOURCE.replace("value <= high", "value < high");
  const manifest = { name: "range", private: true, type: "module", scripts: { test: "node --test" } };
  for (const [path, text] of [
    ["package.json", JSON.stringify(manifest)],
    ["src/range.js", source],
    ["test/range.test.js", TESTS],
  ] as const) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}
