import type { Symptom } from "../skill/skill.ts";
import type { TestCase } from "../trace/test-run.ts";
import { leafOf } from "./goal.ts";
import { functionTypes, type Node, type Source, within } from "./source.ts";

/** What the failing tests say in their own words, with how much each word counts, in (0, 1]. */
export interface Told {
  readonly words: ReadonlyMap<string, number>;
  readonly texts: readonly string[];
  /** Properties reported to have been read of undefined or null. */
  readonly unread: readonly string[];
  /** Property names the failing assertions pass in and other tests do not. */
  readonly keys: readonly string[];
  readonly expected: readonly string[];
  readonly actual: readonly string[];
  readonly symptoms: readonly Symptom[];
}

/** Failing tests that are read closely; more of them say the same. */
const MOST_TESTS = 6;

/**
 * Reads the failing tests: the failing assertion counts most, the test's body and name less. `testFiles` are the parsed
 * files they stand in, as far as they could be parsed.
 */
export function readTests(
  tests: readonly TestCase[],
  testFiles: ReadonlyMap<string, Source>,
  symptomOf: (test: TestCase) => Symptom,
): Told {
  const words = new Map<string, number>();
  const texts = new Set<string>();
  const keys = new Set<string>();
  const expected: string[] = [];
  const actual: string[] = [];
  const count = (word: string, weight: number) => words.set(word, Math.max(weight, words.get(word) ?? 0));
  for (const test of tests.slice(0, MOST_TESTS)) {
    const failure = test.failure;
    for (const word of wordsIn(test.name)) count(word, 0.5);
    for (const word of wordsIn(failure?.message ?? "")) count(word, 0.4);
    if (failure?.expected !== undefined) expected.push(failure.expected.trim());
    if (failure?.actual !== undefined) actual.push(failure.actual.trim());
    const file = testFiles.get(test.file);
    if (!file) continue;
    const line = failure?.frames.find((frame) => frame.file === test.file)?.line;
    const elsewhere = wordsElsewhere(file, tests);
    const body = bodyOf(file, leafOf(test), line);
    const assertion = line === undefined ? undefined : statementAt(file, line);
    for (const [node, weight] of [
      [body, 0.35],
      [assertion, 1],
    ] as const) {
      for (const part of node ? within(node) : []) {
        for (const word of wordsOf(part)) count(word, weight * rareness(elsewhere.get(word) ?? 0));
        const key = part.type === "pair" ? part.fields.key?.text : undefined;
        if (key !== undefined && (elsewhere.get(key) ?? 0) === 0 && /^[A-Za-z_$][\w$]*$/.test(key)) keys.add(key);
        if (part.type === "string" && part.text.length > 2) texts.add(part.text.slice(1, -1));
      }
    }
  }
  const unread = tests.flatMap((test) => /reading '([^']+)'/.exec(test.failure?.message ?? "")?.[1] ?? []);
  return {
    words,
    unread: [...new Set(unread)],
    texts: [...texts],
    keys: [...keys],
    expected,
    actual,
    symptoms: tests.map(symptomOf),
  };
}

/** The words of a line of source, as they are counted in tests. */
export function wordsIn(text: string): readonly string[] {
  return [...new Set(text.match(/[A-Za-z_$][\w$]*/g) ?? [])].filter((word) => word.length > 2 && !common.has(word));
}

function wordsOf(node: Node): readonly string[] {
  if (/identifier/.test(node.type)) return common.has(node.text) ? [] : [node.text];
  if (node.type === "number") return [node.text];
  return node.type === "string" && node.text.length < 40 ? wordsIn(node.text) : [];
}

/** The call that declares a test of this name, such as `test("name", () => ...)`; the one around the line, if several. */
function bodyOf(file: Source, name: string, line: number | undefined): Node | undefined {
  const calls = file.nodes.filter((node) => {
    const first = node.type === "call_expression" ? node.fields.arguments?.children[0] : undefined;
    return first !== undefined && /string/.test(first.type) && first.text.slice(1, -1) === name;
  });
  return calls.find((call) => line !== undefined && call.line <= line && line <= call.endLine) ?? calls[0];
}

/** In how many tests of the file, beside the failing ones, each word occurs. */
function wordsElsewhere(file: Source, failing: readonly TestCase[]): ReadonlyMap<string, number> {
  const names = new Set(failing.map(leafOf));
  const counts = new Map<string, number>();
  for (const call of file.nodes) {
    const args = call.type === "call_expression" ? (call.fields.arguments?.children ?? []) : [];
    const [first] = args;
    const body = args.at(-1);
    if (!first || !/string/.test(first.type) || !body || !functionTypes.has(body.type)) continue;
    if (names.has(first.text.slice(1, -1)) || [...names].some((name) => call.text.includes(name))) continue;
    const words = new Set([...within(body)].flatMap(wordsOf));
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** Ochiai for words: 1 for a word of the failing tests alone; a word of every test still tells a little. */
function rareness(elsewhere: number): number {
  return Math.max(0.3, 1 / Math.sqrt(1 + elsewhere));
}

/** The innermost statement at the line. */
function statementAt(file: Source, line: number): Node | undefined {
  return file.nodes.findLast(
    (node) => /_(statement|declaration)$/.test(node.type) && node.line <= line && line <= node.endLine,
  );
}

const common: ReadonlySet<string> = new Set(
  (
    "assert equal equals deepEqual deepStrictEqual strictEqual notEqual test suite describe expect toBe toEqual " +
    "toStrictEqual throws doesNotThrow ok const let var function return new true false null undefined require import " +
    "from end plan async await this the and not for with should when expected actual error Error AssertionError values " +
    "Expected strictly deep-equal match input typeof length string number object"
  ).split(" "),
);
