import { sum } from "./money.js";

const WARN_SHARE = 0.8;

/** What is left of a budget; never below zero. */
export function remaining(budget, expenses) {
  const spent = sum(expenses.map((expense) => expense.amount));
  return Math.max(0, budget.limit - spent);
}

/**
 * "over" above the limit, "near" from the warning share on (80 % unless the budget says otherwise), else "fine". A
 * budget without a limit is always fine.
 */
export function budgetState(budget, expenses) {
  if (budget.limit === undefined) {
    return "fine";
  }
  const spent = sum(expenses.map((expense) => expense.amount));
  if (spent > budget.limit) {
    return "over";
  }
  const warnAt = budget.limit * (budget.warnShare ?? WARN_SHARE);
  return spent > warnAt ? "near" : "fine";
}
