import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { columnsOf, readTable, splitLine } from "../src/csv.js";

describe("splitLine", () => {
  test("splits at separators", () => assert.deepEqual(splitLine("a,b,c"), ["a", "b", "c"]));
  test("keeps empty cells", () => assert.deepEqual(splitLine("a,,c,"), ["a", "", "c", ""]));
  test("keeps separators inside quotes", () => assert.deepEqual(splitLine('"a,b",c'), ["a,b", "c"]));
  test("reads doubled quotes", () => assert.deepEqual(splitLine('"say ""hi""",x'), ['say "hi"', "x"]));
  test("takes another separator", () => assert.deepEqual(splitLine("a;b,c", ";"), ["a", "b,c"]));
});

describe("columnsOf", () => {
  test("trims and lowers names", () => assert.deepEqual(columnsOf("Date, Amount\n1,2"), ["date", "amount"]));
  test("is empty for an empty text", () => assert.deepEqual(columnsOf(""), []));
});

describe("readTable", () => {
  test("keys rows by the header in lower case", () =>
    assert.deepEqual(readTable("Date, Amount\n2026-03-01,5"), [{ date: "2026-03-01", amount: "5" }]));
  test("reads both kinds of line ends", () => assert.equal(readTable("a\r\n1\r\n2\n3\n").length, 3));
  test("fills missing cells", () => assert.deepEqual(readTable("a,b\n1"), [{ a: "1", b: "" }]));
  test("refuses extra cells", () => assert.throws(() => readTable("a\n1,2"), /2 cells, the header has 1/));
  test("an empty export has no rows", () => assert.deepEqual(readTable(""), []));
});
