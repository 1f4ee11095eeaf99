import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { decideIdle, type IdleDecision, type IdleFacts } from "../../../src/core/practice/idle.ts";

const ready: IdleFacts = {
  mode: "generateAndPractise",
  trusted: true,
  sandboxReady: true,
  busy: false,
  inactiveMs: 300_000,
  afterMs: 300_000,
  stock: 2,
  wantedStock: 5,
  spell: { generated: false, attempts: 0 },
};
const full = { stock: 5, spell: { generated: true, attempts: 0 } };

suite("idle decision", () => {
  for (const [name, change, decision] of [
    ["an unused window fills the stock", {}, { do: "generate", count: 3 }],
    ["one spell generates once", { spell: { generated: true, attempts: 0 } }, { do: "practise" }],
    ["a full stock is practised", full, { do: "practise" }],
    ["generating only does not practise", { ...full, mode: "generate" }, { do: "nothing", why: "enough" }],
    [
      "an empty stock cannot be practised",
      { stock: 0, spell: { generated: true, attempts: 0 } },
      { do: "nothing", why: "enough" },
    ],
    ["one spell comes to rest", { ...full, spell: { generated: true, attempts: 5 } }, { do: "nothing", why: "enough" }],
    ["an unknown sandbox is looked at first", { sandboxReady: undefined }, { do: "probe" }],
    ["off is off", { mode: "off" }, { do: "nothing", why: "off" }],
    ["an untrusted workspace is left alone", { trusted: false }, { do: "nothing", why: "untrusted" }],
    [
      "an untrusted workspace is not even probed",
      { trusted: false, sandboxReady: undefined },
      { do: "nothing", why: "untrusted" },
    ],
    ["a window in use is left alone", { inactiveMs: 299_999 }, { do: "nothing", why: "in-use" }],
    ["nothing starts beside other work", { busy: true }, { do: "nothing", why: "busy" }],
    ["without a sandbox nothing runs", { sandboxReady: false }, { do: "nothing", why: "no-sandbox" }],
  ] as const satisfies readonly (readonly [string, Partial<IdleFacts>, IdleDecision])[]) {
    test(name, () => assert.deepEqual(decideIdle({ ...ready, ...change }), decision));
  }
});
