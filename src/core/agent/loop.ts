import { UserError } from "../errors.ts";
import { renderStrategies } from "../memory/deliver.ts";
import type { AbortSignal, Message, TestRunner, ToolCall, ToolSpec } from "../ports.ts";
import { symptomsOf } from "../trace/symptom.ts";
import type { TestRun } from "../trace/test-run.ts";
import { ABORTED, unlessAborted } from "./abort.ts";
import { judgeAct } from "./approvals.ts";
import { openPurse, type Purse } from "./budget.ts";
import { callKey, type PreparedCall, prepareCall, toolSpecs } from "./call.ts";
import { type Decider, decide } from "./decide.ts";
import type { Emit, StopReason } from "./events.ts";
import type { Deed } from "./outcome.ts";
import { NUDGE, systemPrompt } from "./prompt.ts";
import { forTheRecord } from "./record.ts";
import type { RunAgent, RunRequest } from "./run.ts";
import { situationOf } from "./situation.ts";
import type { Tool, ToolContext, ToolResult } from "./tool.ts";
import { askModel } from "./turn.ts";

/** Strategies delivered in one episode: more of them drown each other. */
const MAX_STRATEGIES = 3;
/** The same call so many times in a row, or so many failing calls in a row, end the episode. */
const MAX_SAME_CALLS = 3;
const MAX_FAILURES = 5;
/** Wall-clock limit of a test run before any has shown how long it takes: nobody knows yet what is slow here. */
const FIRST_TEST_LIMIT_MS = 10 * 60_000;
/** Afterwards a run may take so many times the longest one so far, and never less than the minimum. */
const TEST_LIMIT_FACTOR = 4;
const MIN_TEST_LIMIT_MS = 15_000;

interface Stop {
  readonly stop: StopReason;
  readonly why: string;
}

/** One run under way: what was asked for, and what has come of it. */
interface Run extends Decider {
  readonly request: RunRequest;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly purse: Purse;
  readonly specs: readonly ToolSpec[];
  readonly messages: Message[];
  readonly deeds: Deed[];
  /** Ids of strategies already delivered. */
  readonly delivered: Set<string>;
  readonly callIds: Set<string>;
  paths: readonly string[];
  nudged: boolean;
  sawFailures: boolean;
  lastCall: { readonly key: string; readonly times: number };
  failures: number;
}

/**
 * Runs the assistant on one goal: recall, then turn after turn of asking the model and performing its calls, until it
 * finishes or a bound is reached; then the tests decide. Emits `episode-ended` last; `episode-started` is the caller's.
 */
export const runAgent: RunAgent = async (request, emit, signal) => {
  const run = begin(request, emit, signal);
  const stop = await work(run).catch((error): Stop => ({ stop: "defect", why: sentence(error) }));
  return decide(run, signal.aborted ? cancelled : stop);
};

function begin(request: RunRequest, emit: Emit, signal: AbortSignal): Run {
  return {
    request,
    emit,
    signal,
    purse: openPurse(request.budget, request.clock),
    specs: toolSpecs(request.tools),
    messages: [
      { role: "system", text: systemPrompt(request.budget, request.tests.framework) },
      { role: "user", text: request.goal },
    ],
    deeds: [],
    delivered: new Set(),
    callIds: new Set(["harness"]),
    paths: [],
    nudged: false,
    sawFailures: false,
    lastCall: { key: "", times: 0 },
    failures: 0,
  };
}

async function work(run: Run): Promise<Stop> {
  const { request, signal } = run;
  const paths = await unlessAborted(request.files.list(signal), signal);
  if (paths === ABORTED) return cancelled;
  run.paths = paths;
  await consult(run, undefined);
  for (let turn = 1; ; turn++) {
    const stop = await takeTurn(run, turn);
    if (signal.aborted) return cancelled;
    if (stop !== undefined) return stop;
  }
}

/** One request to the model and the calls it answers with. */
async function takeTurn(run: Run, turn: number): Promise<Stop | undefined> {
  const { request, emit, signal, purse, messages, specs } = run;
  if (signal.aborted) return cancelled;
  const reserve = purse.reserveTurn(messages, specs);
  if ("spent" in reserve) return { stop: "budget", why: reserve.spent };

  emit({ kind: "turn-started", turn });
  const ask = { messages: [...messages], tools: specs, maxTokens: reserve.maxTokens };
  const answer = await askModel(request.model, ask, (text) => emit({ kind: "text-delta", text }), signal);
  purse.settleTurn(reserve, answer.usedTokens);
  emit({ kind: "budget-used", use: purse.use() });
  if (answer.kind === "aborted") return cancelled;
  if (answer.kind === "fault") return { stop: "model-fault", why: answer.fault.message };

  const calls = answer.calls.map((call) => withOwnId(run, call));
  messages.push({ role: "assistant", text: answer.text, calls });
  if (answer.text !== "") emit({ kind: "text", text: answer.text });
  if (calls.length > 0) return performAll(run, calls);

  if (run.nudged) return { stop: "finished", why: "The agent ended without calling finish." };
  run.nudged = true;
  messages.push({ role: "user", text: NUDGE });
  return undefined;
}

