import { languageOf } from "../kata/language.ts";
import { type TestCase, type TestRun, testsOf } from "../trace/test-run.ts";
import type { Advice } from "./advice.ts";
import { applied, type Candidate, candidatesAt } from "./candidates.ts";
import { readTests } from "./clues.ts";
import { type Spectrum, spectraOf, spectrumOf, tellsTestsApart } from "./coverage.ts";
import { type Job, testFilesOf } from "./job.ts";
import { localise } from "./localise.ts";
import { clipped, type Play } from "./play.ts";
import { Pool } from "./pool.ts";
import { errorsIn } from "./source.ts";
import { sourcesToRead } from "./suspects.ts";
import type { Clues } from "./template.ts";
import { templates } from "./templates/index.ts";
import { Trial } from "./trial.ts";

/** How one round ended: something was mended and kept, or not. `run` is the last run of the whole suite. */
export type Round =
  | { readonly kind: "kept"; readonly run: TestRun }
  | { readonly kind: "stopped"; readonly why: string };

/** Tries after a partial success, or a probe that mends, before that is kept for want of something better: at least. */
const PATIENCE = 6;
/** With fewer runs left than this, none is spent on the coverage of one test alone. */
const RUNS_FOR_FOCUS = 7;

/**
 * Mends one cluster of the open tests: those of one test file, the file with most of them. Leaves the workspace with
 * exactly the edits that are kept.
 */
export function* mendOne(job: Job, whole: TestRun, open: readonly TestCase[]): Play<Round> {
  const cluster = clusterOf(open);
  const file = cluster[0]?.file;
  const scope = file && testFilesOf(whole).length > 1 ? [file] : undefined;
  const { clues, candidates, told, occasion, refusal } = yield* prepare(job, whole, cluster);
  if (refusal !== undefined) return { kind: "stopped", why: refusal };

  const pool = new Pool(candidates, told.symptoms, told);
  const trial = new Trial(job, cluster, scope);
  let advice: Advice | undefined;
  let second: { readonly candidate: Candidate; readonly gained: number } | undefined;
  let patience = patienceOf(job);
  for (;;) {
    const now = job.advice(occasion, advice);
    advice = now.advice;
    trial.say(now.news);
    const isOver = job.runsLeft <= (second ? 1 : trial.reserve);
    const candidate = isOver || patience <= 0 ? undefined : nextSound(job, pool, advice);
    if (!candidate) {
      const run = second && job.runsLeft > 0 ? yield* trial.keepAgain(second.candidate) : undefined;
      if (run) return { kind: "kept", run };
      if (!second || job.runsLeft <= trial.reserve) break;
      second = undefined;
      patience = patienceOf(job);
      continue;
    }
    const verdict = yield* trial.attempt(candidate);
    if (verdict.kind === "refused") {
      if (verdict.isFinal) break;
      pool.drop(candidate.path);
      continue;
    }
    pool.learn(candidate, verdict);
    if (verdict.kind === "mended" && candidate.probes === undefined) {
      const run = yield* trial.keep(candidate);
      if (run) return { kind: "kept", run };
    }
    if (second) patience -= 1;
    const isHalf = verdict.kind === "partial" || (verdict.kind === "mended" && candidate.probes !== undefined);
    if (isHalf && verdict.gained.length > (second?.gained ?? 0)) second = { candidate, gained: verdict.gained.length };
  }
  yield* trial.restore();
  return { kind: "stopped", why: whyStopped(job, pool, clues) };
}

/** Half of what is left goes into looking for the whole mend, the other half into what a partial one leaves open. */
function patienceOf(job: Job): number {
  return Math.max(PATIENCE, Math.floor(job.runsLeft / 2));
}

