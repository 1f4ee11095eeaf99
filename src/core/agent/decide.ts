import type { AbortSignal } from "../ports.ts";
import { reportForModel } from "../tools/run-report.ts";
import { describeRun } from "../trace/fold.ts";
import { ABORTED, unlessAborted } from "./abort.ts";
import type { Purse } from "./budget.ts";
import type { Emit, StopReason } from "./events.ts";
import { type Deed, judgeOutcome, needsDeciding } from "./outcome.ts";
import type { RunEnd, RunRequest } from "./run.ts";

/** What deciding needs of a run. */
export interface Decider {
  readonly request: RunRequest;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly purse: Purse;
  readonly deeds: Deed[];
}

/** Id of the call by which the harness itself runs the tests. */
const HARNESS = "harness";

/**
 * Ends an episode: when the last edit has not been followed by a run of the whole suite, the harness runs it once,
 * whatever the budget, because tests decide. Emits `episode-ended`. Never rejects.
 */
export async function decide(run: Decider, end: { readonly stop: StopReason; readonly why: string }): Promise<RunEnd> {
  const { request, emit, signal, purse, deeds } = run;
  const trouble = end.stop === "cancelled" || !needsDeciding(deeds) ? undefined : await runWholeSuite(run);
  const stop = signal.aborted ? "cancelled" : trouble === undefined ? end.stop : "defect";
  const judged = judgeOutcome(deeds, request.goal, stop);
  const reason = stop === "cancelled" || end.why === "" ? [] : [end.why];
  const why = [judged.why, ...reason, ...(trouble === undefined || stop === "cancelled" ? [] : [trouble])].join(" ");
  const use = purse.use();
  emit({ kind: "episode-ended", outcome: judged.outcome, stop, why, use });
  return { outcome: judged.outcome, stop, why, use };
}

/** Undefined when the tests have run, whatever they showed; else what went wrong, in a sentence. */
async function runWholeSuite({ request, emit, signal, purse, deeds }: Decider): Promise<string | undefined> {
  const call = { call: HARNESS, tool: "run_tests" };
  const expectation = { says: "The whole suite decides the outcome of this episode." };
  emit({ kind: "tool-started", ...call, risk: "run", title: "run all tests to decide", input: {}, expectation });
  purse.countTestRun();
  const startedAt = request.clock();
  const finish = (result: { ok: boolean; summary: string; output: string }) =>
    ({ kind: "tool-finished", ...call, ...result, ms: Math.max(0, request.clock() - startedAt) }) as const;
  try {
    const onProgress = (progress: { finished: number; failed: number }) =>
      emit({ kind: "tests-progress", call: HARNESS, finished: progress.finished, failed: progress.failed });
    const run = await unlessAborted(request.tests.run({}, onProgress, signal), signal);
    if (run === ABORTED) {
      emit(finish({ ok: false, summary: "cancelled", output: "The episode was cancelled." }));
      return undefined;
    }
    deeds.push({ kind: "run", run, whole: true });
    const effect = { kind: "tests-ran", run } as const;
    emit({ ...finish({ ok: true, summary: describeRun(run), output: reportForModel(run) }), effect });
    return undefined;
  } catch (error) {
    const why = `The tests could not be run: ${error instanceof Error ? error.message : String(error)}`;
    emit(finish({ ok: false, summary: "defect", output: why }));
    return why;
  }
}
