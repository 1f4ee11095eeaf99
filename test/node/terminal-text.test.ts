import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { cleanTerminalText } from "../../src/node/terminal-text.ts";

suite("terminal text", () => {
  for (const [name, dirty, clean] of [
    ["colours", "\x1b[1;31mred\x1b[0m", "red"],
    ["a hyperlink", "\x1b]8;;https://example.com\x07link\x1b]8;;\x1b\\", "link"],
    ["shell-integration marks with their payload", "a\x1b]633;E;rm -rf\x07b", "ab"],
    ["a device control string", "a\x1bPpayload\x1b\\b", "ab"],
    ["an unterminated title", "\x1b]0;title\nnext", "\nnext"],
    ["eight-bit introducers", "a\u009b31mb\u009d0;t\u009cc", "abc"],
    ["carriage returns and backspaces", "one\r\ntwo\rx\b", "one\ntwox"],
    ["a character set switch", "\x1b(Bx", "x"],
    ["nested escapes", "a\x1b\x1b[31m\nb", "a\nb"],
    ["tabs, newlines and other languages", "\tä\n日本 ✓ 🎉", "\tä\n日本 ✓ 🎉"],
  ] as const) {
    test(`${name}: cleaned`, () => assert.equal(cleanTerminalText(dirty), clean));
  }

  const alphabet = [
    "\x1b",
    "[",
    "]",
    "P",
    "\\",
    "\x07",
    "\u009b",
    "\u009c",
    "\u009d",
    "0",
    ";",
    "m",
    "\n",
    "\r",
    "(",
    "B",
    "x",
  ];
  const hostile = fc.array(fc.constantFrom(...alphabet), { maxLength: 60 }).map((parts) => parts.join(""));

  test("no control character but tab and newline is left, and cleaning again changes nothing", () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 80 })), (text) => {
        const clean = cleanTerminalText(text);
        assert.doesNotMatch(clean, /[^\P{Cc}\t\n]/u);
        assert.equal(cleanTerminalText(clean), clean);
      }),
      { numRuns: 3_000 },
    );
  });
});
