import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { SAMPLE_WORKSPACE } from "../host/paths.ts";
import { type Editor, openEditor } from "./harness.ts";

suite("editor in a browser", () => {
  let editor: Editor;

  suiteSetup(async () => {
    editor = await openEditor({ folder: SAMPLE_WORKSPACE, theme: "light" });
  });

  suiteTeardown(() => editor.dispose());

  test("the workbench has the theme that was asked for", async () => {
    const classes = await editor.page.locator(".monaco-workbench").getAttribute("class");
    assert.match(classes ?? "", /\bvscode-theme-defaults-themes-2026-light-json\b/);
  });

  test("the Activity Bar opens the assistant", async () => {
    await editor.openContainer("Etude");
    const assistant = await editor.webview("Assistant");
    await assistant.getByText("What should be mended?").waitFor({ timeout: 30_000 });
  });
});
