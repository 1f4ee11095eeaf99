import type { Evidence } from "./strategy.ts";

/** What the body of a strategy's file holds. Lengths are not checked here. */
export interface Sections {
  readonly title: string;
  readonly when: string;
  readonly unless: readonly string[];
  readonly do: readonly string[];
  readonly because: string;
  readonly evidence: readonly Evidence[];
  readonly check: string;
  readonly prediction: string;
}

export type ParsedSections =
  | { readonly kind: "sections"; readonly sections: Sections }
  | { readonly kind: "unreadable"; readonly reason: string };

const NAMES = ["When", "Unless", "Do", "Because", "Check", "Prediction"] as const;
type Name = (typeof NAMES)[number];

/** Reads `# title` and the six `## ...` sections, each exactly once, in any order. Paragraphs may be wrapped. */
export function sectionsOf(body: string): ParsedSections {
  const cut = cutAtHeadings(body);
  if (typeof cut === "string") return { kind: "unreadable", reason: cut };
  const of = (name: Name) => cut.sections.get(name) ?? [];

  const unless = items(of("Unless"), /^[-*] +(.*)$/);
  if (unless === undefined) return unreadable("Unless", "is a list of lines that start with -");
  const steps = items(of("Do"), /^\d+[.)] +(.*)$/);
  if (steps === undefined) return unreadable("Do", "is a numbered list");
  const evidence = evidenceIn(of("Because"));
  if (evidence === undefined) return unreadable("Because", "quotes evidence as: > quote — episode, step n");

  const sections = {
    title: cut.title,
    when: paragraph(of("When")),
    unless,
    do: steps,
    because: paragraph(of("Because").filter((line) => !line.startsWith(">"))),
    evidence,
    check: paragraph(of("Check")),
    prediction: paragraph(of("Prediction")),
  };
  return { kind: "sections", sections };
}

function unreadable(section: Name, rule: string): ParsedSections {
  return { kind: "unreadable", reason: `The section "${section}" cannot be read: it ${rule}.` };
}

function cutAtHeadings(
  body: string,
): { readonly title: string; readonly sections: ReadonlyMap<Name, readonly string[]> } | string {
  const sections = new Map<Name, string[]>();
  let title: string | undefined;
  let current: string[] | undefined;
  for (const line of body.split("\n")) {
    const heading = /^(#{1,6})\s+(.*?)\s*$/.exec(line);
    if (heading?.[1] === "#") {
      if (title !== undefined) return "The file has two titles.";
      title = unescaped(heading[2] ?? "");
    } else if (heading) {
      const name = NAMES.find((each) => each === heading[2]);
      if (name === undefined || heading[1] !== "##") return `The heading "${line.trim()}" is not one of a strategy.`;
      if (sections.has(name)) return `The section "${name}" occurs twice.`;
      current = [];
      sections.set(name, current);
    } else if (current) current.push(line);
    else if (line.trim() !== "") return "There is text outside the sections of a strategy.";
  }
  if (title === undefined) return "The file has no title.";
  const missing = NAMES.find((name) => !sections.has(name));
  return missing === undefined ? { title, sections } : `The section "${missing}" is missing.`;
}

/** List items; a line indented by white space goes on with the item above. Undefined when a line is neither. */
function items(lines: readonly string[], item: RegExp): readonly string[] | undefined {
  const found: string[] = [];
  for (const line of lines) {
    const match = item.exec(line);
    const last = found.at(-1);
    if (match) found.push(match[1] ?? "");
    else if (last !== undefined && /^\s+\S/.test(line)) found[found.length - 1] = `${last} ${line.trim()}`;
    else if (line.trim() !== "") return undefined;
  }
  return found.map((text) => unescaped(oneLine(text)));
}

function evidenceIn(lines: readonly string[]): readonly Evidence[] | undefined {
  const found: Evidence[] = [];
  for (const line of lines) {
    if (!line.startsWith(">")) continue;
    const match = /^> (.+) — ([A-Za-z0-9._-]+), step (\d{1,9})\s*$/.exec(line);
    if (!match) return undefined;
    found.push({ episode: match[2] ?? "", step: Number(match[3]), quote: oneLine(match[1] ?? "") });
  }
  return found;
}

function paragraph(lines: readonly string[]): string {
  return unescaped(oneLine(lines.join("\n")));
}

function unescaped(text: string): string {
  return text.replace(/^\\(?=[\\#>\-+*=<])/, "");
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
