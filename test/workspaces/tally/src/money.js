/** Reads "12.50", "1,200" or "-3.5" as whole cents. Throws on anything else. */
export function parseMoney(text) {
  const match = /^(-?)(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) {
    throw new RangeError(`not an amount: ${text}`);
  }
  const whole = Number(match[2].replaceAll(",", ""));
  const fraction = match[3] ? Number(match[3].padEnd(2, "0")) : 0;
  const cents = whole * 100 + fraction;
  return match[1] === "-" ? -cents : cents;
}

/** "1,234.50" for 123450. */
export function formatMoney(cents) {
  const sign = cents < 0 ? "-" : "";
  const absolute = Math.abs(cents);
  const whole = String(Math.floor(absolute / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = String(absolute % 100).padStart(2, "0");
  return `${sign}${whole}.${fraction}`;
}

export function sum(amounts) {
  let total = 0;
  for (const amount of amounts) {
    total += amount;
  }
  return total;
}

/**
 * Divides `cents` in proportion to the weights without losing a cent: what rounding leaves over goes to the largest
 * remainders, first come first served.
 */
export function allocate(cents, weights) {
  const whole = sum(weights);
  if (weights.length === 0 || whole <= 0) {
    throw new RangeError("allocate needs at least one positive weight");
  }
  const exact = weights.map((weight) => (cents * weight) / whole);
  const parts = exact.map((part) => Math.floor(part));
  const order = exact
    .map((part, index) => ({ index, rest: part - Math.floor(part) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  let left = cents - sum(parts);
  for (const { index } of order) {
    if (left === 0) {
      break;
    }
    parts[index] += 1;
    left -= 1;
  }
  return parts;
}
