import { judgePath } from "../agent/paths.ts";
import type { ToolResult } from "../agent/tool.ts";
import type { AbortSignal, Files } from "../ports.ts";

/** The two operations a tool needs on one file, wherever it lies. */
export interface Place {
  /** As shown to people and kept in traces: relative inside the workspace, absolute outside. */
  readonly path: string;
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

/** Where a path as given leads. The loop has already asked a person about paths that need one. */
export function placeOf(files: Files, given: string): Place | { readonly refused: string } {
  const verdict = judgePath(given);
  if (verdict.kind === "refused") return { refused: verdict.reason };
  const { path } = verdict;
  const side = verdict.kind === "inside" ? files : files.outside;
  return { path, read: () => side.read(path), write: (text) => side.write(path, text) };
}

export function failed(summary: string, output: string): ToolResult {
  return { ok: false, summary, output };
}

/** A cancelled episode writes nothing, even when the tool was already under way. */
export function refuseAborted(signal: AbortSignal): ToolResult | undefined {
  return signal.aborted ? failed("cancelled", "The episode was cancelled; nothing was written.") : undefined;
}
