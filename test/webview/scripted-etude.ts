import type { AgentEvent } from "../../src/core/agent/events.ts";
import type { AttemptReport, Etude, PracticeEvent, SkillStanding, Suggestion } from "../../src/core/etude.ts";
import type { Attempt, Grade, Kata } from "../../src/core/kata/kata.ts";
import type { MemoryItem, Strategy, StrategyStatus } from "../../src/core/memory/strategy.ts";
import type { Reflection } from "../../src/core/reflect/reflection.ts";
import { foldTimeline } from "../../src/core/trace/fold.ts";
import type { TestRun } from "../../src/core/trace/test-run.ts";

const AT = Date.UTC(2026, 10, 20, 14, 5);
const AGENT = { model: "builtin/1", harness: "0.1.0" };
const BEFORE = [
  "/** Rounds half away from zero. */",
  "export function round(amount) {",
  "  return Math.floor(amount + 0.5);",
  "}",
  "",
  "export function split(total, ways) {",
  "  const share = round(total / ways);",
  "  const shares = Array.from({ length: ways }, () => share);",
  "  if (total - share * ways > 1) shares[0] += total - share * ways;",
  "  return shares;",
  "}",
  "",
].join("\n");
const AFTER = BEFORE.replace("> 1) shares", "> 0) shares");
const BROKEN = "test/money.test.js > split > gives the rest to the first";

/** The events of a task that is solved at the second try. */
export const taskEvents: readonly AgentEvent[] = [
  { kind: "episode-started", episode: "ep-1", type: "task", goal: "Make the failing tests pass.", agent: AGENT },
  {
    kind: "strategies-consulted",
    strategies: [
      { id: "boundary-first", title: "Try the boundary before the operator", hash: "a1", why: "symptom: off-by-one" },
      {
        id: "read-the-message",
        title: "Read both sides of the comparison first",
        hash: "b2",
        why: "language: javascript",
      },
    ],
  },
  { kind: "turn-started", turn: 1 },
  { kind: "text", text: "I run the tests first, to see **which ones fail** and how." },
  tool("c1", "run", "run all tests", { says: "Some tests fail; nobody has said which." }),
  { kind: "tests-progress", call: "c1", finished: 12, failed: 1 },
  ran("c1", testRun(["split > gives the rest to the first"])),
  { kind: "turn-started", turn: 2 },
  { kind: "tool-started", call: "c2", tool: "read_file", risk: "read", title: "read src/money.js", input: {} },
  { kind: "tool-finished", call: "c2", tool: "read_file", ok: true, summary: "11 lines", output: BEFORE, ms: 2 },
  {
    kind: "text",
    text: "The rest is lost when it is exactly one cent. The comparison in `split` looks one too strict:\n\n1. lower the boundary,\n2. run the tests of that file.",
  },
  tool("c3", "edit", "edit src/money.js", { says: "A rest of one cent goes to the first share.", passing: [BROKEN] }),
  {
    kind: "tool-finished",
    call: "c3",
    tool: "edit_file",
    ok: true,
    summary: "1 replacement",
    output: "",
    effect: { kind: "edited", path: "src/money.js", before: BEFORE, after: AFTER },
    ms: 3,
  },
  tool("c4", "run", "run test/money.test.js", { says: "All tests of the file pass.", passing: [BROKEN] }),
  ran("c4", testRun([])),
  {
    kind: "episode-ended",
    outcome: "solved",
    stop: "finished",
    why: "The test that failed passes, and every other test still does.",
    use: { turns: 4, tokens: 0, testRuns: 2, ms: 6400 },
  },
];

/** The events of a task up to a question for a person. */
export const askingEvents: readonly AgentEvent[] = [
  ...taskEvents.slice(0, 11),
  tool("c9", "edit", "edit test/money.test.js", { says: "The test expects the rest in the last share instead." }),
  {
    kind: "approval-asked",
    call: "c9",
    title: "edit test/money.test.js",
    reason: "This edit changes a test. Tests decide whether the task is solved, so allow it only if the test is wrong.",
  },
];

