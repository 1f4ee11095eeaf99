import type { TestProgress, TestRequest } from "../../core/ports.ts";
import type { Coverage } from "../../core/trace/test-run.ts";
import type { ExecResult } from "../exec.ts";
import type { RunPlace } from "./place.ts";
import type { Project } from "./project/project.ts";
import type { ToolCommand } from "./project/script.ts";
import type { Report } from "./report/entry.ts";
import type { Locator } from "./report/locate.ts";

/** One test framework: how to tell that a project uses it, and how to run it. */
export interface RunnerKind {
  readonly name: string;
  /** Which command of `scripts.test` runs this framework, or what else speaks for it. */
  detect(project: Project): Promise<Detection | undefined>;
  /** Runs the requested tests. May throw `CannotRun`. */
  run(run: Run): Promise<Findings>;
}

/** Reasons to pick a framework, the best first. */
export const EVIDENCE = ["script", "dependency", "files"] as const;

export interface Detection {
  readonly by: (typeof EVIDENCE)[number];
  /** How the project's own script calls the framework. */
  readonly command?: ToolCommand | undefined;
}

/** Everything one run needs. */
export interface Run {
  readonly place: RunPlace;
  readonly project: Project;
  readonly locator: Locator;
  readonly command: ToolCommand | undefined;
  readonly request: TestRequest;
  /** Files to run, relative; all when undefined. Files of requested ids are among them. */
  readonly files: readonly string[] | undefined;
  /** Test names to run, as in `TestCase.name`; all when undefined. */
  readonly names: readonly string[] | undefined;
  /** A folder of this run alone, writable for both sides, removed afterwards. */
  readonly scratch: { readonly host: string; readonly seen: string };
  isTest(path: string): boolean;
  /** Runs a command in the project's folder within what is left of the time limit; progress is read from `report`. */
  launch(argv: readonly string[], options?: LaunchOptions): Promise<ExecResult>;
  onProgress(progress: TestProgress): void;
}

export interface LaunchOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Name in the scratch folder of the report that the command appends to. */
  readonly report?: string;
}

/** What a framework's run left behind, before it is judged. */
export interface Findings {
  /** The command as spawned. */
  readonly command: readonly string[];
  readonly exec: ExecResult;
  readonly report: Report;
  /** The framework said in so many words that there was nothing to run. */
  readonly noTests?: boolean | undefined;
  readonly coverage?: readonly Coverage[] | undefined;
}

/** Why a framework cannot run at all here, as a sentence for people. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
}

export const notInstalled = (name: string) =>
  new CannotRun(`${name} is not installed in this project: install its dependencies first (\`npm install\`).`);
