import type { LedgerEntry } from "./memory/ledger.ts";
import type { JournalEntry, JournalKind } from "./trace/journal.ts";
import type { TestRun } from "./trace/test-run.ts";

/** The part of the platform's AbortSignal that core uses. Platform signals fit as they are. */
export interface AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Milliseconds since the epoch. Core never reads the system clock. */
export type Clock = () => number;

/** Uniform in [0, 1). Core never draws randomness of its own. */
export type Random = () => number;

/** SHA-256 of the text's UTF-8 bytes, as 64 lower-case hex digits. */
export type Hash = (text: string) => string;

/** A new id `<prefix>-<time><random>`, sortable by time, `[a-z0-9-]` only. */
export function newId(prefix: string, clock: Clock, random: Random): string {
  const time = clock().toString(36).padStart(9, "0");
  const tail = Math.floor(random() * 36 ** 6)
    .toString(36)
    .padStart(6, "0");
  return `${prefix}-${time}${tail}`;
}

/**
 * The files of one folder tree. Paths are relative to its root, `/`-separated, already checked by the path guard
 * (`agent/paths.ts`); adapters check again and throw on an escape.
 */
export interface Files {
  /** Every file that is neither ignored by git, nor under `.git` or `node_modules`; sorted; bounded by the adapter. */
  list(signal?: AbortSignal): Promise<readonly string[]>;
  /** The text, or undefined when there is no such file. Throws UserError when it is not UTF-8 text or over 2 MB. */
  read(path: string): Promise<string | undefined>;
  /** Atomic; creates folders as needed; keeps the mode of an existing file. */
  write(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** The same operations on an absolute path outside the root. Only for a path whose use a person has just allowed. */
  readonly outside: Pick<Files, "read" | "write">;
}

export interface SearchHit {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

export interface SearchRequest {
  readonly pattern: string;
  /** Literal text when false. A regular expression is run by ripgrep only; without ripgrep it is refused. */
  readonly regex: boolean;
  /** Glob over relative paths. */
  readonly glob?: string | undefined;
  readonly maxHits: number;
}

export type SearchResult =
  | { readonly kind: "hits"; readonly hits: readonly SearchHit[]; readonly truncated: boolean }
  | { readonly kind: "refused"; readonly reason: string };

export interface Search {
  search(request: SearchRequest, signal: AbortSignal): Promise<SearchResult>;
}

export interface TestRequest {
  /** Test files to run; all when absent. */
  readonly files?: readonly string[] | undefined;
  /** Test ids to run, where the framework can select; others of the same files may then be missing from the report. */
  readonly ids?: readonly string[] | undefined;
  /** Collect which source lines were executed. */
  readonly coverage?: boolean | undefined;
  /** Wall-clock limit for the whole run, in ms. */
  readonly limitMs?: number | undefined;
}

/** A tick of a running test command: how far it is, for people. */
export interface TestProgress {
  readonly finished: number;
  readonly failed: number;
}

export interface TestRunner {
  /** `node:test`, `mocha`, `vitest`, `jest`, `tape`, `tap`, `pytest`. */
  readonly framework: string;
  /** Never rejects: whatever happens is an outcome. An aborted run ends as `crashed` with signal `SIGTERM`. */
  run(request: TestRequest, onProgress: (progress: TestProgress) => void, signal: AbortSignal): Promise<TestRun>;
  /** Whether this path is a test, fixture of tests, snapshot or test set-up of the project. */
  isTest(path: string): boolean;
}

/** One file of a sandbox copy that differs from the workspace: its whole text, or undefined to leave the file out. */
export interface FileChange {
  readonly path: string;
  readonly text: string | undefined;
}

/** A disposable copy of the workspace in which practice code runs, without network, history or secrets. */
export interface SandboxCopy {
  readonly files: Files;
  readonly search: Search;
  readonly tests: TestRunner;
  /** Files that differ from what the copy held when it was opened, sorted by path. */
  changes(): Promise<readonly FileChange[]>;
  /** Ends every process of the copy and removes it. Never rejects. */
  dispose(): Promise<void>;
}

export interface Sandbox {
  /** Name of the driver in use, for people: `bwrap`, `util-linux`. */
  readonly driver: string;
  /** A fresh copy of the workspace with the changes laid over it; tests and dependencies are read-only inside. */
  open(changes: readonly FileChange[], signal: AbortSignal): Promise<SandboxCopy>;
}

/** Whether practice may run on this machine; decided by running probes, never by platform name. */
export type SandboxState =
  | { readonly kind: "ready"; readonly sandbox: Sandbox }
  | { readonly kind: "unavailable"; readonly reason: string };

/** Append-only record of everything that happened, in the order of appending. */
export interface Journal {
  /** Resolves when the entries are durable. */
  append(entries: readonly JournalEntry[]): Promise<void>;
  /** Entries of one kind, oldest first. */
  read<K extends JournalKind>(kind: K, filter?: JournalFilter): Promise<readonly Extract<JournalEntry, { kind: K }>[]>;
}

export interface JournalFilter {
  readonly episode?: string | undefined;
  /** Only the newest so many, still oldest first. */
  readonly newest?: number | undefined;
}

/** Per-user record, outside the workspace, of which exact bytes were decided on by whom. */
export interface Ledger {
  /** All decisions for this workspace, oldest first. */
  entries(): Promise<readonly LedgerEntry[]>;
  record(entry: LedgerEntry): Promise<void>;
}

export type Language = "javascript" | "typescript" | "tsx";

/** A concrete syntax tree. `dispose` frees memory outside the JavaScript heap: whoever parses, disposes. */
export interface SyntaxTree {
  readonly root: SyntaxNode;
  dispose(): void;
}

/** A node of a concrete syntax tree; offsets are UTF-16 code units, rows and columns count from 0. */
export interface SyntaxNode {
  readonly id: number;
  readonly type: string;
  readonly text: string;
  readonly isNamed: boolean;
  readonly hasError: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly startPosition: { readonly row: number; readonly column: number };
  readonly endPosition: { readonly row: number; readonly column: number };
  readonly parent: SyntaxNode | null;
  readonly children: readonly SyntaxNode[];
  readonly namedChildren: readonly SyntaxNode[];
  readonly previousNamedSibling: SyntaxNode | null;
  readonly nextNamedSibling: SyntaxNode | null;
  childForFieldName(name: string): SyntaxNode | null;
}

export interface SyntaxTrees {
  /** Parses whatever it is given: errors are nodes (`root.hasError`), never exceptions. */
  parse(language: Language, text: string): SyntaxTree;
}

/** What a model is told and what it answers. Text goes both ways in these shapes; adapters translate. */
export type Message =
  | { readonly role: "system" | "user"; readonly text: string }
  | { readonly role: "assistant"; readonly text: string; readonly calls: readonly ToolCall[] }
  | { readonly role: "tool"; readonly call: string; readonly text: string; readonly data?: unknown };

/** `input` is the arguments' JSON text as the model wrote it, not yet checked. */
export interface ToolCall {
  readonly id: string;
  readonly tool: string;
  readonly input: string;
}

export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** JSON schema of the input. */
  readonly input: Readonly<Record<string, unknown>>;
}

export interface ModelRequest {
  readonly messages: readonly Message[];
  readonly tools: readonly ToolSpec[];
  /** Upper bound on the tokens of the answer. */
  readonly maxTokens: number;
  /** JSON schema the answer's text must follow, for structured questions. */
  readonly answer?: Readonly<Record<string, unknown>> | undefined;
}

/** How a request can go wrong. `message` is a sentence for people. */
export interface ModelFault {
  readonly kind:
    | "unreachable"
    | "refused-key"
    | "rate-limited"
    | "overflow"
    | "truncated"
    | "malformed"
    | "stalled"
    | "server"
    | "refused"
    | "aborted";
  readonly message: string;
  /** When the server said how long to wait, in ms. */
  readonly retryAfterMs?: number | undefined;
}

export type ModelEvent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "call"; readonly call: ToolCall }
  | { readonly kind: "usage"; readonly inputTokens: number; readonly outputTokens: number }
  | { readonly kind: "end"; readonly why: "stop" | "calls" }
  | { readonly kind: "fault"; readonly fault: ModelFault };

/** What answers one request. */
export interface Model {
  /** Stable name shown to people and kept with competency: `builtin/1`, `openai/gpt-x`. */
  readonly id: string;
  /** Streams until exactly one `end` or `fault`. Never throws; an abort is a fault of kind `aborted`. */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}
