import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { callKey, prepareCall, toolSpecs } from "../../../src/core/agent/call.ts";
import { tools } from "../../../src/core/tools/index.ts";
import { FIX } from "./fakes.ts";

const call = (tool: string, input: string) => ({ id: "1", tool, input });

suite("tool calls", () => {
  test("no beginning of an edit's JSON is ever prepared", () => {
    const whole = JSON.stringify(FIX);
    assert.equal(prepareCall(call("edit_file", whole), tools).kind, "prepared");
    for (let length = 0; length < whole.length; length++) {
      assert.equal(
        prepareCall(call("edit_file", whole.slice(0, length)), tools).kind,
        "invalid",
        whole.slice(0, length),
      );
    }
  });

  test("empty arguments are an empty input, where the tool allows it", () => {
    assert.equal(prepareCall(call("list_files", ""), tools).kind, "prepared");
    assert.equal(prepareCall(call("read_file", ""), tools).kind, "invalid");
  });

  test("the same input in another order or layout has the same key", () => {
    assert.equal(
      callKey(call("a", '{"x":{"b":1,"a":[2]},"y":3}')),
      callKey(call("a", '{ "y": 3, "x": {"a": [2], "b": 1} }')),
    );
    assert.notEqual(callKey(call("a", '{"x":1}')), callKey(call("a", '{"x":2}')));
    assert.notEqual(callKey(call("a", "{}")), callKey(call("b", "{}")));
  });

  test("every tool of risk edit and run requires an expectation of the model", () => {
    for (const spec of toolSpecs(tools)) {
      const tool = tools.find((each) => each.name === spec.name);
      const required = (spec.input["required"] as readonly string[] | undefined)?.includes("expectation") ?? false;
      assert.equal(required, tool?.risk === "edit" || tool?.risk === "run", spec.name);
      assert.equal(spec.input["type"], "object");
    }
  });
});
