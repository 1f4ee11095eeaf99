import type { StackFrame, TestCase, TestFailure } from "../../../core/trace/test-run.ts";
import type { ReportEntry } from "./entry.ts";
import { crashOf, failureOf } from "./failure.ts";
import type { Locator } from "./locate.ts";

/** Names of the entries that stand for a file itself. */
export const DID_NOT_LOAD = "(file did not load)";
export const ENDED_EARLY = "(file ended early)";
export const WHOLE_FILE = "(whole file)";

const NAME_CHARS = 1_000;

/** A file that did not load, with the reason. `file` is empty when the framework does not tell. */
export interface BrokenFile {
  readonly file: string;
  readonly kind: "load" | "exit";
  readonly failure: TestFailure;
}

export interface Told {
  readonly tests: readonly TestCase[];
  readonly broken: readonly BrokenFile[];
}

/** The tests and broken files of a report, with stable ids. */
export function tell(entries: readonly ReportEntry[], locator: Locator): Told {
  const tests = new CaseList();
  const broken: BrokenFile[] = [];
  for (const entry of entries) {
    if (entry.t === "start" || entry.t === "end") continue;
    const file = locator.relative(entry.file) ?? "";
    if (entry.t === "file") {
      tests.add({ file, name: WHOLE_FILE, status: entry.passed ? "passed" : "failed" });
    } else if (entry.t === "broken") {
      const failure = brokenFailure(entry, file, locator);
      broken.push({ file, kind: entry.kind, failure });
    } else {
      const { path, status, ms, failure, again } = entry;
      const test = {
        file,
        name: nameOf(path),
        status,
        ...(failure && status === "failed" ? { failure: failureOf(failure, locator) } : {}),
        ...(ms === undefined ? {} : { ms }),
      };
      if (again) tests.replaceLast(test);
      else tests.add(test);
    }
  }
  return { tests: tests.cases, broken };
}

/** Name of a test as `TestCase.name` has it, from the names a framework prints. */
export function nameOf(path: readonly string[]): string {
  return path.map(printable).join(" > ");
}

/** Broken files as failed tests, for a run in which other tests ran. */
export function withBroken({ tests, broken }: Told): readonly TestCase[] {
  const all = new CaseList(tests);
  for (const { file, kind, failure } of broken) {
    all.add({ file, name: kind === "load" ? DID_NOT_LOAD : ENDED_EARLY, status: "failed", failure });
  }
  return all.cases;
}

/** Gives ids in order: `<file> > <name>`, and ` #2`, ` #3`, ... for a name that came before in the same file. */
class CaseList {
  readonly cases: TestCase[];
  readonly #ids: Set<string>;
  readonly #counts = new Map<string, number>();

  constructor(cases: readonly TestCase[] = []) {
    this.cases = [...cases];
    this.#ids = new Set(cases.map(({ id }) => id));
  }

  add(test: Omit<TestCase, "id">): void {
    const base = `${test.file} > ${test.name}`;
    let count = (this.#counts.get(base) ?? 0) + 1;
    while (this.#ids.has(numbered(base, count))) count += 1;
    this.#counts.set(base, count);
    const id = numbered(base, count);
    this.#ids.add(id);
    this.cases.push({ id, ...test });
  }

  replaceLast(test: Omit<TestCase, "id">): void {
    const at = this.cases.findLastIndex(({ file, name }) => file === test.file && name === test.name);
    const { id } = this.cases[at] ?? {};
    if (id === undefined) this.add(test);
    else this.cases[at] = { id, ...test };
  }
}

function numbered(base: string, count: number): string {
  return count === 1 ? base : `${base} #${count}`;
}

/** One line of bounded length without control characters: names are shown, matched and stored. */
function printable(name: string): string {
  return name
    .slice(0, NAME_CHARS)
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
}

function brokenFailure(entry: Extract<ReportEntry, { t: "broken" }>, file: string, locator: Locator): TestFailure {
  const crash = entry.stderr === undefined ? undefined : crashOf(entry.stderr, locator);
  const told = failureOf(entry.failure, locator);
  const failure = told.message !== "" ? told : (crash ?? unexplained(entry, locator));
  const frames = [failure.frames, crash?.frames ?? []].find((each) => each.length > 0);
  return { ...failure, frames: frames ?? placeIn(`${failure.message}\n${entry.stderr ?? ""}`, file) };
}

function unexplained({ failure, stderr }: Extract<ReportEntry, { t: "broken" }>, locator: Locator): TestFailure {
  const { exitCode, signal } = failure;
  const how = signal === undefined ? `exit code ${exitCode ?? "unknown"}` : `signal ${signal}`;
  return failureOf({ message: stderr?.trim() || `the process of the test file ended with ${how}` }, locator);
}

/** Compilers tell the place in the message: `<file>:3:5` or `<file>: ... (3:5)`. */
function placeIn(message: string, file: string): readonly StackFrame[] {
  const after = file === "" ? "" : (message.split(file)[1] ?? "");
  const [, line, column] = /^(?::|[^\n]*\()(\d+):(\d+)/.exec(after) ?? [];
  if (line === undefined || column === undefined) return [];
  return [{ file, line: Math.max(1, Number(line)), column: Math.max(1, Number(column)) }];
}
