import { z } from "zod";

/** What Node keeps of a module's source map beside its coverage. */
export const CachedSourceMap = z.object({
  /** Length of each line of the generated code, without its line break. */
  lineLengths: z.array(z.number()),
  data: z.object({ sources: z.array(z.string().nullable()), mappings: z.string() }).nullable(),
});
export type CachedSourceMap = Readonly<z.infer<typeof CachedSourceMap>>;

const DIGITS = new Map(
  [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].map((digit, value) => [digit, value]),
);

/** Lines, from 1, of each source whose generated code was executed. Sources are named as in the map. */
export function mappedLines(
  { lineLengths, data }: CachedSourceMap,
  units: Uint8Array,
): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  if (!data) return found;
  let lineStart = 0;
  let source = 0;
  let line = 0;
  for (const [index, segments] of data.mappings.split(";").entries()) {
    let column = 0;
    for (const segment of segments.split(",")) {
      const [columns, sources, lines] = decode(segment);
      column += columns ?? 0;
      source += sources ?? 0;
      line += lines ?? 0;
      const name = sources === undefined ? undefined : data.sources[source];
      if (typeof name !== "string" || units[lineStart + column] !== 1) continue;
      const known = found.get(name) ?? new Set<number>();
      found.set(name, known.add(line + 1));
    }
    lineStart += (lineLengths[index] ?? 0) + 1;
  }
  return found;
}

/** Base64 VLQ (ECMA-426): five bits per digit, least significant first, the sixth says that more follow; bit 0 signs. */
function decode(segment: string): readonly number[] {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (const char of segment) {
    const digit = DIGITS.get(char) ?? 0;
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    values.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return values;
}
