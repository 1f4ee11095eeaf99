import { randomBytes } from "node:crypto";
import { chmod, mkdir, rm } from "node:fs/promises";
import { join, posix } from "node:path";
import type { AbortSignal, TestProgress, TestRequest } from "../../../core/ports.ts";
import type { TestRun } from "../../../core/trace/test-run.ts";
import type { ExecResult } from "../../exec.ts";
import type { RunPlace } from "../place.ts";
import type { Project } from "../project/project.ts";
import { locator } from "../report/locate.ts";
import { followReport } from "../report/progress.ts";
import { CannotRun, type Detection, type Run, type RunnerKind } from "../runner-kind.ts";
import { conclude } from "./conclude.ts";

const DEFAULT_LIMIT_MS = 120_000;
/** Least time between two reports of progress, in ms. */
const TICK_MS = 250;

export interface RunnerParts {
  readonly kind: RunnerKind;
  readonly detection: Detection;
  readonly place: RunPlace;
  readonly project: Project;
  isTest(path: string): boolean;
}

/** One run from request to outcome. Never rejects. */
export async function runTests(
  parts: RunnerParts,
  request: TestRequest,
  onProgress: (progress: TestProgress) => void,
  signal: AbortSignal,
): Promise<TestRun> {
  const { kind, place } = parts;
  const started = performance.now();
  const deadline = started + (request.limitMs ?? DEFAULT_LIMIT_MS);
  const name = `run-${randomBytes(6).toString("hex")}`;
  const scratch = { host: join(place.reports.host, name), seen: posix.join(place.reports.seen, name) };
  const where = locator([place.root.seen, place.root.host]);
  let command: readonly string[] = [];
  let lastTick = Number.NEGATIVE_INFINITY;
  if (request.files?.length === 0) {
    return { outcome: "no-tests", framework: kind.name, command, ms: 0, output: "" };
  }
  try {
    await mkdir(scratch.host, { recursive: true });
    // The command may run as another user of the sandbox.
    await chmod(scratch.host, 0o777);
    const selected = run();
    const findings = await kind.run(selected);
    return { ...conclude(kind.name, findings, where, selected.names), ms: performance.now() - started };
  } catch (error) {
    const base = { framework: kind.name, command, ms: performance.now() - started };
    if (signal.aborted) return { outcome: "crashed", ...base, signal: "SIGTERM", tests: [], output: "" };
    const message = error instanceof Error ? error.message : String(error);
    const said = error instanceof CannotRun ? message : `The tests could not be run: ${message}.`;
    return { outcome: "could-not-start", ...base, message: said, frames: [], output: "" };
  } finally {
    await rm(scratch.host, { recursive: true, force: true }).catch(() => undefined);
  }

  function run(): Run {
    return {
      place,
      project: parts.project,
      locator: where,
      command: parts.detection.command,
      request,
      ...selection(request),
      scratch,
      isTest: parts.isTest,
      launch,
      onProgress: throttled,
    };
  }

  function throttled(progress: TestProgress): void {
    const now = performance.now();
    if (now - lastTick < TICK_MS || signal.aborted) return;
    lastTick = now;
    onProgress(progress);
  }

  async function launch(
    argv: readonly string[],
    { env = {}, report }: { env?: Readonly<Record<string, string>>; report?: string } = {},
  ): Promise<ExecResult> {
    command = argv;
    const following = report === undefined ? undefined : followReport(join(scratch.host, report), throttled);
    const limitMs = Math.max(1, deadline - performance.now());
    const whole = { ...place.env, ...parts.detection.command?.env, ...env };
    try {
      return await place.exec({ argv, cwd: place.root.seen, env: whole, limitMs }, signal);
    } finally {
      following?.stop();
    }
  }
}

/** Ids name their file; files asked for besides them are run whole, which no framework can express, so names go. */
function selection({ files: asked, ids }: TestRequest): Pick<Run, "files" | "names"> {
  // A name that begins with a dash would be taken for an option.
  const files = asked?.map((file) => (file.startsWith("-") ? `./${file}` : file));
  if (ids === undefined || ids.length === 0) return { files, names: undefined };
  const parts = ids.map((id) => id.split(" > "));
  const fileOfIds = [...new Set(parts.map(([file = ""]) => file))].filter((file) => file !== "");
  const names = parts.map(([, ...name]) => name.join(" > "));
  const allNamed = fileOfIds.length > 0 && names.every((name) => name !== "" && !name.startsWith("("));
  const covered = files === undefined || files.every((file) => fileOfIds.includes(file));
  return {
    files: files ?? (fileOfIds.length > 0 ? fileOfIds : undefined),
    names: allNamed && covered ? names : undefined,
  };
}
