import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import { type Editor, openEditor } from "./harness.ts";
import { smallWorkspace } from "./small-workspace.ts";

const TASK = { timeout: 150_000 };

suite("assistant in the editor", () => {
  let editor: Editor;
  let page: FrameLocator;

  suiteSetup(async () => {
    editor = await openEditor({ folder: smallWorkspace("upper-end") });
    await editor.openContainer("Etude");
    page = await editor.webview("Assistant");
  });

  suiteTeardown(() => editor.dispose());

  test("the empty view says what the built-in agent is and cannot do", async () => {
    const text = await page.locator(".welcome").textContent();
    assert.match(text ?? "", /without a model.*cannot write features/);
  });

  test("the suggested task is solved, and the file on disk is mended", async () => {
    await page.locator("[data-act=suggestion]").click();
    await page.locator(".verdict").waitFor(TASK);
    await editor.screenshot("assistant-solved");
    assert.equal(await page.locator(".verdict").getAttribute("data-outcome"), "solved");
    assert.match(readFileSync(join(editor.folder, "src/range.js"), "utf8"), /value <= high/);
  });

  test("every edit and test run shows what was expected of it", async () => {
    const acts = page.locator(".tool[data-risk=edit], .tool[data-risk=run]");
    const bare = acts.filter({ hasNot: page.locator(".pair") });
    assert.ok((await acts.count()) >= 2);
    assert.equal(await bare.count(), 0);
  });

  test("an edit opens in the diff editor", async () => {
    const open = page.locator("[data-act=open-diff]");
    const details = page.locator(".diff-box").last();
    if ((await details.getAttribute("open")) === null) await details.locator("summary").click();
    await open.last().click();
    await editor.page.locator(".tab", { hasText: "range.js (this edit)" }).waitFor();
  });

  test("the trace opens as a document", async () => {
    await page.locator("[data-act=show-trace]").click();
    await editor.page.locator(".view-line", { hasText: "# Make the failing tests pass" }).waitFor();
  });

  test("a new conversation is empty again", async () => {
    await editor.command("Etude: New Conversation");
    await page.locator(".welcome").waitFor();
  });
});
