export { allocate, formatMoney, parseMoney, sum } from "./money.js";
export { daysIn, inPeriod, monthOf, overlap } from "./period.js";
export { columnsOf, readTable, splitLine } from "./csv.js";
export { byCategory, expensesFrom, largest } from "./expenses.js";
export { budgetState, remaining } from "./budget.js";
export { balances, settle, shareEqually } from "./split.js";
export { renderTable } from "./report.js";