export const kata = (id: string, name: string, skill: string, path: string): Kata => ({
  v: 1,
  id,
  skill,
  kind: "mutation",
  operator: "boundary",
  title: `Mend “${name}”`,
  goal: "Make the failing tests pass.",
  edit: { path, start: 10, end: 12, original: "> 0", replacement: "> 1" },
  line: 9,
  within: "split",
  referenceHash: "0".repeat(64),
  failing: [BROKEN],
  passing: ["test/money.test.js > round > rounds half up"],
  testFiles: ["test/money.test.js"],
  framework: "node:test",
  suiteMs: 900,
  difficulty: { b: 0.4, vb: 0.5 },
  madeAt: AT,
});

export const suggestions: readonly Suggestion[] = [
  {
    kata: kata("k-1", "gives the rest to the first", "conditions/boundary", "src/money.js"),
    reason: "Failed the last time on this skill; 62% is near the target of 65%.",
    predicted: 0.62,
  },
  {
    kata: kata("k-2", "refuses an empty list of payers", "errors/guards", "src/ledger/settle.js"),
    reason: "Nothing is known about this skill yet.",
    predicted: 0.5,
  },
  {
    kata: kata("k-3", "keeps the order of equal amounts and 3 more", "collections/ordering", "src/report.js"),
    reason: "Due again: not practised for 14 attempts.",
    predicted: 0.81,
  },
];

export function attempt(id: string, grade: Grade, why: string, hour: number): Attempt {
  const wrong = grade < 2 ? { firstWrongStep: { step: 3, why: "The edit mended a line no failing test runs." } } : {};
  return {
    v: 1,
    id,
    kata: "k-1",
    skill: "conditions/boundary",
    operator: "boundary",
    episode: `ep-${id}`,
    agent: AGENT,
    difficulty: { b: 0.4, vb: 0.5 },
    grade,
    why,
    ...wrong,
    strategies: ["boundary-first"],
    testRuns: 2,
    startedAt: AT + hour * 3_600_000,
    ms: 8200,
  };
}

export const attempts: readonly Attempt[] = [
  attempt("a1", 0, "The failing test still fails.", 0),
  attempt("a2", 1, "2 of 3 failing tests pass.", 1),
  attempt("a3", 2, "All failing tests pass after 4 test runs.", 2),
  attempt("a4", 3, "All failing tests pass at the first edit.", 3),
];

export const skills: readonly SkillStanding[] = [
  standing("conditions/boundary", "Boundaries", 0.58, 0.4, 0.74, 9, "fragile"),
  standing("conditions/negation", "Negation", 0.86, 0.71, 0.94, 14, "reliable"),
  standing("errors/guards", "Guards and early returns", 0.5, 0.12, 0.88, 0, "unknown"),
  standing("collections/ordering", "Ordering", 0.22, 0.08, 0.45, 5, "absent"),
  standing("arithmetic/operators", "Arithmetic operators", 0.91, 0.8, 0.96, 22, "reliable"),
];

export const reflection: Reflection = {
  v: 1,
  episode: "ep-1",
  outcome: "solved",
  cause: "strategy-defect",
  belief: "The operator was wrong.",
  counterfactual: "Try the boundary first.",
  proposed: ["boundary-first"],
  refused: [],
  by: "builtin/1",
};

export function report(grade: Grade): AttemptReport {
  const why = grade < 2 ? "The failing test still fails." : "All failing tests pass at the first edit.";
  return {
    kata: suggestions[0]?.kata ?? kata("k", "k", "conditions/boundary", "src/money.js"),
    attempt: attempt("a9", grade, why, 4),
    reflection,
    predicted: { before: 0.62, after: grade < 2 ? 0.51 : 0.7 },
  };
}

export const timeline = foldTimeline(
  taskEvents.map((event, index) => ({ at: AT + index * 100, event })),
  "ep-1",
);

export const practiceEvents: readonly PracticeEvent[] = [
  { kind: "stage", stage: "picking", note: "Weighing 14 skills" },
  ...suggestions.slice(0, 1).map((each) => ({ kind: "kata", kata: each.kata, reason: each.reason }) as const),
  { kind: "stage", stage: "opening", note: "Opening a sandbox copy of the project" },
  { kind: "stage", stage: "attempting", note: "The agent is at work" },
  ...taskEvents.slice(0, 13).map((event) => ({ kind: "agent", event }) as const),
];

