import type { ToolResult } from "./tool.ts";

/**
 * What of a result goes into events. Which lines each test executed is left out: a model may need it once, nobody reads
 * it later, and it would be most of the journal.
 */
export function forTheRecord(result: ToolResult): ToolResult {
  if (!result.ok || result.effect?.kind !== "tests-ran" || !("coverage" in result.effect.run)) return result;
  const { coverage, ...run } = result.effect.run;
  return coverage === undefined ? result : { ...result, effect: { kind: "tests-ran", run } };
}
