import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { balances, settle, shareEqually } from "../src/split.js";

describe("shareEqually", () => {
  test("adds up", () =>
    assert.deepEqual([...shareEqually(1000, ["ida", "jon", "kim"])], [
      ["ida", 334],
      ["jon", 333],
      ["kim", 333],
    ]));
  test("refuses nobody", () => assert.throws(() => shareEqually(1000, []), /nobody/));
});

const expenses = [
  { payer: "ida", amount: 900 },
  { payer: "jon", amount: 300 },
];

test("balances are paid minus share", () =>
  assert.deepEqual([...balances(expenses, ["ida", "jon", "kim"])], [
    ["ida", 500],
    ["jon", -100],
    ["kim", -400],
  ]));

describe("settle", () => {
  test("every debtor pays", () =>
    assert.deepEqual(settle(balances(expenses, ["ida", "jon", "kim"])), [
      { from: "kim", to: "ida", amount: 400 },
      { from: "jon", to: "ida", amount: 100 },
    ]));
  test("nothing to do when all are even", () => assert.deepEqual(settle(new Map([["ida", 0]])), []));
  test("nobody pays where nobody is owed", () => assert.deepEqual(settle(new Map()), []));
});
