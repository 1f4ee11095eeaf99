import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { daysIn, inPeriod, monthOf, overlap } from "../src/period.js";

describe("daysIn", () => {
  test("knows leap years", () => assert.equal(daysIn(2028, 2), 29));
  test("knows common years", () => assert.equal(daysIn(2026, 2), 28));
  test("knows december", () => assert.equal(daysIn(2026, 12), 31));
  test("knows january", () => assert.equal(daysIn(2026, 1), 31));
  test("refuses month zero", () => assert.throws(() => daysIn(2026, 0), RangeError));
  test("refuses month thirteen", () => assert.throws(() => daysIn(2026, 13), RangeError));
});

test("the month of a date is its first seven characters", () => assert.equal(monthOf("2026-03-14"), "2026-03"));

describe("inPeriod", () => {
  const march = { from: "2026-03-01", to: "2026-03-31" };
  test("holds the first day", () => assert.equal(inPeriod("2026-03-01", march), true));
  test("holds the last day", () => assert.equal(inPeriod("2026-03-31", march), true));
  test("leaves out the day before", () => assert.equal(inPeriod("2026-02-28", march), false));
  test("leaves out the day after", () => assert.equal(inPeriod("2026-04-01", march), false));
  test("an open end has no limit", () => assert.equal(inPeriod("2031-01-01", { from: "2026-03-01" }), true));
});

describe("overlap", () => {
  const days = (from, to) => ({ from, to });
  test("counts both ends", () =>
    assert.equal(overlap(days("2026-03-01", "2026-03-10"), days("2026-03-05", "2026-03-20")), 6));
  test("is one for periods that touch", () =>
    assert.equal(overlap(days("2026-03-01", "2026-03-05"), days("2026-03-05", "2026-03-09")), 1));
  test("is zero for periods apart", () =>
    assert.equal(overlap(days("2026-03-01", "2026-03-04"), days("2026-03-05", "2026-03-09")), 0));
});
