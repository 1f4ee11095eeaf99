import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { budgetState, remaining } from "../src/budget.js";

const spent = (...amounts) => amounts.map((amount) => ({ amount }));

describe("remaining", () => {
  test("is what is left", () => assert.equal(remaining({ limit: 1000 }, spent(300, 200)), 500));
  test("is never below zero", () => assert.equal(remaining({ limit: 1000 }, spent(900, 200)), 0));
});

describe("budgetState", () => {
  const budget = { limit: 1000 };
  test("is fine below the warning", () => assert.equal(budgetState(budget, spent(799)), "fine"));
  test("is near at exactly the warning level", () => assert.equal(budgetState(budget, spent(500, 300)), "near"));
  test("is near at the limit", () => assert.equal(budgetState(budget, spent(1000)), "near"));
  test("is over above the limit", () => assert.equal(budgetState(budget, spent(1001)), "over"));
  test("keeps to the budget's own share", () =>
    assert.equal(budgetState({ limit: 1000, warnShare: 0.5 }, spent(600)), "near"));
  test("without a limit is fine", () => assert.equal(budgetState({}, spent(999999)), "fine"));
});
