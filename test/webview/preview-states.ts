import type { AssistantView } from "../../src/core/protocol/assistant.ts";
import {
  type AssistantState,
  assistantView,
  emptyAssistant,
  foldAssistant,
} from "../../src/core/protocol/assistant-state.ts";
import { endRun, foldPractice, gradeRun, startRun } from "../../src/core/protocol/practice-run.ts";
import type { StudioView } from "../../src/core/protocol/studio.ts";
import {
  emptyStudio,
  generatingNow,
  harvestShown,
  type StudioState,
  studioView,
} from "../../src/core/protocol/studio-state.ts";
import {
  askingEvents,
  attempts,
  practiceEvents,
  reflection,
  report,
  skills,
  suggestions,
  taskEvents,
  timeline,
} from "./scripted-etude.ts";

const budget = { turns: 20, tokens: 100_000, testRuns: 20, ms: 600_000 };
const around = { choice: "builtin", model: "", blocked: undefined, budget, inbox: 1 } as const;

const asked = foldAssistant(emptyAssistant, { kind: "asked", goal: "Make the failing tests pass." });
const after = (events: typeof taskEvents): AssistantState =>
  events.reduce((state, event) => foldAssistant(state, { kind: "event", event }), asked);
const done = foldAssistant(after(taskEvents), {
  kind: "reported",
  report: { episode: "ep-1", outcome: "solved", why: "", reflection },
});

export const assistantStates: Readonly<Record<string, AssistantView>> = {
  empty: assistantView(emptyAssistant, around),
  running: assistantView(after(taskEvents.slice(0, 6)), around),
  asking: assistantView(after(askingEvents), around),
  done: assistantView(done, around),
  failed: assistantView(
    foldAssistant(after(taskEvents.slice(0, 5)), {
      kind: "failed",
      sentence:
        "Etude found no test runner here: add node:test, mocha, vitest, jest, tape, tap or pytest to the project.",
    }),
    { ...around, choice: "openai", model: "local/coder-14b" },
  ),
  blocked: assistantView(emptyAssistant, {
    ...around,
    blocked: "Open a folder first: Etude works on the project in it.",
  }),
};

const full: StudioState = { ...emptyStudio, loading: false, suggestions, attempts, skills };
const running = practiceEvents.reduce(foldPractice, startRun(undefined));

export const studioStates: Readonly<Record<string, StudioView>> = {
  loading: studioView(emptyStudio, around),
  empty: studioView({ ...emptyStudio, loading: false }, around),
  full: studioView(
    {
      ...full,
      harvest: harvestShown({
        katas: suggestions.map((s) => s.kata),
        candidates: 24,
        refusals: { "killed by no test": 14, "does not parse": 1 },
        ms: 9,
      }),
    },
    around,
  ),
  generating: studioView(
    {
      ...full,
      generating: generatingNow({ tried: 7, sound: 2, wanted: 5, note: "src/ledger/settle.js: running 4 tests" }, 5),
    },
    around,
  ),
  running: studioView({ ...full, run: running }, around),
  passed: studioView({ ...full, run: gradeRun(running, report(3), timeline) }, around),
  failed: studioView({ ...full, run: gradeRun(running, report(0), timeline) }, around),
  error: studioView(
    { ...full, run: endRun(running, "The sandbox ended before the attempt was over; try again.") },
    around,
  ),
  blocked: studioView(
    { ...emptyStudio, loading: false },
    {
      ...around,
      blocked: "Katas need a working sandbox, and this machine has none: user namespaces are switched off.",
    },
  ),
};
