import { readTable } from "./csv.js";
import { parseMoney, sum } from "./money.js";
import { inPeriod } from "./period.js";

/** Expenses of a bank export: lines without an amount are left out, and refunds count as negative. */
export function expensesFrom(text, options = {}) {
  const period = options.period ?? {};
  const expenses = [];
  for (const row of readTable(text, options.separator ?? ",")) {
    if (!row.amount) {
      continue;
    }
    if (!inPeriod(row.date, period)) {
      continue;
    }
    const amount = parseMoney(row.amount);
    expenses.push({
      date: row.date,
      payer: row.payer || "unknown",
      category: row.category || "other",
      amount: row.kind === "refund" ? -amount : amount,
    });
  }
  return expenses;
}

/** Total per category, largest first; equal totals in alphabetical order. */
export function byCategory(expenses) {
  const groups = new Map();
  for (const { category, amount } of expenses) {
    groups.set(category, [...(groups.get(category) ?? []), amount]);
  }
  return [...groups]
    .map(([category, amounts]) => ({ category, total: sum(amounts) }))
    .sort((a, b) => b.total - a.total || a.category.localeCompare(b.category));
}

/** The `count` largest expenses, largest first. Does not touch the list it is given. */
export function largest(expenses, count = 3) {
  if (count <= 0) {
    return [];
  }
  return [...expenses].sort((a, b) => b.amount - a.amount).slice(0, count);
}
