import type { Symptom } from "../skill/skill.ts";
import { type TestCase, type TestFailure, type TestRun, testsOf } from "./test-run.ts";

/**
 * How a failing test shows its fault, read off its failure. Looks at the error class and message first, then compares
 * the printed forms of both sides. A test that did not fail, or tells nothing, is `other`.
 */
export function symptomOf(test: TestCase): Symptom {
  if (test.status !== "failed" || test.failure === undefined) return "other";
  const { failure } = test;
  return byMessage(failure) ?? byComparison(failure) ?? byErrorClass(failure) ?? "other";
}

/** The distinct symptoms of a run, in run order. A run without a report has the symptom of its outcome. */
export function symptomsOf(run: TestRun): readonly Symptom[] {
  const found = testsOf(run)
    .filter((test) => test.status === "failed")
    .map(symptomOf);
  if (run.outcome === "could-not-start") found.push("could-not-start");
  if (run.outcome === "timed-out") found.push("timed-out");
  return [...new Set(found)];
}

/** What frameworks say in words; the first that fits counts. */
const SAID: readonly (readonly [RegExp, Symptom])[] = [
  [/\b(timed? ?out|timeout of \d|exceeded timeout)\b/i, "timed-out"],
  [/\bcannot find (module|package)\b|ERR_MODULE_NOT_FOUND|\bSyntaxError\b|\bModuleNotFoundError\b/i, "could-not-start"],
  [/missing expected (exception|rejection)/i, "missing-throw"],
  [
    /did not (throw|raise|reject)|didn't throw|expected (a |the )?(function|\[Function[^\]]*\]) to throw an error$/i,
    "missing-throw",
  ],
  [
    /received function did not throw|promise resolved instead of rejected|expected .{0,80} to throw .{0,80} but nothing/i,
    "missing-throw",
  ],
  [/got unwanted (exception|rejection)|not to throw|promise rejected .{0,40} instead of resolved/i, "unexpected-throw"],
  [/did not match the regular expression[\s\S]{0,400}Error\b|received message:/i, "wrong-message"],
  [/to throw (an )?error (including|matching)|regex pattern did not match/i, "wrong-message"],
  [/to have (a |property ['"])?length['"]? |expected length|received length/i, "length-differs"],
];

function byMessage(failure: TestFailure): Symptom | undefined {
  if (failure.error === "ReferenceError" || failure.error === "NameError") return "reference-error";
  if (failure.error === "TypeError" || failure.error === "AttributeError") return "type-error";
  if (failure.error === "SyntaxError") return "could-not-start";
  return SAID.find(([pattern]) => pattern.test(failure.message))?.[1];
}

function byErrorClass(failure: TestFailure): Symptom | undefined {
  if (failure.error === undefined) return undefined;
  return /assert|^Error$|^TestingLibrary|ERR_TEST_FAILURE/i.test(failure.error) ? undefined : "unexpected-throw";
}

function byComparison(failure: TestFailure): Symptom | undefined {
  const expected = failure.expected?.trim();
  const actual = failure.actual?.trim();
  if (expected === undefined || actual === undefined || expected === actual) return undefined;
  if (/^(undefined|null|None)$/.test(actual)) return "undefined-value";
  if (/^-?nan$/i.test(actual)) return "nan";
  if (isBoolean(expected) && isBoolean(actual)) return "boolean-flipped";

  const [left, right] = [numberOf(expected), numberOf(actual)];
  if (left !== undefined && right !== undefined) return Math.abs(left - right) === 1 ? "off-by-one" : "number-differs";

  const [wanted, got] = [elementsOf(expected), elementsOf(actual)];
  if (wanted !== undefined && got !== undefined) return byElements(wanted, got);
  const compound = /^[[{(]|^[A-Z]\w*(\(\d+\))? [[{]/;
  if (compound.test(expected) || compound.test(actual))
    return /\bNaN\b/.test(actual) && !/\bNaN\b/.test(expected) ? "nan" : "value-differs";
  return isString(expected) && isString(actual) ? "string-differs" : "value-differs";
}

function byElements(expected: readonly string[], actual: readonly string[]): Symptom {
  if (expected.length !== actual.length) return "length-differs";
  if ([...expected].sort().join("\n") === [...actual].sort().join("\n")) return "order-differs";
  return "value-differs";
}

function isBoolean(printed: string): boolean {
  return /^(true|false)$/i.test(printed);
}

/** Quoted, or free text that is neither a number nor a word of the language. */
function isString(printed: string): boolean {
  return (
    /^(['"`])[\s\S]*\1$/.test(printed) ||
    (numberOf(printed) === undefined && !isBoolean(printed) && !/^(undefined|null|None|NaN)$/.test(printed))
  );
}

function numberOf(printed: string): number | undefined {
  return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?n?$/i.test(printed) ? Number(printed.replace(/n$/, "")) : undefined;
}

/** Top-level elements of a printed list; undefined when it is not a list, or was shortened when printed. */
function elementsOf(printed: string): readonly string[] | undefined {
  const body = /^\[([\s\S]*)\]$/.exec(printed)?.[1];
  if (body === undefined || /\.\.\. \d+ more items?/.test(body)) return undefined;
  const elements: string[] = [];
  let depth = 0;
  let quote = "";
  let current = "";
  for (let at = 0; at < body.length; at++) {
    const char = body[at] ?? "";
    if (quote === "" && char === "," && depth === 0) {
      elements.push(current.trim());
      current = "";
      continue;
    }
    current += char;
    if (quote !== "") {
      if (char === "\\") current += body[++at] ?? "";
      else if (char === quote) quote = "";
    } else if (/['"`]/.test(char)) quote = char;
    else if (/[[{(]/.test(char)) depth++;
    else if (/[\]})]/.test(char)) depth--;
  }
  if (current.trim() !== "") elements.push(current.trim());
  return elements;
}
