import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { formatStrategy, parseStrategy, unwritable } from "../../../src/core/memory/codec.ts";
import { anyStrategy } from "./arbitrary.ts";
import { aStrategy } from "./strategies.ts";

const file = formatStrategy(aStrategy());

function reasonOf(text: string): string {
  const parsed = parseStrategy(text);
  assert.equal(parsed.kind, "unreadable", "read a file that should be set aside");
  return parsed.kind === "unreadable" ? parsed.reason : "";
}

suite("strategy as Markdown", () => {
  test("reads back every strategy it wrote", () => {
    fc.assert(
      fc.property(anyStrategy, (strategy) => {
        assert.deepEqual(parseStrategy(formatStrategy(strategy)), { kind: "strategy", strategy });
      }),
      { numRuns: 300 },
    );
  });

  test("never throws, whatever the file holds", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(...file.split("\n"), "\n", "[".repeat(4000), "&a [*a]"),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        assert.ok(["strategy", "unreadable"].includes(parseStrategy(pieces.join("\n")).kind));
      }),
    );
  });

  test("reads wrapped lines, Windows line ends and sections in another order", () => {
    const wrapped = file
      .replace("is one too high or too low", "is one\n  too high\nor too low")
      .replace("First try `relational-operator` on", "First try\n   `relational-operator` on")
      .replaceAll("\n", "\r\n");
    const [head = "", ...sections] = file.split("\n## ");
    const reversed = [head, ...sections.toReversed()].map((each) => each.trimEnd()).join("\n\n## ");
    const expected = { kind: "strategy", strategy: aStrategy() };
    assert.deepEqual([parseStrategy(wrapped), parseStrategy(`${reversed}\n`)], [expected, expected]);
  });

  for (const [name, text, reason] of [
    ["no front matter", "# Title\n", /front matter/],
    ["broken YAML", file.replace("version: 1", "version: [1"), /not valid YAML/],
    ["an unknown key", file.replace("version: 1", "version: 1\nstatus: active"), /Unrecognized key.*status/],
    ["a repeated key", file.replace("version: 1", "version: 1\nversion: 2"), /unique/],
    ["an anchor", file.replace("version: 1", "version: &v 1"), /anchors and aliases/],
    ["an alias", file.replace("version: 1", "version: &v 1\nx: *v"), /anchors and aliases/],
    ["a tag", file.replace("version: 1", "version: !!int 1"), /tags/],
    ["a nested bomb", file.replace("paths: [", `paths: [${"[".repeat(5000)}`), /nested too deeply/],
    ["a wrong type", file.replace("version: 1", "version: one"), /version/],
    ["an unknown symptom", file.replace("[off-by-one]", "[feels-wrong]"), /symptoms/],
    ["a zero-width space", file.replace("A mocha", "A\u200bmocha"), /U\+200B in line/],
    ["a tag character", file.replace("A mocha", "A\u{e0041}mocha"), /U\+E0041/],
    ["a bidirectional override", file.replace("A mocha", "A\u202emocha"), /U\+202E/],
    ["a lone surrogate", file.replace("A mocha", "A\ud800mocha"), /U\+D800/],
    ["a Hangul filler", file.replace("A mocha", "A\u3164mocha"), /U\+3164/],
    ["a variation selector", file.replace("A mocha", "A\ufe0fmocha"), /U\+FE0F/],
    ["a NUL", file.replace("A mocha", "A\u0000mocha"), /U\+0000/],
    ["a conflict marker", file.replace("## Check", "<<<<<<< HEAD\n## Check"), /merge conflict marker/],
    ["over 64 kB", file + "é".repeat(33_000), /over 64 kB/],
    ["no title", file.replace(/^# .*$/m, ""), /no title/],
    ["two titles", `${file}# Again\n`, /two titles/],
    ["a missing section", file.replace(/## Check[\s\S]*?(?=## Prediction)/, ""), /"Check" is missing/],
    ["a repeated section", `${file}## When\n\nx\n`, /"When" occurs twice/],
    ["an unknown section", `${file}## Permissions\n\nall\n`, /not one of a strategy/],
    ["text outside sections", file.replace("\n## When", "hello\n\n## When"), /outside the sections/],
    ["prose instead of steps", file.replace("1. First", "First"), /"Do" cannot be read/],
    ["evidence without its step", file.replace(", step 12", ""), /quotes evidence as/],
    ["no evidence", file.replace(/^> .*$/m, ""), /evidence/],
    ["an empty section", file.replace(/(## Check\n\n).*\n/, "$1"), /check/],
    ["a sentence over its limit", file.replace("A mocha", `A ${"very ".repeat(200)}mocha`), /when/],
  ] as const) {
    test(`sets a file aside that has ${name}`, () => assert.match(reasonOf(text), reason));
  }

  test("a strategy with hidden text cannot be written", () => {
    assert.equal(unwritable(aStrategy()), undefined);
    assert.match(unwritable(aStrategy({ check: "a\u200db" })) ?? "", /hidden character/);
  });
});
