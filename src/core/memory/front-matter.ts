import { isAlias, isNode, parseDocument, visit } from "yaml";
import { z } from "zod";
import { Strategy } from "./strategy.ts";

const cues = Strategy.shape.cues.shape;

/** The part of a strategy's file between its two `---` lines. A person may leave empty lists out. */
export const FrontMatter = z.strictObject({
  id: Strategy.shape.id,
  version: Strategy.shape.version,
  skills: Strategy.shape.skills,
  symptoms: cues.symptoms.default([]),
  languages: cues.languages.default([]),
  frameworks: cues.frameworks.default([]),
  paths: cues.paths.default([]),
  provenance: z.strictObject(Strategy.shape.provenance.shape),
});
export type FrontMatter = Readonly<z.infer<typeof FrontMatter>>;

export type ParsedFrontMatter =
  | { readonly kind: "front-matter"; readonly value: FrontMatter }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Longest front matter that is parsed, in UTF-16 code units. Far above any honest one. */
const MAX_LENGTH = 8_192;

/** More openings in a row than any schema here has levels: the YAML parser's time grows with the square of them. */
const NESTED = /(?:[[{]\s*){9}|(?:[-?:]\s+){9}/;

/** Plain data only: anchors, aliases, tags and unknown keys are refused. Never throws. */
export function parseFrontMatter(yaml: string): ParsedFrontMatter {
  if (yaml.length > MAX_LENGTH) return unreadable("The front matter is over 8 kB.");
  if (NESTED.test(yaml)) return unreadable("The front matter is nested too deeply.");
  const plain = plainData(yaml);
  if (plain.kind === "unreadable") return plain;
  const parsed = FrontMatter.safeParse(plain.value);
  return parsed.success
    ? { kind: "front-matter", value: parsed.data }
    : unreadable(`The front matter is wrong: ${firstIssue(parsed.error)}`);
}

/** Stable key order, one key a line. */
export function formatFrontMatter(value: FrontMatter): string {
  const { provenance } = value;
  return [
    `id: ${scalar(value.id)}`,
    `version: ${value.version}`,
    `skills: ${list(value.skills)}`,
    `symptoms: ${list(value.symptoms)}`,
    `languages: ${list(value.languages)}`,
    `frameworks: ${list(value.frameworks)}`,
    `paths: ${list(value.paths)}`,
    "provenance:",
    `  author: ${provenance.author}`,
    `  model: ${scalar(provenance.model)}`,
    `  harness: ${scalar(provenance.harness)}`,
    `  episodes: ${list(provenance.episodes)}`,
    `  tainted: ${provenance.tainted}`,
  ].join("\n");
}

/** What is wrong first, with where, in one sentence for people. */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (!issue) return "it does not fit the schema.";
  const where = issue.path.map(String).join(".");
  return where === "" ? `${issue.message}.` : `${where}: ${issue.message}.`;
}

function plainData(
  yaml: string,
): { readonly kind: "plain"; readonly value: unknown } | { readonly kind: "unreadable"; readonly reason: string } {
  try {
    const document = parseDocument(yaml, { strict: true, uniqueKeys: true, schema: "core", prettyErrors: false });
    const [error] = document.errors;
    if (error) return unreadable(`The front matter is not valid YAML: ${error.message.split("\n")[0]}`);
    let special: string | undefined;
    visit(document, (_key, node) => {
      if (!isNode(node)) return undefined;
      if (isAlias(node) || node.anchor !== undefined) special = "anchors and aliases";
      else if (node.tag !== undefined) special = "tags";
      return special === undefined ? undefined : visit.BREAK;
    });
    if (special !== undefined) return unreadable(`The front matter may not use ${special}.`);
    return { kind: "plain", value: document.toJS({ maxAliasCount: 0 }) };
  } catch (error) {
    // The YAML parser recurses: a deeply nested document overflows the stack instead of reporting an error.
    return unreadable(`The front matter cannot be parsed: ${error instanceof Error ? error.message : "unknown"}.`);
  }
}

/** JSON strings are YAML strings; words that cannot be mistaken for another type stay bare. */
function scalar(text: string): string {
  const bare = /^[A-Za-z][A-Za-z0-9._/-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return bare ? text : JSON.stringify(text);
}

function list(items: readonly string[]): string {
  return `[${items.map(scalar).join(", ")}]`;
}

function unreadable(reason: string): { readonly kind: "unreadable"; readonly reason: string } {
  return { kind: "unreadable", reason };
}
