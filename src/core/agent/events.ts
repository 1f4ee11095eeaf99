import { z } from "zod";
import { Expectation } from "../trace/expectation.ts";
import { TestRun } from "../trace/test-run.ts";

/** How much harm a tool can do; approvals are decided by it. */
export const Risk = z.enum(["read", "edit", "run", "finish"]);
export type Risk = z.infer<typeof Risk>;

/** Tests decide solved and failed; abandoned is a person's cancel; environment: nothing could be concluded. */
export const Outcome = z.enum(["solved", "failed", "abandoned", "environment"]);
export type Outcome = z.infer<typeof Outcome>;

/** A model and the version of the harness around it. Competency is kept per agent. */
export const Agent = z.object({ model: z.string(), harness: z.string() });
export type Agent = Readonly<z.infer<typeof Agent>>;

/** A strategy as it was consulted: exact bytes by hash. */
export const Consulted = z.object({
  id: z.string(),
  title: z.string(),
  hash: z.string(),
  /** Why recall chose it, in a few words. */
  why: z.string(),
});
export type Consulted = Readonly<z.infer<typeof Consulted>>;

/** What a tool did, as data. `before` undefined: the file was created. Texts over 64 kB are cut to head and tail. */
export const ToolEffect = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("read"), path: z.string(), text: z.string() }),
  z.object({ kind: z.literal("edited"), path: z.string(), before: z.string().optional(), after: z.string() }),
  z.object({ kind: z.literal("tests-ran"), run: TestRun }),
  z.object({ kind: z.literal("finished"), summary: z.string(), honest: z.boolean() }),
]);
export type ToolEffect = Readonly<z.infer<typeof ToolEffect>>;

export const BudgetUse = z.object({
  turns: z.int().nonnegative(),
  tokens: z.int().nonnegative(),
  testRuns: z.int().nonnegative(),
  ms: z.number().nonnegative(),
});
export type BudgetUse = Readonly<z.infer<typeof BudgetUse>>;

/** Why the loop stopped, apart from what the tests say. */
export const StopReason = z.enum(["finished", "cancelled", "budget", "repeated-call", "model-fault", "defect"]);
export type StopReason = z.infer<typeof StopReason>;

/**
 * Everything an agent can do or suffer in one episode: a closed union that chat, panels, traces and the command line
 * fold. `text-delta` is for live surfaces only and is never journalled; `text` carries the whole.
 */
export const AgentEvent = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("episode-started"),
    episode: z.string(),
    type: z.enum(["task", "kata", "rehearsal", "exam"]),
    goal: z.string(),
    agent: Agent,
    /** The kata attempted, for all types but task. */
    kata: z.string().optional(),
    skill: z.string().optional(),
  }),
  z.object({ kind: z.literal("strategies-consulted"), strategies: z.array(Consulted).readonly() }),
  z.object({ kind: z.literal("turn-started"), turn: z.int().positive() }),
  z.object({ kind: z.literal("text-delta"), text: z.string() }),
  z.object({ kind: z.literal("text"), text: z.string() }),
  /** Emitted before the tool runs. `expectation` is there for every edit and test run. */
  z.object({
    kind: z.literal("tool-started"),
    call: z.string(),
    tool: z.string(),
    risk: Risk,
    /** One line for people: `edit src/money.js`. */
    title: z.string(),
    input: z.unknown(),
    expectation: Expectation.optional(),
  }),
  z.object({ kind: z.literal("approval-asked"), call: z.string(), title: z.string(), reason: z.string() }),
  z.object({
    kind: z.literal("approval-answered"),
    call: z.string(),
    allowed: z.boolean(),
    note: z.string().optional(),
  }),
  z.object({
    kind: z.literal("tests-progress"),
    call: z.string(),
    finished: z.int().nonnegative(),
    failed: z.int().nonnegative(),
  }),
  z.object({
    kind: z.literal("tool-finished"),
    call: z.string(),
    tool: z.string(),
    ok: z.boolean(),
    /** One line for people. */
    summary: z.string(),
    /** What the model is told. */
    output: z.string(),
    effect: ToolEffect.optional(),
    ms: z.number().nonnegative(),
  }),
  z.object({ kind: z.literal("budget-used"), use: BudgetUse }),
  z.object({ kind: z.literal("notice"), text: z.string() }),
  z.object({
    kind: z.literal("episode-ended"),
    outcome: Outcome,
    stop: StopReason,
    /** One sentence for people: why this outcome. */
    why: z.string(),
    use: BudgetUse,
  }),
]);
export type AgentEvent = Readonly<z.infer<typeof AgentEvent>>;

/** Where events go. Must not throw; called in order. */
export type Emit = (event: AgentEvent) => void;
