import { formatMoney } from "./money.js";

/** A text table: names on the left, amounts aligned on the right, a rule and the total below. */
export function renderTable(rows, options = {}) {
  const title = options.title ?? "";
  const width = options.width ?? 32;
  const lines = title ? [title, "=".repeat(width)] : [];
  let total = 0;
  for (const { name, amount } of rows) {
    lines.push(line(name, formatMoney(amount), width));
    total += amount;
  }
  if (rows.length > 1) {
    lines.push("-".repeat(width), line("total", formatMoney(total), width));
  }
  return lines.join("\n");
}

function line(name, amount, width) {
  const room = width - amount.length - 1;
  const label = name.length > room ? `${name.slice(0, room - 1)}…` : name;
  return `${label.padEnd(room)} ${amount}`;
}