function* prepare(job: Job, whole: TestRun, cluster: readonly TestCase[]) {
  const ids = new Set(cluster.map((test) => test.id));
  const spectra: Spectrum[] = [...spectraOf(whole, ids)];
  const focus = cluster.find((test) => test.failure?.frames.length) ?? cluster[0];
  const isPrecise = tellsTestsApart(whole, ids);
  const focused = focus && !isPrecise ? yield* focusOn(job, whole, focus, cluster) : undefined;
  const witnessed = focused ? [...spectra.filter((each) => !each.failing), focused] : spectra;
  const frames = [
    ...cluster.slice(0, 4).flatMap((test) => test.failure?.frames ?? []),
    ...(whole.outcome === "could-not-start" ? whole.frames : []),
  ].filter((frame) => !job.options.isTest(frame.file));

  const testFiles = [...new Set(cluster.map((test) => test.file))].filter((file) => languageOf(file) !== undefined);
  yield* job.workspace.read(testFiles, `Reading ${testFiles.join(", ")} to see what the failing tests ask.`);
  const parsedTests = new Map(job.workspace.sources(testFiles).map((source) => [source.path, source]));
  const told = readTests(cluster, parsedTests, job.options.symptomOf);
  const paths = yield* sourcesToRead(job, witnessed, frames, [...parsedTests.values()]);
  yield* job.workspace.read(paths, `The fault is probably in ${paths.slice(0, 3).join(", ") || "none of the files"}.`);
  const sources = job.workspace.sources(paths);

  const suspects = localise(sources, witnessed, frames, told);
  const clues: Clues = {
    symptoms: new Set(told.symptoms),
    expected: told.expected,
    actual: told.actual,
    words: new Set([...told.words].filter(([, weight]) => weight >= 0.25).map(([word]) => word)),
    unread: told.unread,
    keys: told.keys,
    texts: told.texts,
    executed: (path, line) =>
      !witnessed.some((each) => each.failing) ||
      witnessed.some((each) => each.failing && (each.lines.get(path)?.has(line) ?? false)),
  };
  const candidates = candidatesAt(suspects, sources, templates, clues);
  const occasion = {
    symptoms: [...new Set(told.symptoms)],
    framework: whole.framework,
    languages: [...new Set(sources.map((source) => source.language))],
    paths: [...new Set(suspects.slice(0, 60).map((suspect) => suspect.path))],
  };
  return { clues, candidates, told, occasion, refusal: refusalOf(paths, sources, candidates) };
}

/**
 * Coverage of one failing test alone, where the framework can select it: what it does not execute is not at fault.
 * Costs one run; spent only when there are enough of them and the test file holds several tests.
 */
function* focusOn(job: Job, whole: TestRun, focus: TestCase, cluster: readonly TestCase[]): Play<Spectrum | undefined> {
  const inFile = testsOf(whole).filter((test) => test.file === focus.file);
  if (/^(tape|tap)$/.test(whole.framework) || inFile.length < 2) return undefined;
  if (job.runsLeft < RUNS_FOR_FOCUS || cluster.length === 0) return undefined;
  const run = yield* job.runSome(clipped(`Running "${focus.name}" alone to see which lines it executes.`, 300), {
    ...(focus.file ? { files: [focus.file] } : {}),
    ids: [focus.id],
    coverage: true,
    expectation: { says: "The test fails again, and its coverage narrows down the fault.", failing: [focus.id] },
  });
  return run ? spectrumOf(run, true) : undefined;
}

/** The next candidate whose text parses without a new error. */
function nextSound(job: Job, pool: Pool, advice: Advice): Candidate | undefined {
  for (;;) {
    const candidate = pool.next(advice.factor);
    if (!candidate) return undefined;
    const source = job.workspace.source(candidate.path);
    if (!source) continue;
    const after = applied(source.text, candidate.edit);
    if (errorsIn(job.options.trees, source.language, after) <= source.errors) return candidate;
  }
}

/** The open tests of the file that holds most of them; all of them when no run has told of any. */
function clusterOf(open: readonly TestCase[]): readonly TestCase[] {
  const byFile = new Map<string, TestCase[]>();
  for (const test of open) {
    const list = byFile.get(test.file);
    if (list) list.push(test);
    else byFile.set(test.file, [test]);
  }
  let most: readonly TestCase[] = [];
  for (const tests of byFile.values()) if (tests.length > most.length) most = tests;
  return most;
}

function refusalOf(
  paths: readonly string[],
  sources: readonly { readonly path: string; readonly errors: number }[],
  candidates: readonly Candidate[],
): string | undefined {
  if (paths.length === 0) return "No source file could be connected with the failing tests.";
  if (sources.length === 0) return "The built-in agent mends JavaScript and TypeScript only.";
  const broken = sources.find((source) => source.errors > 0);
  if (candidates.length > 0) return undefined;
  if (broken) return `${broken.path} does not parse; mending syntax errors is beyond the built-in agent.`;
  return "The built-in agent has no edit template for what the failing tests execute.";
}

function whyStopped(job: Job, pool: Pool, clues: Clues): string {
  if (pool.size === 0) return "Every edit its templates offer was tried.";
  const beyond = [...clues.symptoms].filter(
    (symptom) => symptom === "could-not-start" || symptom === "reference-error",
  );
  const note = beyond.length > 0 ? ` Failures of the kind ${beyond.join(", ")} are hardly within its templates.` : "";
  return job.runsLeft <= 1 ? `The budget of test runs is used up.${note}` : `The search ended early.${note}`;
}
