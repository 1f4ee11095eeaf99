import { z } from "zod";

const Position = z.object({ line: z.number(), column: z.number().nullable() });
const FileCoverage = z.object({
  path: z.string(),
  statementMap: z.record(z.string(), z.object({ start: Position, end: Position })),
  s: z.record(z.string(), z.number()),
});
/** `coverage-final.json` as Istanbul's JSON report writes it. */
export const IstanbulReport = z.record(z.string(), FileCoverage);
type FileCoverage = Readonly<z.infer<typeof FileCoverage>>;

/** Lines, from 1, on which the innermost statement was executed. */
export function statementLines({ statementMap, s }: FileCoverage): ReadonlySet<number> {
  const statements = Object.entries(statementMap)
    .map(([id, { start, end }]) => ({ first: start.line, last: end.line, executed: (s[id] ?? 0) > 0 }))
    // Outer statements first, so that inner ones overrule them.
    .sort((a, b) => b.last - b.first - (a.last - a.first));
  const innermost = new Map<number, { readonly size: number; readonly executed: boolean }>();
  for (const { first, last, executed } of statements) {
    const size = last - first;
    for (let line = first; line <= last; line += 1) {
      const known = innermost.get(line);
      // Of several statements on one line, one that was executed is enough.
      if (known && known.size === size) innermost.set(line, { size, executed: known.executed || executed });
      else innermost.set(line, { size, executed });
    }
  }
  return new Set([...innermost].filter(([, { executed }]) => executed).map(([line]) => line));
}
