import assert from "node:assert/strict";
import { test } from "node:test";
import { renderTable } from "../src/report.js";

test("amounts are aligned on the right", () =>
  assert.equal(
    renderTable(
      [
        { name: "rent", amount: 90000 },
        { name: "food", amount: 6050 },
      ],
      { width: 16, title: "March" },
    ),
    ["March", "=".repeat(16), "rent      900.00", "food       60.50", "-".repeat(16), "total     960.50"].join("\n"),
  ));

test("one row needs no total", () => assert.equal(renderTable([{ name: "rent", amount: 5 }], { width: 12 }), "rent    0.05"));

test("long names are cut", () =>
  assert.equal(renderTable([{ name: "a very long name", amount: 100 }], { width: 12 }), "a very… 1.00"));
