/**
 * Whether a `/`-separated path matches a glob: `*` and `?` within a segment, `**` over segments, `{a,b}` alternatives.
 * A glob without `/` is matched against the last segment. Time is bounded by the product of the lengths: globs come
 * from models too, so they are never turned into regular expressions.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  const trimmed = glob.replace(/^\.?\/+/, "");
  const patterns = alternatives(trimmed.endsWith("/") ? `${trimmed}**` : trimmed).map((each) =>
    each.includes("/") ? each.split("/") : ["**", each],
  );
  return (path) => {
    const segments = path.split("/");
    return patterns.some((pattern) => matches(pattern, segments, "**", segmentMatches));
  };
}

/** Alternatives beyond this many are ignored: a glob is not a program. */
const MAX_ALTERNATIVES = 64;

function alternatives(glob: string): readonly string[] {
  const done: string[] = [];
  const open = [glob];
  while (open.length > 0 && done.length < MAX_ALTERNATIVES) {
    const next = open.shift() ?? "";
    const group = /\{([^{}]*)\}/.exec(next);
    if (group === null || open.length > MAX_ALTERNATIVES) {
      done.push(next);
      continue;
    }
    const head = next.slice(0, group.index);
    const tail = next.slice(group.index + group[0].length);
    open.push(...(group[1] ?? "").split(",").map((each) => head + each + tail));
  }
  return done;
}

function segmentMatches(pattern: string, segment: string): boolean {
  return matches([...pattern], [...segment], "*", (p, c) => p === "?" || p === c);
}

/** Wildcard matching that goes back to the last star only, which is enough when a star takes anything. */
function matches(
  pattern: readonly string[],
  text: readonly string[],
  star: string,
  fits: (pattern: string, item: string) => boolean,
): boolean {
  let p = 0;
  let t = 0;
  let lastStar = -1;
  let resume = 0;
  while (t < text.length) {
    const wanted = pattern[p];
    if (wanted === star) {
      lastStar = p++;
      resume = t;
    } else if (wanted !== undefined && fits(wanted, text[t] ?? "")) {
      p++;
      t++;
    } else if (lastStar >= 0) {
      p = lastStar + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.slice(p).every((rest) => rest === star);
}
