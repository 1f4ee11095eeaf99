import type { Symptom } from "../skill/skill.ts";
import type { Scope } from "./scope.ts";
import type { Node, Source } from "./source.ts";

/** `text.slice(start, end)` becomes `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** How likely this edit is among the edits of its template, in (0, 1]. */
  readonly weight: number;
  /**
   * Set on a probe: an edit that forces one outcome at a place, to learn whether that outcome is what the failing tests
   * miss. A probe is never the mend itself if there is a better one.
   */
  readonly probes?: string;
  /** Set on an edit that refines a probe: it brings about the same outcome, but only under a condition. */
  readonly under?: string;
  /** The condition an edit brings in, so that what one try shows of it counts elsewhere in the function. */
  readonly asks?: string;
}

/** What the failing tests give away, for templates to draw on. */
export interface Clues {
  readonly symptoms: ReadonlySet<Symptom>;
  /** Printed sides of the failing comparisons and what was expected to be thrown, shortest first. */
  readonly expected: readonly string[];
  readonly actual: readonly string[];
  /** Identifiers, property names and short texts in the bodies of the failing tests. */
  readonly words: ReadonlySet<string>;
  /** Properties that the failing tests report to have been read of undefined or null. */
  readonly unread: readonly string[];
  /** Property names given in the failing tests that the source reads nowhere near: what it may have to ask for. */
  readonly keys: readonly string[];
  /** String literals in the bodies of the failing tests, without quotes. */
  readonly texts: readonly string[];
  /** Whether a line was executed by the failing tests; true where coverage does not tell. */
  executed(path: string, line: number): boolean;
}

/** What a template may look at beside the node. */
export interface Site {
  readonly source: Source;
  readonly scope: Scope;
  readonly clues: Clues;
}

/** One idea of a mend: offered every node of the suspicious lines, it yields the edits it would try there, or none. */
export interface Template {
  /** Its id in the catalogue. */
  readonly id: string;
  edits(node: Node, site: Site): Iterable<Edit>;
}

export function replace(node: Node, text: string, weight = 1): Edit {
  return { start: node.start, end: node.end, text, weight };
}

export function insertBefore(node: Node, text: string, weight = 1): Edit {
  return { start: node.start, end: node.start, text, weight };
}

/** White space between the start of the node's line and the node, for statements that stand first on theirs. */
export function indentOf(node: Node, source: Source): string {
  const lineStart = node.start === 0 ? 0 : source.text.lastIndexOf("\n", node.start - 1) + 1;
  return /^[ \t]*/.exec(source.text.slice(lineStart, node.start))?.[0] ?? "";
}
