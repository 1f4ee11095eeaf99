import type { AttemptReport, PracticeEvent, PracticeStage } from "../etude.ts";
import type { Grade, Kata } from "../kata/kata.ts";
import type { Step, Timeline } from "../trace/timeline.ts";
import { lessonSentence } from "./assistant-state.ts";
import { fileDiff } from "./line-diff.ts";
import { emptyRun, foldEvent, type RunFold, settle } from "./run-fold.ts";
import type { FileDiff } from "./run-items.ts";
import type { KataCard, RunShown, StageShown, VerdictShown } from "./studio.ts";

const STAGES: readonly { readonly stage: PracticeStage; readonly label: string }[] = [
  { stage: "picking", label: "Pick" },
  { stage: "composing", label: "Compose" },
  { stage: "opening", label: "Open sandbox" },
  { stage: "attempting", label: "Attempt" },
  { stage: "grading", label: "Grade" },
  { stage: "reflecting", label: "Reflect" },
  { stage: "done", label: "Done" },
];

const GRADES: Readonly<Record<Grade, string>> = { 0: "Fail", 1: "Near miss", 2: "Pass", 3: "Clean pass" };

/** One running or finished attempt, as the host keeps it. */
export interface PracticeRun {
  readonly phase: RunShown["phase"];
  readonly kata: KataCard | undefined;
  readonly notes: Readonly<Partial<Record<PracticeStage, string>>>;
  readonly stage: PracticeStage | undefined;
  readonly run: RunFold;
  readonly verdict: VerdictShown | undefined;
  readonly failure: string | undefined;
}

export function startRun(kata: KataCard | undefined): PracticeRun {
  return { phase: "running", kata, notes: {}, stage: undefined, run: emptyRun, verdict: undefined, failure: undefined };
}

export function foldPractice(run: PracticeRun, event: PracticeEvent): PracticeRun {
  switch (event.kind) {
    case "stage":
      return { ...run, stage: event.stage, notes: { ...run.notes, [event.stage]: event.note } };
    case "kata":
      return { ...run, kata: kataCard(event.kata, event.reason, run.kata?.predicted) };
    case "agent":
      return { ...run, run: foldEvent(run.run, event.event) };
    case "graded":
      return run;
    default:
      return event satisfies never;
  }
}

export function cancelRun(run: PracticeRun): PracticeRun {
  return run.phase === "running" ? { ...run, phase: "cancelling" } : run;
}

/** The attempt ended without a grade: a person stopped it, or it could not be carried out. */
export function endRun(run: PracticeRun, failure: string | undefined): PracticeRun {
  return { ...run, phase: failure === undefined ? "stopped" : "failed", failure, run: settle(run.run) };
}

export function gradeRun(run: PracticeRun, report: AttemptReport, timeline: Timeline): PracticeRun {
  const verdict = verdictOf(report, timeline);
  const kata = kataCard(report.kata, run.kata?.reason ?? "", report.predicted.before);
  return { ...run, phase: "graded", stage: "done", kata, verdict, run: settle(run.run) };
}

export function kataCard(kata: Kata, reason: string, predicted: number | undefined): KataCard {
  const { id, title, skill, edit, failing } = kata;
  return { id, title, skill, path: edit.path, failing: failing.length, reason: sentence(reason), predicted };
}

/** A reason given in a few words, as a sentence of its own. */
function sentence(words: string): string {
  if (words === "") return "";
  return words.charAt(0).toUpperCase() + words.slice(1) + (/[.!?]$/.test(words) ? "" : ".");
}

export function gradeLabel(grade: Grade): string {
  return GRADES[grade];
}

export function runShown(run: PracticeRun): RunShown {
  const { phase, kata, verdict, failure } = run;
  return { phase, kata, stages: stagesShown(run), items: run.run.items, verdict, failure };
}

function stagesShown(run: PracticeRun): readonly StageShown[] {
  const now = STAGES.findIndex(({ stage }) => stage === run.stage);
  const over = run.phase === "graded";
  return STAGES.slice(0, -1).map(({ stage, label }, index) => {
    const note = run.notes[stage];
    const past = over || index < now;
    const state = past ? (note === undefined ? "skipped" : "done") : index === now ? "now" : "ahead";
    return { stage, label, state, note: note ?? "" };
  });
}

function verdictOf({ attempt, predicted, reflection }: AttemptReport, timeline: Timeline): VerdictShown {
  const wrong = attempt.firstWrongStep;
  const step = wrong && timeline.steps.find((each) => each.step === wrong.step);
  return {
    grade: attempt.grade,
    label: gradeLabel(attempt.grade),
    why: attempt.why,
    wrongStep: wrong && {
      step: wrong.step,
      title: step?.title ?? "",
      why: wrong.why,
      expects: step?.expectation?.says,
      actual: step?.actual,
    },
    before: predicted.before,
    after: predicted.after,
    diffs: changesOf(timeline.steps),
    lesson: lessonSentence(reflection),
    proposed: reflection.proposed,
    episode: attempt.episode,
    seconds: attempt.ms / 1000,
  };
}

/** What the attempt left behind: per file, the text before its first edit against the text after its last. */
export function changesOf(steps: readonly Step[]): readonly FileDiff[] {
  const files = new Map<string, { readonly before: string | undefined; readonly after: string }>();
  for (const { edit, ok } of steps) {
    if (!edit || !ok) continue;
    const first = files.get(edit.path);
    files.set(edit.path, { before: first ? first.before : edit.before, after: edit.after });
  }
  return [...files]
    .filter(([, { before, after }]) => before !== after)
    .map(([path, { before, after }]) => fileDiff(path, before, after));
}
