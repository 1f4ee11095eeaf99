import { type TestCase, type TestRun, testsOf } from "../trace/test-run.ts";
import type { Candidate } from "./candidates.ts";
import type { Job } from "./job.ts";
import { type Act, clipped, expecting, type Play, type Reply } from "./play.ts";
import { judge, type Verdict } from "./verdict.ts";
import { type Change, changeOf, makeAct, runOf, takeBackAct } from "./workspace.ts";

/** An edit or run that was refused: final when no further one makes sense. */
export type Refused = { readonly kind: "refused"; readonly isFinal: boolean };

/** Tries candidates one by one: makes the edit, runs the tests of the cluster, and takes the edit back with the next. */
export class Trial {
  readonly #job: Job;
  readonly #targets: readonly string[];
  readonly #standing: readonly TestCase[];
  readonly #files: readonly string[] | undefined;
  /** Edits that stand in the files without being kept, oldest first: one, or more when taking back was refused. */
  readonly #open: Change[] = [];
  #lastRun: TestRun | undefined;
  #notes: string[] = [];

  /** `files` are the test files to run; all when undefined, and then no further run is needed to keep an edit. */
  constructor(job: Job, cluster: readonly TestCase[], files: readonly string[] | undefined) {
    this.#job = job;
    this.#files = files;
    this.#targets = cluster.map((test) => test.id);
    this.#standing = job.standing.filter((test) => files === undefined || files.includes(test.file));
  }

  /** Runs that must be left over before another candidate is tried. */
  get reserve(): number {
    return this.#files === undefined ? 0 : 1;
  }

  /** Sentences to be said with the next turn. */
  say(notes: readonly string[]): void {
    this.#notes.push(...notes);
  }

