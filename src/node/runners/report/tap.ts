import type { RawFailure, ReportEntry } from "./entry.ts";
import { tapFailure } from "./tap-failure.ts";

/** What one test file printed as TAP. */
export interface TapReport {
  readonly tests: readonly Omit<Extract<ReportEntry, { t: "test" }>, "file">[];
  /** Whether any TAP was found at all. */
  readonly found: boolean;
  /** Whether as many results came as were planned, and nothing bailed out. */
  readonly complete: boolean;
}

interface Point {
  readonly ok: boolean;
  /** Skipped, or yet to be done: counts neither way. */
  readonly void: boolean;
  readonly name: string;
  readonly yaml: readonly string[];
}

interface Group {
  readonly path: readonly string[];
  readonly points: Point[];
  readonly groups: Group[];
  /** The line that sums a subtest up. */
  verdict: Point | undefined;
}

/** Name for assertions that belong to no named test. */
const TOP_LEVEL = "(top level)";
const POINT = /^(not )?ok\b(?: +\d+)?(?: +-)? *(.*)$/;

/**
 * Reads TAP 13 and 14. One test is what the framework names: a `# name` comment of tape, a subtest of tap; it failed
 * when one of its own assertions failed. A subtest that holds only subtests is told by them.
 */
export function parseTap(text: string): TapReport {
  const lines = text.split(/\r?\n/);
  const hasSubtests = lines.some((line) => /^ *# Subtest\b/.test(line));
  const root: Group = newGroup([]);
  /** `open[n]` takes the points indented n times. */
  const open: Group[] = [root];
  let planned: number | undefined;
  let points = 0;
  let bailed = false;

  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const rest = line.trimStart();
    const level = Math.floor((line.length - rest.length) / 4);
    const found = POINT.exec(rest);
    if (rest.startsWith("Bail out!")) bailed = true;
    else if (/^1\.\.\d/.test(rest)) planned = level === 0 ? Number.parseInt(rest.slice(3), 10) : planned;
    else if (/^# Subtest\b/.test(rest)) openSubtest(level, unescaped(rest.replace(/^# Subtest:? ?/, "")));
    else if (rest === "}") open.length = Math.min(open.length, level + 1);
    else if (found) {
      if (level === 0) points += 1;
      const end = endOfYaml(lines, at + 1);
      take(level, pointOf(found, lines.slice(at + 1, end)), rest.endsWith(" {"));
      at = end - 1;
    } else if (line.startsWith("# ") && !hasSubtests && planned === undefined) openNamed(line.slice(2));
  }
  return {
    tests: testsOf(root),
    found: planned !== undefined || points > 0,
    complete: planned === points && !bailed,
  };

  function openSubtest(level: number, name: string): Group {
    const parent = open[level] ?? root;
    const group = newGroup([...parent.path, name]);
    parent.groups.push(group);
    open.length = Math.min(open.length, level + 1);
    open[level + 1] = group;
    return group;
  }

  /** tape's tests are flat: what follows a comment belongs to it. */
  function openNamed(comment: string): void {
    const skipped = /^(?:SKIP|TODO) /.test(comment);
    const group = newGroup([comment.replace(/^(?:SKIP|TODO) /, "")]);
    if (skipped) group.verdict = { ok: true, void: true, name: comment, yaml: [] };
    root.groups.push(group);
    open[0] = group;
  }

  function take(level: number, point: Point, buffered: boolean): void {
    if (buffered) {
      openSubtest(level, point.name).verdict = point;
      return;
    }
    const subtest = open[level + 1];
    if (subtest && !subtest.verdict) subtest.verdict = point;
    // A skipped subtest is a point without content.
    else if (hasSubtests && point.void) openSubtest(level, point.name).verdict = point;
    else (open[level] ?? root).points.push(point);
    open.length = Math.min(open.length, level + 1);
  }
}

function testsOf(group: Group): TapReport["tests"] {
  const inner = group.groups.flatMap(testsOf);
  const { path, points, verdict } = group;
  const failed = points.find(({ ok, void: nothing }) => !ok && !nothing);
  const fault = failed ?? (verdict && !verdict.ok && !verdict.void ? verdict : undefined);
  const toldInside = !failed && inner.some(({ status }) => status === "failed");
  const speaks = points.length > 0 || (fault && !toldInside) || (verdict && inner.length === 0);
  if (!speaks) return inner;
  const own = { t: "test", path: path.length > 0 ? path : [TOP_LEVEL] } as const;
  if (fault && !toldInside)
    return [{ ...own, path: [...own.path], status: "failed", failure: failureOf(points, fault) }, ...inner];
  const isVoid = points.length > 0 ? points.every((point) => point.void) : verdict?.void === true;
  return [{ ...own, path: [...own.path], status: isVoid ? "skipped" : "passed" }, ...inner];
}

function failureOf(points: readonly Point[], fault: Point): RawFailure {
  const more = points.filter((point) => !point.ok && !point.void && point !== fault).length;
  const failure = tapFailure(fault.name, fault.yaml);
  return more === 0 ? failure : { ...failure, message: `${failure.message} (and ${more} more)` };
}

function pointOf([, not, told = ""]: RegExpExecArray, yaml: readonly string[]): Point {
  const line = told.replace(/ \{$/, "");
  const at = line.search(/(?:^|\s)#\s*(?:SKIP|TODO|time=)/i);
  const name = (at < 0 ? line : line.slice(0, at)).trim();
  const isVoid = at >= 0 && /^\s?#\s*(?:SKIP|TODO)/i.test(line.slice(at));
  return { ok: not === undefined, void: isVoid, name: unescaped(name), yaml };
}

function unescaped(name: string): string {
  return name.replace(/\\([\\#])/g, "$1");
}

function endOfYaml(lines: readonly string[], at: number): number {
  if (lines[at]?.trim() !== "---") return at;
  const indent = lines[at]?.search(/\S/) ?? 0;
  const end = lines.findIndex((line, index) => index > at && line.trim() === "..." && line.search(/\S/) <= indent);
  return end < 0 ? lines.length : end + 1;
}

function newGroup(path: readonly string[]): Group {
  return { path, points: [], groups: [], verdict: undefined };
}
