import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { type Act, judgeAct } from "../../../src/core/agent/approvals.ts";

const act = (risk: Act["risk"], reads: readonly string[] = [], writes: readonly string[] = []): Act => ({
  risk,
  reads,
  writes,
});

suite("approvals", () => {
  for (const [name, wanted, expected] of [
    ["reading a source file", act("read", ["src/a.js"]), "allow"],
    ["reading secrets", act("read", [".env"]), "ask"],
    ["reading outside the workspace", act("read", ["/etc/hosts"]), "ask"],
    ["reading a climbing path", act("read", ["../a"]), "deny"],
    ["editing a source file", act("edit", [], ["src/a.js"]), "allow"],
    ["editing a test", act("edit", [], ["test/a.test.js"]), "ask"],
    ["editing a test by another spelling", act("edit", [], ["src/../test/a.test.js"]), "ask"],
    ["editing a protected file", act("edit", [], ["src/../.VSCode/settings.json"]), "ask"],
    ["editing secrets", act("edit", [], [".env"]), "ask"],
    ["editing outside the workspace", act("edit", [], ["/home/me/.bashrc"]), "ask"],
    ["editing two files, one of them refused", act("edit", [], [".env", "a:b"]), "deny"],
    ["running the tests", act("run"), "allow"],
    ["finishing", act("finish"), "allow"],
  ] as const) {
    test(`${name}: ${expected}`, () => {
      assert.equal(judgeAct(wanted, (path) => path.startsWith("test/")).kind, expected);
    });
  }
});
