import type { Random } from "../ports.ts";

/** Fisher-Yates: every order is equally likely, and it depends on the items' order and `random` alone. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const rest = [...items];
  const result: T[] = [];
  while (rest.length > 0) result.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return result;
}

/** First a group, with a chance in proportion to its weight, then any item of it. Undefined when there is none. */
export function drawByWeight<T, G>(
  items: readonly T[],
  groupOf: (item: T) => G,
  weightOf: (group: G) => number,
  random: Random,
): T | undefined {
  const groups = groupedBy(items, groupOf);
  let total = 0;
  for (const group of groups.keys()) total += weightOf(group);
  let rest = random() * total;
  for (const [group, members] of groups) {
    rest -= weightOf(group);
    if (rest < 0) return members[Math.floor(random() * members.length)];
  }
  return items.at(-1);
}

/** In the order of first appearance. */
export function groupedBy<T, G>(items: Iterable<T>, groupOf: (item: T) => G): ReadonlyMap<G, readonly T[]> {
  const groups = new Map<G, T[]>();
  for (const item of items) {
    const group = groups.get(groupOf(item));
    if (group) group.push(item);
    else groups.set(groupOf(item), [item]);
  }
  return groups;
}
