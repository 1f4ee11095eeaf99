import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import { formatStrategy } from "../../src/core/memory/codec.ts";
import type { Strategy } from "../../src/core/memory/strategy.ts";
import { ARTIFACTS, ROOT } from "../host/paths.ts";
import { type Editor, openEditor } from "./harness.ts";
import { smallWorkspace } from "./small-workspace.ts";

const strategy: Strategy = {
  id: "ends-of-ranges",
  version: 1,
  title: "Try the comparisons at the ends first",
  skills: ["conditions/boundary"],
  cues: { symptoms: ["boolean-flipped"], languages: ["javascript"], frameworks: ["node:test"], paths: [] },
  when: "A test at the end of a range fails and its neighbours pass.",
  unless: ["The failing test is about an exception."],
  do: ["First try `relational-operator` on the comparisons that the failing test reaches."],
  because: "Comparisons with an end were off at the end itself.",
  evidence: [{ episode: "ep-1", step: 3, quote: "1 of 10 tests fails" }],
  check: "The first edit is one of `relational-operator` and the run after it is green.",
  prediction: "The passing edit comes within the first 3 validation runs.",
  provenance: { author: "person", model: "none", harness: "none", episodes: ["ep-1"], tainted: false },
};
const FILE = join(".etude", "memory", `${strategy.id}.md`);
const TASK = { timeout: 150_000 };

/** Tests the package as its users get it: built, packed, installed. */
suite("practice memory, from the installed package", () => {
  let editor: Editor;
  let page: FrameLocator;

  suiteSetup(async () => {
    mkdirSync(ARTIFACTS, { recursive: true });
    const vsix = join(ARTIFACTS, "etude.vsix");
    execFileSync("npm", ["run", "-s", "package", "--", "--out", vsix], { cwd: ROOT, stdio: "ignore" });
    const folder = smallWorkspace("upper-end");
    mkdirSync(dirname(join(folder, FILE)), { recursive: true });
    writeFileSync(join(folder, FILE), formatStrategy(strategy));
    editor = await openEditor({ folder, load: { vsix } });
    await editor.openContainer("Etude");
    page = await editor.webview("Assistant");
  });

  suiteTeardown(() => editor.dispose());

  test("a proposal waits in the inbox and is not consulted", async () => {
    await row("Inbox").waitFor();
    await row(strategy.title).waitFor();
    assert.deepEqual(await consultedInNewTask(), []);
  });

  test("approved in the tree, it is consulted in the next task and named in the chat", async () => {
    await row(strategy.title).hover();
    await row(strategy.title).locator('[aria-label^="Approve"]').click();
    await row("On trial").waitFor();
    await editor.screenshot("memory-approved");
    assert.deepEqual(await consultedInNewTask(), [strategy.title]);
    await editor.screenshot("memory-consulted");
  });

  test("one byte changed on disk, it is not", async () => {
    appendFileSync(join(editor.folder, FILE), "\n");
    assert.deepEqual(await consultedInNewTask(), []);
    await row("Inbox").waitFor();
  });

  function row(text: string) {
    return editor.page.locator(".monaco-list-row", { hasText: text }).first();
  }

  /** Titles of the strategies the chat names, after a task on the project with its fault put back. */
  async function consultedInNewTask(): Promise<readonly string[]> {
    await editor.command("Etude: New Conversation");
    const source = join(editor.folder, "src/range.js");
    writeFileSync(source, readFileSync(source, "utf8").replace("value <= high;", "value < high;"));
    await page.locator("[data-act=suggestion]").click();
    await page.locator(".verdict").waitFor(TASK);
    assert.equal(await page.locator(".verdict").getAttribute("data-outcome"), "solved");
    return page.locator("[data-act=open-strategy]").allTextContents();
  }
});
