import { allocate, sum } from "./money.js";

/** Equal shares of an amount for the people named, in cents that add up. */
export function shareEqually(cents, people) {
  if (people.length === 0) {
    throw new RangeError("nobody to share with");
  }
  const parts = allocate(
    cents,
    people.map(() => 1),
  );
  return new Map(people.map((person, index) => [person, parts[index]]));
}

/** What each person has paid more (positive) or less (negative) than an equal share. */
export function balances(expenses, people) {
  const total = sum(expenses.map((expense) => expense.amount));
  const shares = shareEqually(total, people);
  const result = new Map();
  for (const person of people) {
    const paid = sum(expenses.filter((expense) => expense.payer === person).map((expense) => expense.amount));
    result.set(person, paid - shares.get(person));
  }
  return result;
}

/** Transfers that settle the balances: whoever owes most pays whoever is owed most. */
export function settle(balance) {
  const debtors = [...balance].filter(([, amount]) => amount < 0).sort((a, b) => a[1] - b[1]);
  const creditors = [...balance].filter(([, amount]) => amount > 0).sort((a, b) => b[1] - a[1]);
  const transfers = [];
  let creditor = 0;
  let credit = creditors.length > 0 ? creditors[0][1] : 0;
  for (let i = 0; i < debtors.length - 1; i += 1) {
    let debt = -debtors[i][1];
    while (debt > 0 && creditor < creditors.length) {
      const amount = Math.min(debt, credit);
      transfers.push({ from: debtors[i][0], to: creditors[creditor][0], amount });
      debt -= amount;
      credit -= amount;
      if (credit === 0) {
        creditor += 1;
        credit = creditor < creditors.length ? creditors[creditor][1] : 0;
      }
    }
  }
  return transfers;
}
