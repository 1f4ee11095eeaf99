import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { byCategory, expensesFrom, largest } from "../src/expenses.js";

const text = `date,payer,category,amount,kind
2026-03-01,ida,rent,900.00,
2026-03-03,jon,food,42.10,
2026-03-04,ida,food,,
2026-03-09,jon,travel,120,
2026-03-10,jon,travel,20,refund
2026-04-02,ida,food,18.40,
`;

describe("expensesFrom", () => {
  test("leaves out lines without an amount", () => assert.equal(expensesFrom(text).length, 5));
  test("counts refunds as negative", () => assert.equal(expensesFrom(text)[3].amount, -2000));
  test("keeps to the period", () =>
    assert.deepEqual(
      expensesFrom(text, { period: { from: "2026-03-03", to: "2026-03-09" } }).map((expense) => expense.date),
      ["2026-03-03", "2026-03-09"],
    ));
  test("names what is missing", () =>
    assert.deepEqual(expensesFrom("date,amount\n2026-01-01,1"), [
      { date: "2026-01-01", payer: "unknown", category: "other", amount: 100 },
    ]));
  test("takes another separator", () =>
    assert.equal(expensesFrom("date;amount\n2026-01-01;7", { separator: ";" })[0].amount, 700));
});

describe("byCategory", () => {
  test("adds up and sorts", () =>
    assert.deepEqual(byCategory(expensesFrom(text)), [
      { category: "rent", total: 90000 },
      { category: "travel", total: 10000 },
      { category: "food", total: 6050 },
    ]));
  test("sorts equal totals by name", () =>
    assert.deepEqual(
      byCategory([
        { category: "b", amount: 1 },
        { category: "a", amount: 1 },
      ]).map((group) => group.category),
      ["a", "b"],
    ));
});

describe("largest", () => {
  const list = [{ amount: 3 }, { amount: 9 }, { amount: 5 }];
  test("is sorted", () => assert.deepEqual(largest(list, 2), [{ amount: 9 }, { amount: 5 }]));
  test("gives three by default", () => assert.equal(largest([...list, ...list]).length, 3));
  test("leaves the list as it was", () => {
    largest(list, 2);
    assert.equal(list[0].amount, 3);
  });
  test("gives none for zero", () => assert.deepEqual(largest(list, 0), []));
});
