import { languageOf } from "../kata/language.ts";
import { idsOf, type TestCase, type TestRun, testsOf } from "../trace/test-run.ts";
import { idsIn, targetsIn } from "./goal.ts";
import { Job, type JobOptions } from "./job.ts";
import { clipped, type Play } from "./play.ts";
import { mendOne } from "./round.ts";

/**
 * One episode of the built-in agent, from the first test run to `finish`: run everything, then mend one cluster of
 * failing tests after the other while test runs are left, keep what helps and breaks nothing, take back the rest, and
 * say what came of it. Ends after the turn that calls `finish`.
 */
export function* repair(options: JobOptions): Play<void> {
  const job = new Job(options);
  const named = idsIn(options.goal());
  const first = yield* job.runAll(
    named.length > 0 ? "Running all tests first: those the task names should fail." : "Running all tests first.",
    { coverage: true, failing: named },
  );
  const refusal = first ? unusable(first) : "The tests could not be run, so nothing can be tried.";
  if (!first || refusal !== undefined) {
    yield finish(refusal ?? "", false);
    return;
  }
  job.framework = first.framework;
  job.standing = testsOf(first);
  const failing = job.standing.filter((test) => test.status === "failed");
  const hasReport = first.outcome === "passed" || first.outcome === "failed";
  if (hasReport && failing.length === 0) {
    yield finish("All tests pass already: there is nothing to mend, and nothing was changed.", named.length === 0);
    return;
  }

  const targets = targetsIn(options.goal(), failing).map((test) => test.id);
  // A run that gave no report and lists no failing test is itself what has to be mended.
  const isOpen = () => (targets.length > 0 ? openOf(job.standing, targets).length > 0 : job.kept.length === 0);
  let run: TestRun = first;
  let stopped: string | undefined;
  while (stopped === undefined && isOpen()) {
    const round = yield* mendOne(job, run, openOf(job.standing, targets));
    if (round.kind === "stopped") stopped = round.why;
    else run = round.run;
  }
  yield finish(summary(job, openOf(job.standing, targets), stopped), !isOpen());
}

function openOf(standing: readonly TestCase[], targets: readonly string[]): readonly TestCase[] {
  const wanted = new Set(targets);
  return standing.filter((test) => wanted.has(test.id) && test.status !== "passed");
}

/** Why nothing can be done about a run, as a sentence; undefined when something can. */
function unusable(run: TestRun): string | undefined {
  if (run.outcome === "no-tests") return "No tests were found, so no edit could be judged; nothing was changed.";
  const files = idsOf(run, "failed").map((id) => id.slice(0, id.indexOf(" > ")));
  if (run.framework === "pytest" || (files.length > 0 && files.every((file) => file.endsWith(".py")))) {
    return "The built-in agent mends JavaScript and TypeScript only; nothing was changed.";
  }
  if (run.outcome === "could-not-start" && /cannot find (module|package)/i.test(run.message) && !inProject(run)) {
    return clipped(`The tests do not start because something is not installed: ${run.message}`, 600);
  }
  return undefined;
}

function inProject(run: TestRun): boolean {
  return run.outcome === "could-not-start" && run.frames.some((frame) => languageOf(frame.file) !== undefined);
}

function summary(job: Job, open: readonly TestCase[], stopped: string | undefined): string {
  const said: string[] = [];
  for (const { template, path, line, mended } of job.kept) {
    const count = mended.length === 0 ? "the test run" : `${mended.length} ${mended.length === 1 ? "test" : "tests"}`;
    said.push(`Kept \`${template}\` at ${path}:${line}, which mends ${count}.`);
  }
  const edits = `${job.tries} ${job.tries === 1 ? "edit" : "edits"}`;
  const state = job.stuck.size === 0 ? "the files are restored" : `${[...job.stuck].join(", ")} could not be restored`;
  if (job.kept.length === 0) said.push(`Not solved: tried ${edits}, none of which helped; ${state}.`);
  else said.push(`Tried ${edits} in all; the others are taken back.`);
  if (stopped !== undefined && open.length > 0) said.push(stopped);
  if (open.length > 0)
    said.push(
      `Still failing: ${open
        .slice(0, 5)
        .map((test) => test.id)
        .join("; ")}.`,
    );
  if (job.followed.size > 0) said.push(`Followed ${[...job.followed].join(", ")}.`);
  return said.join(" ");
}

function finish(text: string, honest: boolean) {
  return { says: text, acts: [{ tool: "finish", input: { summary: clipped(text, 2000), honest } }] };
}
