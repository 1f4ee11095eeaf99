import type { Suspect } from "./localise.ts";
import { scopeOf } from "./scope.ts";
import type { Source } from "./source.ts";
import type { Clues, Edit, Site, Template } from "./template.ts";

/** One edit that could be tried. */
export interface Candidate {
  readonly template: string;
  readonly path: string;
  readonly line: number;
  /** The function around the line. */
  readonly within: string;
  readonly edit: Edit;
  readonly suspicion: number;
  /** Its place among the edits of the same template on the same line, or refining the same probe, from 0. */
  readonly rank: number;
  /** The probe it is, or refines; unique within a round. */
  readonly probes: string | undefined;
  readonly under: string | undefined;
  /** The condition it brings in, with its function; shared by all candidates that ask the same there. */
  readonly asks: string | undefined;
}

/** Edits kept per template and line; later ones would never be reached. */
const MOST_PER_PLACE = 40;

/**
 * Every edit the templates offer at the suspicious lines, without those that another template offers too: two edits are
 * the same when they leave the same text but for white space.
 */
export function candidatesAt(
  suspects: readonly Suspect[],
  sources: readonly Source[],
  templates: readonly Template[],
  clues: Clues,
): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const source of sources) {
    const byLine = new Map(suspects.filter((each) => each.path === source.path).map((each) => [each.line, each]));
    if (byLine.size === 0) continue;
    const site: Site = { source, scope: scopeOf(source), clues };
    const seen = new Set<string>();
    for (const template of templates) {
      for (const [suspect, edits] of editsByLine(template, site, byLine)) {
        edits.sort((a, b) => b.weight - a.weight);
        const ranks = new Map<string, number>();
        for (const edit of edits) {
          const key = keyOf(source.text, edit);
          if (key === undefined || seen.has(key)) continue;
          const group = edit.probes === undefined ? (edit.under ?? "") : "probe";
          const rank = ranks.get(group) ?? 0;
          if (rank === MOST_PER_PLACE) continue;
          ranks.set(group, rank + 1);
          seen.add(key);
          const probe = (name: string | undefined) => (name === undefined ? undefined : `${source.path} ${name}`);
          found.push({
            template: template.id,
            ...suspect,
            edit,
            rank,
            probes: probe(edit.probes),
            under: probe(edit.under),
            asks: edit.asks === undefined ? undefined : `${suspect.within} ${edit.asks}`,
          });
        }
      }
    }
  }
  return found;
}

/** The text with the edit made. */
export function applied(text: string, edit: Edit): string {
  return text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}

function editsByLine(template: Template, site: Site, suspects: ReadonlyMap<number, Suspect>): Map<Suspect, Edit[]> {
  const found = new Map<Suspect, Edit[]>();
  for (const node of site.source.nodes) {
    const suspect = suspects.get(node.line);
    if (!suspect) continue;
    for (const edit of template.edits(node, site)) {
      const list = found.get(suspect);
      if (list) list.push(edit);
      else found.set(suspect, [edit]);
    }
  }
  return found;
}

/** What an edit changes, free of the text it keeps and of white space; undefined when it changes nothing. */
function keyOf(text: string, edit: Edit): string | undefined {
  const old = text.slice(edit.start, edit.end);
  const most = Math.min(old.length, edit.text.length);
  let head = 0;
  while (head < most && old[head] === edit.text[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === edit.text.at(-1 - tail)) tail += 1;
  const gone = old
    .slice(head, old.length - tail)
    .replace(/\s+/g, " ")
    .trim();
  const come = edit.text
    .slice(head, edit.text.length - tail)
    .replace(/\s+/g, " ")
    .trim();
  return gone === come ? undefined : `${edit.start + head}:${edit.end - tail}:${come}`;
}
