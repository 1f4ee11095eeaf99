import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LLMock } from "@copilotkit/aimock";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import { type Editor, openEditor } from "./harness.ts";
import { smallWorkspace } from "./small-workspace.ts";

const UPPER_END = "test/range.test.js > the upper end is in range";
const STEP = { timeout: 60_000 };

type Chat = readonly { readonly role: string; readonly content?: unknown }[];

suite("assistant with a model behind an endpoint", () => {
  const mock = new LLMock({ port: 0 });
  let editor: Editor;
  let page: FrameLocator;

  suiteSetup(async () => {
    await mock.start();
    const run = { expectation: { says: "The upper end fails.", failing: [UPPER_END] } };
    const weaken = {
      path: "test/range.test.js",
      old: "assert.equal(inRange(9, 1, 9), true)",
      new: "assert.equal(inRange(9, 1, 9), false)",
      expectation: { says: "The test passes.", passing: [UPPER_END] },
    };
    const mend = {
      path: "src/range.js",
      old: "value < high;",
      new: "value <= high;",
      expectation: { says: "The upper end passes.", passing: [UPPER_END] },
    };
    answer(0, "I run the tests first.", ["run_tests", run]);
    answer(1, "The test looks wrong to me.", ["edit_file", weaken]);
    answer(2, "Then the comparison is wrong.", ["edit_file", mend]);
    answer(3, "", ["run_tests", { expectation: { says: "All pass.", passing: [UPPER_END] } }]);
    answer(4, "", ["finish", { summary: "Mended.", honest: true }]);
    const reflection = { cause: "nothing-to-learn", belief: "None.", counterfactual: "None.", proposals: [] };
    mock.on({ predicate: ({ messages }) => isReflection(messages) }, { content: JSON.stringify(reflection) });

    const settings = {
      "etude.agent": "openai",
      "etude.openai.baseUrl": `${mock.url}/v1`,
      "etude.openai.model": "gpt-x",
    };
    editor = await openEditor({ folder: smallWorkspace("upper-end"), settings });
    await editor.openContainer("Etude");
    page = await editor.webview("Assistant");
  });

  suiteTeardown(async () => {
    await editor.dispose();
    await mock.stop();
  });

  test("an edit to a test asks first, and a denied one does not happen", async () => {
    await page.locator("[data-act=suggestion]").click();
    const deny = page.locator("[data-act=deny]");
    await deny.waitFor(STEP);
    await editor.screenshot("model-approval");
    await deny.click();
    await page.locator(".verdict").waitFor(STEP);
    assert.match(read("test/range.test.js"), /inRange\(9, 1, 9\), true/);
  });

  test("the model goes on another way and the tests decide", async () => {
    assert.equal(await page.locator(".verdict").getAttribute("data-outcome"), "solved");
    assert.match(read("src/range.js"), /value <= high/);
    await editor.screenshot("model-solved");
  });

  test("the model was told of the refusal", () => {
    const told = mock.getRequests().some((entry) => JSON.stringify(entry.body).includes("did not allow this"));
    assert.ok(told);
  });

  const read = (file: string) => readFileSync(join(editor.folder, file), "utf8");
  const isReflection = (messages: Chat) =>
    JSON.stringify(messages[0]?.content ?? "").includes("You reflect on one episode");

  function answer(nth: number, content: string, call: readonly [name: string, input: unknown]): void {
    const predicate = ({ messages }: { messages: Chat }) =>
      !isReflection(messages) && messages.filter((message) => message.role === "assistant").length === nth;
    const toolCalls = [{ name: call[0], arguments: JSON.stringify(call[1]) }];
    mock.on({ predicate }, { content, toolCalls }, { chunkSize: 9 });
  }
});
