import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { locator } from "../../../../src/node/runners/report/locate.ts";

suite("places in the project", () => {
  const place = locator(["/kata", "/home/me/my project"]);

  for (const [path, expected] of [
    ["/kata/src/a.js", "src/a.js"],
    ["file:///kata/src/a%20b.js?t=1", "src/a b.js"],
    ["/home/me/my project/a.js", "a.js"],
    ["src/a.js", "src/a.js"],
    ["./src/../src/a.js", "src/a.js"],
    ["/kata/node_modules/x/a.js", undefined],
    ["/katas/a.js", undefined],
    ["/kata/../etc/passwd", undefined],
    ["../a.js", undefined],
    ["node:internal/x", undefined],
    ["<anonymous>", undefined],
    ["", undefined],
  ] as const) {
    test(`${JSON.stringify(path)} is ${expected ?? "outside"}`, () => assert.equal(place.relative(path), expected));
  }

  test("frames in the project are kept, innermost first", () => {
    const stack = [
      "TypeError: no",
      "    at fails (/kata/src/a.js:3:11)",
      "    at async Object.<anonymous> (file:///kata/test/a.test.js:7:5)",
      "    at new Thing [as other] (/kata/src/b (old).js:2:1)",
      "    at /kata/src/c.js:9:2",
      "    at async /kata/src/d.js:1:2",
      "    at run (/kata/node_modules/x/y.js:1:1)",
      "    at node:internal/process:5:6",
      "    at Array.map (<anonymous>)",
      "    at eval (eval at <anonymous> (/kata/src/e.js:1:1), <anonymous>:1:1)",
    ].join("\n");
    assert.deepEqual(place.frames(stack), [
      { file: "src/a.js", line: 3, column: 11, function: "fails" },
      { file: "test/a.test.js", line: 7, column: 5, function: "Object.<anonymous>" },
      { file: "src/b (old).js", line: 2, column: 1, function: "new Thing [as other]" },
      { file: "src/c.js", line: 9, column: 2 },
      { file: "src/d.js", line: 1, column: 2 },
    ]);
  });

  test("the head of an uncaught error is a place, unless a frame says it better", () => {
    assert.deepEqual(place.frames("/kata/src/a.js:3\ncode\n^\n\nSyntaxError: no\n    at x (node:vm:1:2)"), [
      { file: "src/a.js", line: 3 },
    ]);
    assert.deepEqual(place.frames("file:///kata/a.js:3\ncode\n    at f (/kata/a.js:3:9)"), [
      { file: "a.js", line: 3, column: 9, function: "f" },
    ]);
  });

  test("a long line that only begins like a frame is none", () => {
    const line = `    at ${"a (b:1 ".repeat(20_000)}`;
    assert.deepEqual(place.frames(`${line}\n${line}`), []);
  });
});
