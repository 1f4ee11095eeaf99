import type { TestCase } from "../trace/test-run.ts";

/** Test ids a goal spells out, before any run has told which tests exist: `<file> > <name>` on a line of its own. */
export function idsIn(goal: string): readonly string[] {
  const found: string[] = [];
  for (const line of goal.split("\n")) {
    const text = line.replace(/^\s*(?:[-*+]|\d+[.)])?\s*/, "").replace(/^`|`[.,;]?$|\s+$/g, "");
    if (/^[^\s>]+\.[a-z]{2,3} > \S/.test(text)) found.push(text);
  }
  return found;
}

/**
 * The failing tests to mend: those the goal names by id or name, else all. A name of one word counts only in quotes,
 * for it may occur by accident.
 */
export function targetsIn(goal: string, failing: readonly TestCase[]): readonly TestCase[] {
  const named = failing.filter((test) => goal.includes(test.id) || namesOf(test).some((name) => isNamed(goal, name)));
  return named.length > 0 ? named : failing;
}

/** The last part of a test's name: what stands in the source of its file. */
export function leafOf(test: TestCase): string {
  const leaf = test.name.split(" > ").at(-1) ?? test.name;
  return leaf.replace(/ #\d+$/, "");
}

function namesOf(test: TestCase): readonly string[] {
  return [test.name, leafOf(test)];
}

function isNamed(goal: string, name: string): boolean {
  if (/\s/.test(name)) return goal.includes(name);
  return ['"', "'", "`"].some((quote) => goal.includes(quote + name + quote));
}
