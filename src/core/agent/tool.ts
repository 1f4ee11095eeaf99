import type { z } from "zod";
import type { AbortSignal, Files, Search, TestProgress, TestRunner } from "../ports.ts";
import type { Expectation } from "../trace/expectation.ts";
import type { Risk, ToolEffect } from "./events.ts";

/** What a tool may touch: the workspace in a task, the sandbox copy in a kata. */
export interface ToolContext {
  readonly files: Files;
  readonly search: Search;
  readonly tests: TestRunner;
  readonly onTestProgress: (progress: TestProgress) => void;
  readonly signal: AbortSignal;
}

/** `output` is read by the model: on failure it says what to do instead. */
export type ToolResult =
  | { readonly ok: true; readonly summary: string; readonly output: string; readonly effect?: ToolEffect }
  | { readonly ok: false; readonly summary: string; readonly output: string };

/** One thing the agent can do. One file each under `core/tools/`; `tools/index.ts` is the list. */
export interface Tool<Input = unknown> {
  readonly name: string;
  /** Told to the model. */
  readonly description: string;
  readonly risk: Risk;
  /** The input's schema; its JSON schema goes to the model. Tools of risk edit and run require an `expectation`. */
  readonly input: z.ZodType<Input>;
  /** One line for people. */
  title(input: Input): string;
  /** Paths the call would write, as given; approvals judge them. */
  writes(input: Input): readonly string[];
  /** Paths the call names to read, as given; absent for tools that take none. */
  reads?(input: Input): readonly string[];
  expectation(input: Input): Expectation | undefined;
  /** Never rejects for a reason the model can act on; an abort may reject. */
  run(input: Input, context: ToolContext): Promise<ToolResult>;
}