/** Performs the calls in order. Strategies are delivered after the last result, so that results stay together. */
async function performAll(run: Run, calls: readonly ToolCall[]): Promise<Stop | undefined> {
  const runsBefore = run.deeds.length;
  for (const call of calls) {
    const stop = await perform(run, call);
    if (stop !== undefined) return stop;
  }
  const shown = run.deeds.slice(runsBefore).find((deed) => deed.kind === "run" && symptomsOf(deed.run).length > 0);
  if (run.sawFailures || shown?.kind !== "run") return undefined;
  run.sawFailures = true;
  await consult(run, shown.run);
  return undefined;
}

/** One call: check, announce with its expectation, ask if needed, run, report. */
async function perform(run: Run, call: ToolCall): Promise<Stop | undefined> {
  const { request, emit, signal, purse, messages } = run;
  const prepared = prepareCall(call, request.tools);
  const stop = mayNotStart(run, call, prepared);
  if (stop !== undefined) return stop;

  const startedAt = request.clock();
  announce(run, call, prepared);
  const result = prepared.kind === "invalid" ? rejected(prepared) : await attempt(run, call, prepared);
  const ms = Math.max(0, request.clock() - startedAt);
  emit({ kind: "tool-finished", call: call.id, tool: call.tool, ...forTheRecord(result), ms });
  if (prepared.tool?.risk === "run") emit({ kind: "budget-used", use: purse.use() });
  if (signal.aborted) return cancelled;

  const effect = result.ok ? result.effect : undefined;
  const data = effect === undefined ? {} : { data: effect };
  messages.push({ role: "tool", call: call.id, text: result.output, ...data });
  if (effect?.kind === "edited") run.deeds.push({ kind: "edit" });
  if (effect?.kind === "finished") return { stop: "finished", why: "" };
  run.failures = result.ok ? 0 : run.failures + 1;
  if (run.failures < MAX_FAILURES) return undefined;
  return { stop: "repeated-call", why: `${MAX_FAILURES} calls in a row failed, the last one ${call.tool}.` };
}

function mayNotStart(run: Run, call: ToolCall, prepared: PreparedCall): Stop | undefined {
  if (run.signal.aborted) return cancelled;
  const key = callKey(call);
  run.lastCall = { key, times: run.lastCall.key === key ? run.lastCall.times + 1 : 1 };
  if (run.lastCall.times >= MAX_SAME_CALLS) {
    return {
      stop: "repeated-call",
      why: `${call.tool} was called ${MAX_SAME_CALLS} times in a row with the same input.`,
    };
  }
  if (prepared.kind === "invalid" || prepared.tool.risk !== "run") return undefined;
  const spent = run.purse.reserveTestRun()?.spent;
  return spent === undefined ? undefined : { stop: "budget", why: spent };
}

function announce({ emit }: Run, call: ToolCall, prepared: PreparedCall): void {
  const started = { kind: "tool-started", call: call.id, tool: call.tool, input: prepared.input } as const;
  if (prepared.kind === "invalid") {
    emit({ ...started, risk: prepared.tool?.risk ?? "read", title: `${call.tool} with invalid input` });
    return;
  }
  const { tool, input } = prepared;
  const expectation = tool.expectation(input);
  const expected = expectation === undefined ? {} : { expectation };
  emit({ ...started, risk: tool.risk, title: tool.title(input), ...expected });
}

/** Runs a valid call, after a person's yes where one is needed. What a model can act on comes back as a failed result. */
async function attempt(run: Run, call: ToolCall, { tool, input }: { tool: Tool; input: unknown }): Promise<ToolResult> {
  const { request, signal } = run;
  const act = { risk: tool.risk, reads: tool.reads?.(input) ?? [], writes: tool.writes(input) };
  const approval = judgeAct(act, (path) => request.tests.isTest(path));
  if (approval.kind === "deny") return { ok: false, summary: "refused", output: approval.reason };
  if (approval.kind === "ask") {
    const refusal = await askPerson(run, call.id, tool.title(input), approval.reason);
    if (refusal !== undefined) return refusal;
  }
  if (signal.aborted) return abortedResult;
  try {
    const result = await unlessAborted(tool.run(input, contextOf(run, call.id)), signal);
    return result === ABORTED ? abortedResult : result;
  } catch (error) {
    if (signal.aborted) return abortedResult;
    if (!isActionable(error)) throw error;
    return { ok: false, summary: "failed", output: sentence(error) };
  }
}