  *attempt(candidate: Candidate): Play<Verdict | Refused> {
    const text = this.#job.workspace.text(candidate.path);
    const change = text === undefined ? undefined : changeOf(candidate.path, text, candidate.edit);
    if (!change) return { kind: "invalid", why: "the place is not unique" };
    const acts: Act[] = [...this.#takeBack(), this.#make(candidate, change), this.#runAct()];
    const replies = yield { says: this.#sentence(candidate, change), acts };
    this.#job.tries += 1;
    const isClean = this.#tookBack(replies);
    const edited = replies.at(-2);
    const isMade = edited?.effect?.kind === "edited";
    if (isMade) this.#open.push(change);
    else this.#notes.push(clipped(`The edit of ${candidate.path} was refused: ${edited?.text ?? "no answer"}`, 200));
    const run = runOf(replies.at(-1));
    this.#job.spend(run);
    if (!isMade || !isClean || !run) return { kind: "refused", isFinal: !isClean || !run };
    this.#lastRun = run;
    const verdict = judge(this.#standing, new Set(this.#targets), run);
    this.#notes.push(sentenceOf(verdict));
    return verdict;
  }

  /** Keeps the edit of the last try if the whole suite agrees; otherwise it stays to be taken back. */
  *keep(candidate: Candidate): Play<TestRun | undefined> {
    return this.#keep(candidate, this.#files === undefined ? this.#lastRun : yield* this.#runWhole());
  }

  /** Makes an edit again that was a partial success, and keeps it if the whole suite agrees. */
  *keepAgain(candidate: Candidate): Play<TestRun | undefined> {
    const text = this.#job.workspace.text(candidate.path);
    const change = text === undefined ? undefined : changeOf(candidate.path, text, candidate.edit);
    if (!change) return undefined;
    const acts = [...this.#takeBack(), this.#make(candidate, change)];
    const says = `\`${candidate.template}\` at ${candidate.path}:${candidate.line} mends a part; keeping it and going on from there.`;
    const replies = yield { says, acts };
    const isClean = this.#tookBack(replies);
    if (replies.at(-1)?.effect?.kind !== "edited") return undefined;
    this.#open.push(change);
    return isClean ? this.#keep(candidate, yield* this.#runWhole()) : undefined;
  }

  /** Takes back what still stands; what cannot be is noted for the summary. */
  *restore(): Play<void> {
    if (this.#open.length === 0) return;
    const says = [...this.#notes.splice(0), "Taking the last edit back."].join(" ");
    this.#tookBack(yield { says, acts: this.#takeBack() });
    for (const { path } of this.#open) this.#job.stuck.add(path);
  }

  #keep(candidate: Candidate, run: TestRun | undefined): TestRun | undefined {
    const change = this.#open.at(-1);
    if (!change || !run) return undefined;
    const verdict = judge(this.#job.standing, new Set(this.#targets), run);
    if (verdict.kind !== "mended" && verdict.kind !== "partial") {
      this.#notes.push(`With the whole suite it does not hold. ${sentenceOf(verdict)}`);
      return undefined;
    }
    this.#job.workspace.wrote(change.path, change.after);
    this.#job.standing = testsOf(run);
    const { template, path, line } = candidate;
    this.#job.kept.push({ template, path, line, mended: verdict.gained });
    this.#open.length = 0;
    return run;
  }

  *#runWhole(): Play<TestRun | undefined> {
    const says = [...this.#notes.splice(0), "Running all tests to see that nothing else broke."].join(" ");
    return yield* this.#job.runAll(clipped(says, 380), { passing: this.#targets, coverage: this.#hasMore() });
  }

  /** Whether tests outside the cluster fail too, for which the next round will want coverage. */
  #hasMore(): boolean {
    const failing = this.#job.standing.filter((test) => test.status === "failed").length;
    return failing > this.#targets.length;
  }

  /** One act per open edit, the newest first. */
  #takeBack(): readonly Act[] {
    return this.#open.toReversed().map(takeBackAct);
  }

  /** Reads the replies to `#takeBack`, which come first in a turn. False when an edit still stands. */
  #tookBack(replies: readonly Reply[]): boolean {
    const asked = this.#open.toReversed();
    const left = asked.filter((_, index) => replies[index]?.effect?.kind !== "edited").toReversed();
    this.#open.splice(0, this.#open.length, ...left);
    for (const { path } of left) this.#notes.push(`An edit of ${path} could not be taken back.`);
    return left.length === 0;
  }

  #make(candidate: Candidate, change: Change): Act {
    const says = `${described(candidate, change)} makes ${this.#targets.length === 1 ? "the failing test" : "the failing tests"} pass.`;
    return makeAct(change, says, this.#targets, candidate.template, candidate.line);
  }

  #runAct(): Act {
    const says =
      this.#targets.length === 0 ? "The tests run to their end." : "The failing tests of this file pass now.";
    const files = this.#files ? { files: this.#files } : {};
    const coverage = this.#files === undefined && this.#hasMore() ? { coverage: true } : {};
    return {
      tool: "run_tests",
      input: { ...files, ...coverage, expectation: expecting(says, { passing: this.#targets }) },
    };
  }

  #sentence(candidate: Candidate, change: Change): string {
    const { template, path, line } = candidate;
    const trying = `Trying \`${template}\` at ${path}:${line}: ${described(candidate, change)}.`;
    return [...this.#notes.splice(0), trying].join(" ");
  }
}

function described({ edit }: Candidate, change: Change): string {
  const old = clipped(change.before.slice(edit.start, edit.end), 60);
  const made = clipped(edit.text, 100);
  if (old === "") return `inserting \`${made}\``;
  if (made === "") return `removing \`${old}\``;
  return `\`${old}\` becoming \`${made}\``;
}

function sentenceOf(verdict: Verdict): string {
  switch (verdict.kind) {
    case "mended":
      return "The failing tests of this file pass.";
    case "partial":
      return `${verdict.gained.length} more pass, others still fail.`;
    case "mended-but-broke":
      return `It mends, but breaks ${verdict.lost.length} that passed: the place is right, the edit is not.`;
    case "broke":
      return `It breaks ${verdict.lost.length} that passed.`;
    case "changed":
      return "It fails in another way.";
    case "same":
      return "No difference.";
    case "invalid":
      return `The run gave no report (${verdict.why}).`;
    default:
      return verdict satisfies never;
  }
}
