import { noSandbox } from "../core/errors.ts";
import type { AgentChoice, Etude } from "../core/etude.ts";
import {
  cancelRun,
  endRun,
  foldPractice,
  gradeRun,
  kataCard,
  type PracticeRun,
  startRun,
} from "../core/protocol/practice-run.ts";
import { emptyStudio, generatingNow, harvestShown, type StudioState } from "../core/protocol/studio-state.ts";
import { sentenceOf } from "./failure.ts";

export interface PracticePorts {
  etude(): Promise<Etude>;
  /** Why this window cannot work at all, as a sentence. */
  blocked(): string | undefined;
  agent(): AgentChoice;
  onChange(): void;
  /** An attempt has ended or the stock has changed. */
  onEnd(): void;
  log(error: unknown): void;
}

/** Practice in one window: the stock, one generation and one attempt at a time. Nothing here rejects: failures show. */
export interface Practice {
  state(): StudioState;
  /** Why nothing can be practised here, as far as it is known. */
  blocked(): string | undefined;
  busy(): boolean;
  activity(): "attempt" | "generating" | "none";
  refresh(): Promise<void>;
  generate(count: number, skill: string | undefined): Promise<void>;
  cancelGenerate(): void;
  attempt(request: { readonly kata?: string | undefined; readonly skill?: string | undefined }): Promise<void>;
  cancelAttempt(): void;
  drop(kata: string): Promise<void>;
}

export function createPractice(ports: PracticePorts): Practice {
  let state = emptyStudio;
  let withoutSandbox: string | undefined;
  let generation: AbortController | undefined;
  let attempting: AbortController | undefined;

  return {
    state: () => state,
    blocked: () => ports.blocked() ?? withoutSandbox,
    busy: () => generation !== undefined || attempting !== undefined,
    activity: () => (attempting ? "attempt" : generation ? "generating" : "none"),
    refresh,
    generate,
    cancelGenerate() {
      if (state.generating) apply({ generating: { ...state.generating, cancelling: true } });
      generation?.abort();
    },
    attempt,
    cancelAttempt() {
      if (state.run) apply({ run: cancelRun(state.run) });
      attempting?.abort();
    },
    async drop(kata) {
      await guarded(async (etude) => {
        await etude.dropKata(kata, "Thrown away in the Practice studio.");
        ports.onEnd();
      });
      await refresh();
    },
  };

  async function refresh(): Promise<void> {
    if (ports.blocked() !== undefined) return apply({ loading: false });
    await guarded(async (etude) => {
      const sandbox = await etude.sandbox();
      withoutSandbox = sandbox.kind === "ready" ? undefined : noSandbox(sandbox.reason).message;
      const [suggestions, attempts, skills] = await Promise.all([
        etude.suggest(ports.agent()),
        etude.attempts(),
        etude.skills(ports.agent()),
      ]);
      apply({ suggestions, attempts, skills });
    });
    apply({ loading: false });
  }

  async function generate(count: number, skill: string | undefined): Promise<void> {
    if (generation) return;
    const controller = new AbortController();
    generation = controller;
    apply({ generating: generatingNow(undefined, count), harvest: undefined, error: undefined });
    const onProgress = (progress: Parameters<typeof generatingNow>[0]) => {
      if (!controller.signal.aborted) apply({ generating: generatingNow(progress, count) });
    };
    await guarded(async (etude) => {
      const harvest = await etude.harvest({ count, skill }, onProgress, controller.signal);
      apply({ harvest: harvestShown(harvest) });
    }, controller.signal);
    generation = undefined;
    apply({ generating: undefined });
    await refresh();
    ports.onEnd();
  }

  async function attempt(request: { readonly kata?: string | undefined; readonly skill?: string | undefined }) {
    if (attempting) return;
    const controller = new AbortController();
    attempting = controller;
    const suggestion = state.suggestions.find((each) => each.kata.id === request.kata);
    const card = suggestion && kataCard(suggestion.kata, suggestion.reason, suggestion.predicted);
    apply({ run: startRun(card), error: undefined });
    try {
      const etude = await ports.etude();
      const report = await etude.practise(
        { ...request, agent: ports.agent() },
        (event) => update((run) => foldPractice(run, event)),
        controller.signal,
      );
      const timeline = await etude.trace(report.attempt.episode);
      update((run) => gradeRun(run, report, timeline));
    } catch (error) {
      const stopped = controller.signal.aborted;
      if (!stopped) ports.log(error);
      update((run) => endRun(run, stopped ? undefined : sentenceOf(error)));
    }
    attempting = undefined;
    await refresh();
    ports.onEnd();
  }

  /** Shows what goes wrong, unless a person has stopped it. */
  async function guarded(work: (etude: Etude) => Promise<void>, signal?: AbortSignal): Promise<void> {
    try {
      await work(await ports.etude());
    } catch (error) {
      if (signal?.aborted) return;
      ports.log(error);
      apply({ error: sentenceOf(error) });
    }
  }

  function update(next: (run: PracticeRun) => PracticeRun): void {
    if (state.run) apply({ run: next(state.run) });
  }

  function apply(change: Partial<StudioState>): void {
    state = { ...state, ...change };
    ports.onChange();
  }
}
