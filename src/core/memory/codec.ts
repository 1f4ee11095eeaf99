import { firstIssue, formatFrontMatter, parseFrontMatter } from "./front-matter.ts";
import { hiddenCharacter } from "./hidden-text.ts";
import { type Sections, sectionsOf } from "./sections.ts";
import { type Evidence, Strategy } from "./strategy.ts";

export type ParsedStrategy =
  | { readonly kind: "strategy"; readonly strategy: Strategy }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Largest file of practice memory, in UTF-8 bytes. */
export const MAX_STRATEGY_BYTES = 65_536;

/**
 * The strategy's Markdown file. Runs of white space in sentences become one space; otherwise `parseStrategy` gives the
 * same strategy back. Text no reviewer can see is not taken out here: `parseStrategy` refuses it.
 */
export function formatStrategy(strategy: Strategy): string {
  const { cues, provenance } = strategy;
  const front = formatFrontMatter({
    id: strategy.id,
    version: strategy.version,
    skills: strategy.skills,
    symptoms: cues.symptoms,
    languages: cues.languages,
    frameworks: cues.frameworks,
    paths: cues.paths,
    provenance,
  });
  return `---
${front}
---

# ${escaped(strategy.title)}

## When

${escaped(strategy.when)}

## Unless

${strategy.unless.map((each) => `- ${escaped(each)}`).join("\n")}

## Do

${strategy.do.map((each, index) => `${index + 1}. ${escaped(each)}`).join("\n")}

## Because

${escaped(strategy.because)}

${strategy.evidence.map(quoted).join("\n")}

## Check

${escaped(strategy.check)}

## Prediction

${escaped(strategy.prediction)}
`;
}

/** Reads a person's file: whatever is wrong with it is a reason, never an exception. */
export function parseStrategy(text: string): ParsedStrategy {
  const plain = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const flaw = flawOf(plain);
  if (flaw !== undefined) return { kind: "unreadable", reason: flaw };

  const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(plain);
  if (!parts) return { kind: "unreadable", reason: "The file does not start with front matter between two --- lines." };
  const front = parseFrontMatter(parts[1] ?? "");
  if (front.kind === "unreadable") return front;
  const body = sectionsOf(parts[2] ?? "");
  if (body.kind === "unreadable") return body;

  const parsed = Strategy.safeParse(assembled(front.value, body.sections));
  return parsed.success
    ? { kind: "strategy", strategy: parsed.data }
    : { kind: "unreadable", reason: `The file is wrong: ${firstIssue(parsed.error)}` };
}

/** Whether the strategy's file can be read back; otherwise why not. */
export function unwritable(strategy: Strategy): string | undefined {
  const parsed = parseStrategy(formatStrategy(strategy));
  return parsed.kind === "unreadable" ? parsed.reason : undefined;
}

function assembled(
  front: Extract<ReturnType<typeof parseFrontMatter>, { kind: "front-matter" }>["value"],
  body: Sections,
) {
  const { symptoms, languages, frameworks, paths, ...rest } = front;
  return { ...rest, ...body, cues: { symptoms, languages, frameworks, paths } };
}

function flawOf(text: string): string | undefined {
  if (utf8Length(text) > MAX_STRATEGY_BYTES) return "The file is over 64 kB.";
  const conflict = text.split("\n").findIndex((line) => /^(<{7} |>{7} |={7}$)/.test(line));
  if (conflict >= 0) return `The file has a merge conflict marker in line ${conflict + 1}: resolve the conflict.`;
  const hidden = hiddenCharacter(text);
  if (hidden !== undefined) return `The file has a hidden character (${hidden}): remove it.`;
  return undefined;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** One line; a first character that Markdown would take for structure is escaped as Markdown escapes it. */
function escaped(sentence: string): string {
  return oneLine(sentence).replace(/^(?=[\\#>\-+*=<])/, "\\");
}

function quoted(evidence: Evidence): string {
  return `> ${oneLine(evidence.quote)} — ${evidence.episode}, step ${evidence.step}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
