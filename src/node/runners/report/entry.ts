import { z } from "zod";

/** What a reporter tells of an error; texts are as the framework printed them, paths as the test process saw them. */
export const RawFailure = z.object({
  message: z.string(),
  error: z.string().optional(),
  expected: z.string().optional(),
  actual: z.string().optional(),
  stack: z.string().optional(),
  /** Innermost first; preferred to `stack` where the framework resolves positions itself. */
  frames: z
    .array(
      z.object({ file: z.string(), line: z.number(), column: z.number().optional(), function: z.string().optional() }),
    )
    .optional(),
  exitCode: z.number().optional(),
  signal: z.string().optional(),
});
export type RawFailure = Readonly<z.infer<typeof RawFailure>>;

/** One line of a report. Reporters write `start` first and `end` last: a report without `end` was cut off. */
export const ReportEntry = z.discriminatedUnion("t", [
  z.object({ t: z.literal("start"), version: z.string().optional() }),
  z.object({
    t: z.literal("test"),
    file: z.string(),
    /** Names of the suites around the test, then its own. */
    path: z.array(z.string()),
    status: z.enum(["passed", "failed", "skipped"]),
    ms: z.number().nonnegative().optional(),
    failure: RawFailure.optional(),
    /** The test was reported as passed before and takes that back. */
    again: z.boolean().optional(),
  }),
  /** A file that did not load, or whose process failed apart from its tests. `stderr` is what it printed then. */
  z.object({
    t: z.literal("broken"),
    file: z.string(),
    kind: z.enum(["load", "exit"]),
    failure: RawFailure,
    stderr: z.string().optional(),
  }),
  /** A test file that ended well without reporting any test. */
  z.object({ t: z.literal("file"), file: z.string(), passed: z.boolean() }),
  z.object({ t: z.literal("end") }),
]);
export type ReportEntry = Readonly<z.infer<typeof ReportEntry>>;

export interface Report {
  readonly entries: readonly ReportEntry[];
  /** Whether the framework got as far as calling the reporter. */
  readonly started: boolean;
  /** Whether the report is whole: begun, ended, and every line readable. */
  readonly complete: boolean;
}

/** Reads the lines of a report; a line that cannot be read makes the report incomplete. */
export function parseReport(text: string): Report {
  const entries: ReportEntry[] = [];
  let damaged = false;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const entry = parseEntry(line);
    if (entry) entries.push(entry);
    else damaged = true;
  }
  const started = entries.some(({ t }) => t === "start");
  return { entries, started, complete: started && !damaged && entries.some(({ t }) => t === "end") };
}

function parseEntry(line: string): ReportEntry | undefined {
  try {
    return ReportEntry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
