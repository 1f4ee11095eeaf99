import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { allocate, formatMoney, parseMoney, sum } from "../src/money.js";

describe("parseMoney", () => {
  test("reads whole amounts", () => assert.equal(parseMoney("12"), 1200));
  test("reads two decimals", () => assert.equal(parseMoney("12.34"), 1234));
  test("reads one decimal", () => assert.equal(parseMoney("3.5"), 350));
  test("reads thousands", () => assert.equal(parseMoney("1,200.05"), 120005));
  test("reads negative amounts", () => assert.equal(parseMoney(" -0.99 "), -99));
  test("refuses words", () => assert.throws(() => parseMoney("ten"), /not an amount: ten/));
  test("refuses three decimals", () => assert.throws(() => parseMoney("1.234"), RangeError));
});

describe("formatMoney", () => {
  test("pads cents", () => assert.equal(formatMoney(1205), "12.05"));
  test("groups thousands", () => assert.equal(formatMoney(123456789), "1,234,567.89"));
  test("keeps the sign of small amounts", () => assert.equal(formatMoney(-5), "-0.05"));
  test("prints zero", () => assert.equal(formatMoney(0), "0.00"));
});

describe("allocate", () => {
  test("loses no cent", () => assert.equal(sum(allocate(100, [1, 1, 1])), 100));
  test("gives the rest to the largest remainders", () => assert.deepEqual(allocate(100, [1, 1, 1]), [34, 33, 33]));
  test("follows the weights", () => assert.deepEqual(allocate(1000, [1, 3]), [250, 750]));
  test("orders remainders before positions", () => assert.deepEqual(allocate(10, [2, 5, 2]), [2, 6, 2]));
  test("refuses an empty list", () => assert.throws(() => allocate(10, []), RangeError));
  test("refuses weights of zero", () => assert.throws(() => allocate(10, [0, 0]), /positive weight/));
});
