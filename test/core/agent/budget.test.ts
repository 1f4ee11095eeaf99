import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { estimateTokens, openPurse } from "../../../src/core/agent/budget.ts";

const messages = [{ role: "user", text: "x".repeat(400) }] as const;

suite("budget", () => {
  test("a quarter of the characters, of calls and tools too, is the estimate", () => {
    const call = { id: "1", tool: "abcd", input: "x".repeat(36) };
    assert.equal(estimateTokens([...messages, { role: "assistant", text: "", calls: [call] }], []), 110);
    assert.equal(estimateTokens(messages, [{ name: "a", description: "b", input: {} }]), 100 + Math.ceil(42 / 4));
  });

  test("what is reserved counts at once, and is settled to what was used", () => {
    const purse = openPurse({ turns: 5, tokens: 10_000, testRuns: 1, ms: 1000 }, () => 0);
    const reserve = purse.reserveTurn(messages, []);
    assert.deepEqual(reserve, { tokens: 8292, maxTokens: 8192 });
    assert.equal(purse.use().tokens, 8292);
    if ("tokens" in reserve) purse.settleTurn(reserve, 150);
    assert.equal(purse.use().tokens, 150);
  });

  test("without usage the reserve stays charged", () => {
    const purse = openPurse({ turns: 5, tokens: 10_000, testRuns: 1, ms: 1000 }, () => 0);
    const reserve = purse.reserveTurn(messages, []);
    if ("tokens" in reserve) purse.settleTurn(reserve, undefined);
    assert.equal(purse.use().tokens, 8292);
    const next = purse.reserveTurn(messages, []);
    assert.deepEqual(next, { tokens: 1708, maxTokens: 1608 });
    assert.ok("spent" in purse.reserveTurn(messages, []));
  });

  test("time is measured by the clock that is passed in", () => {
    let now = 50;
    const purse = openPurse({ turns: 5, tokens: 10_000, testRuns: 5, ms: 1000 }, () => now);
    now = 1049;
    assert.equal(purse.msLeft(), 1);
    assert.equal(purse.reserveTestRun(), undefined);
    now = 1050;
    assert.match(purse.reserveTestRun()?.spent ?? "", /time budget of 1 s/);
    assert.deepEqual(purse.use(), { turns: 0, tokens: 0, testRuns: 1, ms: 1000 });
  });
});