async function askPerson(run: Run, call: string, title: string, reason: string): Promise<ToolResult | undefined> {
  const { request, emit, signal } = run;
  emit({ kind: "approval-asked", call, title, reason });
  const answer = await unlessAborted(request.ask({ call, title, reason }, signal), signal);
  if (answer === ABORTED) return abortedResult;
  const note = answer.note === undefined ? {} : { note: answer.note };
  emit({ kind: "approval-answered", call, allowed: answer.allowed, ...note });
  if (answer.allowed) return undefined;
  const said = answer.note === undefined ? "" : ` They say: ${answer.note}`;
  return {
    ok: false,
    summary: "not allowed",
    output: `A person did not allow this: ${reason}${said} Find another way.`,
  };
}

function contextOf(run: Run, call: string): ToolContext {
  const { request, emit, signal, purse } = run;
  const tests: TestRunner = {
    framework: request.tests.framework,
    isTest: (path) => request.tests.isTest(path),
    async run(wanted, onProgress, runSignal) {
      const limitMs = Math.min(wanted.limitMs ?? testLimitMs(run.deeds), Math.max(1, purse.msLeft()));
      const result = await request.tests.run({ ...wanted, limitMs }, onProgress, runSignal);
      run.deeds.push({ kind: "run", run: result, whole: wanted.files === undefined && wanted.ids === undefined });
      return result;
    },
  };
  const onTestProgress: ToolContext["onTestProgress"] = ({ finished, failed }) =>
    emit({ kind: "tests-progress", call, finished, failed });
  return { files: request.files, search: request.search, tests, onTestProgress, signal };
}

/** An edit can make a loop endless: what is normal for this project's tests bounds the wait. */
function testLimitMs(deeds: readonly Deed[]): number {
  const runs = deeds.flatMap((deed) => (deed.kind === "run" ? [deed.run] : []));
  const ended = runs.filter(({ outcome }) => outcome === "passed" || outcome === "failed").map(({ ms }) => ms);
  return ended.length === 0 ? FIRST_TEST_LIMIT_MS : Math.max(MIN_TEST_LIMIT_MS, TEST_LIMIT_FACTOR * Math.max(...ended));
}

/** Consults practice memory and delivers what is new. Without memory the episode goes on with base competence. */
async function consult(run: Run, failing: TestRun | undefined): Promise<void> {
  const { request, emit, signal, delivered, messages } = run;
  const slots = MAX_STRATEGIES - delivered.size;
  if (slots <= 0) return;
  try {
    const recall = request.recall(situationOf(request, run.paths, failing), MAX_STRATEGIES);
    const recalled = await unlessAborted(recall, signal);
    if (recalled === ABORTED) return;
    const fresh = recalled.filter((each) => !delivered.has(each.strategy.id)).slice(0, slots);
    if (fresh.length === 0) return;
    for (const { strategy } of fresh) delivered.add(strategy.id);
    const strategies = fresh.map(({ strategy: { id, title }, hash, why }) => ({ id, title, hash, why }));
    emit({ kind: "strategies-consulted", strategies });
    messages.push({ role: "user", text: renderStrategies(fresh) });
  } catch (error) {
    emit({ kind: "notice", text: `Practice memory could not be consulted: ${sentence(error)}` });
  }
}

/** Models reuse ids, or leave them out; in a trace each call has its own. */
function withOwnId({ callIds }: Run, call: ToolCall): ToolCall {
  const base = call.id === "" ? "call" : call.id;
  let id = base;
  for (let n = 2; callIds.has(id); n++) id = `${base}-${n}`;
  callIds.add(id);
  return { ...call, id };
}

function rejected({ output }: { readonly output: string }): ToolResult {
  return { ok: false, summary: "invalid input", output };
}

/** A sentence for the model: ours, or the operating system's refusal. Anything else is a defect. */
function isActionable(error: unknown): boolean {
  return error instanceof UserError || (error instanceof Error && "code" in error && typeof error.code === "string");
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const cancelled: Stop = { stop: "cancelled", why: "The episode was cancelled." };
const abortedResult: ToolResult = { ok: false, summary: "cancelled", output: "The episode was cancelled." };
