import { ConfigurationTarget, workspace } from "vscode";
import { TASK_BUDGET } from "../core/agent/budgets.ts";
import type { Budget } from "../core/agent/run.ts";
import type { AgentChoice } from "../core/etude.ts";
import type { IdleMode } from "../core/practice/idle.ts";
import type { SettingId } from "./ids.ts";

const MINUTE_MS = 60_000;

/** Where a model answers. `baseUrl` and `model` are empty until a person has set them. */
export interface Endpoint {
  readonly baseUrl: string;
  readonly model: string;
}

/** Typed reads of the configuration. A value of another type, which VS Code lets through, falls back to the default. */
export const settings = {
  agent: (): AgentChoice => (read("etude.agent", "builtin") === "openai" ? "openai" : "builtin"),
  endpoint: (): Endpoint => ({
    baseUrl: read("etude.openai.baseUrl", "").trim(),
    model: read("etude.openai.model", "").trim(),
  }),
  budget: (): Budget => ({
    testRuns: atLeastOne(read("etude.budget.testRuns", TASK_BUDGET.testRuns)),
    turns: atLeastOne(read("etude.budget.turns", TASK_BUDGET.turns)),
    tokens: atLeastOne(read("etude.budget.tokens", TASK_BUDGET.tokens)),
    ms: atLeastOne(read("etude.budget.minutes", TASK_BUDGET.ms / MINUTE_MS)) * MINUTE_MS,
  }),
  idle: () => ({
    mode: idleMode(read("etude.practice.idle", "generate")),
    afterMs: atLeastOne(read("etude.practice.idleAfterMinutes", 5)) * MINUTE_MS,
    stock: Math.max(0, Math.floor(read("etude.practice.stock", 5))),
  }),
};

/** Writes a setting for this machine. */
export async function store(id: SettingId, value: string): Promise<void> {
  await workspace.getConfiguration().update(id, value, ConfigurationTarget.Global);
}

function read(id: SettingId, fallback: string): string;
function read(id: SettingId, fallback: number): number;
function read(id: SettingId, fallback: string | number): string | number {
  const value: unknown = workspace.getConfiguration().get(id);
  return typeof value === typeof fallback ? (value as string | number) : fallback;
}

function atLeastOne(value: number): number {
  return Number.isFinite(value) ? Math.max(1, Math.floor(value)) : 1;
}

function idleMode(value: string): IdleMode {
  return value === "off" || value === "generateAndPractise" ? value : "generate";
}
