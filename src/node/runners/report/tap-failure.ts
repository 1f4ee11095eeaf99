import type { RawFailure } from "./entry.ts";

/** What the YAML block below a failed assertion tells: `expected` and `actual`, `wanted` and `found`, stack or place. */
export function tapFailure(name: string, yaml: readonly string[]): RawFailure {
  const values = readBlock(yaml);
  const diff = values.get("diff");
  const expected = values.get("expected") ?? values.get("wanted") ?? side(diff, "-");
  const actual = values.get("actual") ?? values.get("found") ?? side(diff, "+");
  const stack = values.get("stack") ?? "";
  const thrown = /^([A-Za-z_$][\w$]*(?:Error|Exception))(?: \[\w+\])?: /.exec(stack.trimStart());
  const error = values.get("type") ?? (thrown?.[1] === "Error" ? undefined : thrown?.[1]);
  return {
    message: name === "" ? (values.get("message") ?? "an assertion failed") : name,
    ...(error === undefined ? {} : { error }),
    // An assertion without two sides prints both as undefined.
    ...(expected === undefined || expected === actual ? {} : { expected }),
    ...(actual === undefined || expected === actual ? {} : { actual }),
    stack: frames(stack, values.get("at")),
  };
}

/** One side of a unified diff: its own lines and those both sides share. */
function side(diff: string | undefined, mark: "-" | "+"): string | undefined {
  const lines = diff?.split("\n").filter((line) => !/^(?:--- |\+\+\+ |@@)/.test(line));
  return lines
    ?.filter((line) => line.startsWith(mark) || line.startsWith(" "))
    .map((line) => line.slice(1))
    .join("\n");
}

/**
 * Values by key, as printed. Real YAML is not expected: frameworks print values of the code under test between their
 * keys. A value goes on while lines are indented deeper than the keys.
 */
function readBlock(yaml: readonly string[]): ReadonlyMap<string, string> {
  const lines = yaml.filter((line, index) => !(index === 0 && line.trim() === "---") && line.trim() !== "...");
  const indent = lines[0]?.search(/\S/) ?? 0;
  const values = new Map<string, string>();
  let key: string | undefined;
  for (const line of lines) {
    const start = line.search(/\S/) <= indent ? /^\s*(\w+):(?:\s(.*))?$/.exec(line) : null;
    if (start?.[1] !== undefined) {
      key = start[1];
      values.set(key, /^[|>][-+]?\s*$/.test(start[2] ?? "") ? "" : (start[2] ?? "").trim());
    } else if (key !== undefined) values.set(key, `${values.get(key)}\n${line.slice(indent + 2)}`);
  }
  return new Map([...values].map(([name, value]) => [name, value.replace(/^\n/, "")]));
}

/** tap prints frames without `at`; both print the place of the assertion, as text or as fields. */
function frames(stack: string, place: string | undefined): string {
  const lines = stack
    .split("\n")
    .map((line) => (/:\d+:\d+\)?$/.test(line) && !/^\s*at /.test(line) ? `    at ${line.trim()}` : line));
  if (place === undefined) return lines.join("\n");
  const file = /fileName: ["']?(.+?)["']?$/m.exec(place)?.[1] ?? /file: ["']?(.+?)["']?$/m.exec(place)?.[1];
  const line = /lineNumber: (\d+)/.exec(place)?.[1] ?? /line: (\d+)/.exec(place)?.[1];
  const column = /column(?:Number)?: (\d+)/.exec(place)?.[1] ?? "1";
  const at = file === undefined || line === undefined ? place : `${file}:${line}:${column}`;
  return [...lines, ...(lines.some((each) => /^\s*at /.test(each)) ? [] : [`    at ${at}`])].join("\n");
}
