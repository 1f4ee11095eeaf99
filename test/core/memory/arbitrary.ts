import fc from "fast-check";
import { hiddenCharacter } from "../../../src/core/memory/hidden-text.ts";
import { Strategy } from "../../../src/core/memory/strategy.ts";
import { Symptom } from "../../../src/core/skill/skill.ts";

/** Pieces that Markdown, YAML or the fences of a delivery could take for structure. */
const unit = fc.oneof(
  fc.constantFrom(
    "#",
    "## When",
    "---",
    "> ",
    "- ",
    "1. ",
    "\\",
    "`",
    "````",
    "```",
    " — ",
    ", step 3",
    "'",
    '"',
    ":",
    "&a",
    "*a",
    "!!x",
  ),
  fc.constantFrom("<<<<<<< ", "=======", "{", "[", "%", "é", "日本", "😀", " "),
  fc.string({ minLength: 1, maxLength: 3 }),
);

/** A sentence as `parseStrategy` keeps it: one line, trimmed, nothing hidden. */
function sentence(max: number) {
  return fc
    .array(unit, { minLength: 1, maxLength: 12 })
    .map((parts) => parts.join("").replace(/\s+/gu, " ").trim().slice(0, max).trim())
    .filter((text) => text !== "" && hiddenCharacter(text) === undefined);
}

function list<T>(item: fc.Arbitrary<T>, minLength: number, maxLength: number) {
  return fc.array(item, { minLength, maxLength });
}

const slug = fc.stringMatching(/^[a-z][a-z0-9-]{2,20}$/);
const word = sentence(40);

/** Any strategy whose sentences are in canonical form. */
export const anyStrategy: fc.Arbitrary<Strategy> = fc
  .record({
    id: fc.oneof(slug, fc.constantFrom("0e1", "123", "null", "true", "1-2")),
    version: fc.integer({ min: 1, max: 1000 }),
    title: sentence(120),
    skills: list(
      fc.tuple(slug, slug).map(([domain, skill]) => `${domain}/${skill}`),
      1,
      4,
    ),
    cues: fc.record({
      symptoms: list(fc.constantFrom(...Symptom.options), 0, 3),
      languages: list(fc.constantFrom("javascript", "typescript", "tsx", "python"), 0, 2),
      frameworks: list(word, 0, 2),
      paths: list(sentence(200), 0, 3),
    }),
    when: sentence(600),
    unless: list(sentence(600), 1, 6),
    do: list(sentence(600), 1, 5),
    because: sentence(600),
    evidence: list(fc.record({ episode: slug, step: fc.integer({ min: 1, max: 9999 }), quote: sentence(400) }), 1, 5),
    check: sentence(600),
    prediction: sentence(600),
    provenance: fc.record({
      author: fc.constantFrom("agent", "person"),
      model: sentence(60),
      harness: sentence(20),
      episodes: list(slug, 1, 3),
      tainted: fc.boolean(),
    }),
  })
  .map((value) => Strategy.parse(value));