/** An Etude that answers from the data above. Nothing is stored except decisions. */
export function scriptedEtude(): Etude {
  const decided = new Map<string, StrategyStatus>();
  return {
    task: async (_request, emit) => {
      for (const event of taskEvents) emit(event);
      return { episode: "ep-1", outcome: "solved", why: "", reflection };
    },
    practise: async (_request, emit) => {
      for (const event of practiceEvents) emit(event);
      return report(3);
    },
    harvest: async ({ count }, onProgress) => {
      onProgress({ tried: 4, sound: count, wanted: count, note: "src/money.js" });
      return {
        katas: suggestions.map((each) => each.kata),
        candidates: 9,
        refusals: { "killed by no test": 6 },
        ms: 900,
      };
    },
    suggest: async () => suggestions,
    attempts: async () => attempts,
    dropKata: async () => undefined,
    memory: async () => [
      item("boundary-first", "Try the boundary before the operator", decided.get("boundary-first") ?? "proposed"),
      item("read-the-message", "Read both sides of the comparison first", "trial"),
      { kind: "quarantined", path: ".etude/memory/strategies/torn.md", reason: "The front matter does not end." },
    ],
    decide: async (strategy, decision) => {
      decided.set(strategy, decision === "approved" ? "trial" : decision);
    },
    skills: async () => skills,
    episodes: async () => [
      {
        id: "ep-1",
        type: "task",
        goal: "Make the failing tests pass.",
        model: "builtin/1",
        startedAt: AT,
        outcome: "solved",
      },
    ],
    trace: async () => timeline,
    reflections: async () => [reflection],
    sandbox: async () => ({ kind: "unavailable", reason: "this is a script" }),
  };
}

function item(id: string, title: string, status: StrategyStatus): MemoryItem {
  const strategy: Strategy = {
    id,
    version: 1,
    title,
    skills: ["conditions/boundary"],
    cues: { symptoms: ["off-by-one"], languages: ["javascript"], frameworks: [], paths: [] },
    when: "A failing test differs from the expected number by exactly one.",
    unless: ["The test itself changed in the same commit."],
    do: ["Try `boundary` before `arithmetic`."],
    because: "Two edits to the operator were refuted before the boundary was looked at.",
    evidence: [{ episode: "ep-1", step: 3, quote: "expected 34, got 33" }],
    check: "The first edit is a boundary edit and the failing test turns green.",
    prediction: "Fewer test runs on katas of the boundary mutator.",
    provenance: { author: "agent", model: "builtin/1", harness: "0.1.0", episodes: ["ep-1"], tainted: false },
  };
  return { kind: "strategy", path: `.etude/memory/strategies/${id}.md`, hash: "f".repeat(64), status, strategy };
}

function standing(
  id: string,
  title: string,
  pass: number,
  low: number,
  high: number,
  count: number,
  state: SkillStanding["state"],
): SkillStanding {
  const skill = { id, title, description: title, symptoms: [], mutators: ["boundary"] };
  return { skill, mean: Math.log(pass / (1 - pass)), variance: 0.4, pass, low, high, attempts: count, state };
}

function tool(
  call: string,
  risk: "edit" | "run",
  title: string,
  expectation: { says: string; passing?: string[] },
): AgentEvent {
  return {
    kind: "tool-started",
    call,
    tool: risk === "edit" ? "edit_file" : "run_tests",
    risk,
    title,
    input: {},
    expectation,
  };
}

function ran(call: string, run: TestRun): AgentEvent {
  return {
    kind: "tool-finished",
    call,
    tool: "run_tests",
    ok: true,
    summary: "tests ran",
    output: "",
    effect: { kind: "tests-ran", run },
    ms: 900,
  };
}

function testRun(failing: readonly string[]): TestRun {
  const file = "test/money.test.js";
  const names = ["round > rounds half up", "split > shares evenly", "split > gives the rest to the first"];
  const tests = names.map((name) => ({
    id: `${file} > ${name}`,
    file,
    name,
    status: failing.includes(name) ? ("failed" as const) : ("passed" as const),
    ...(failing.includes(name)
      ? { failure: { message: "Expected values to be strictly deep-equal: [33, 33, 33] and [34, 33, 33]", frames: [] } }
      : {}),
  }));
  return {
    outcome: failing.length > 0 ? "failed" : "passed",
    framework: "node:test",
    command: ["node", "--test"],
    ms: 900,
    tests,
  };
}
