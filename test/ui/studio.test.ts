import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import { type Editor, openEditor } from "./harness.ts";
import { smallWorkspace } from "./small-workspace.ts";

const WORK = { timeout: 150_000 };
const GRADES = /^(Fail|Near miss|Pass|Clean pass)$/;

suite("practice studio in the editor", () => {
  let editor: Editor;
  let page: FrameLocator;

  suiteSetup(async function () {
    editor = await openEditor({ folder: smallWorkspace("none"), viewport: { width: 1500, height: 1000 } });
    await editor.command("Etude: Open Practice Studio");
    page = await editor.webview("Practice studio");
    await page.locator("[data-loading=false]").waitFor(WORK);
    if (await page.locator(".notice.warning", { hasText: "sandbox" }).isVisible()) this.skip();
  });

  suiteTeardown(() => editor.dispose());

  test("an empty stock says what generating does", async () => {
    assert.match((await page.locator(".empty").textContent()) ?? "", /Your files are not touched/);
  });

  test("generating fills the stock with katas that say why they are suggested", async () => {
    await page.locator("[data-act=generate]").click();
    await page.locator("[data-act=cancel-generate]").waitFor();
    await page.locator("[data-act=generate]").waitFor(WORK);
    await editor.screenshot("studio-stock");
    const katas = page.locator(".kata");
    assert.ok((await katas.count()) >= 1, (await page.locator("body").textContent()) ?? "");
    assert.notEqual(await katas.first().locator(".reason").textContent(), "");
    assert.match((await katas.first().locator(".chance").textContent()) ?? "", /\d+%/);
  });

  test("a suggested kata runs to its verdict", async () => {
    await page.locator(".kata [data-act=practise]").first().click();
    await page.locator(".stages").waitFor();
    await page.locator(".run[data-phase=graded]").waitFor(WORK);
    await editor.screenshot("studio-verdict");
    assert.match((await page.locator(".verdict .grade").textContent()) ?? "", GRADES);
    assert.match((await page.locator(".shift").textContent()) ?? "", /\d+% → \d+%/);
  });

  test("the attempt is in the history with the grade of its verdict", async () => {
    const grade = await page.locator(".verdict .grade").textContent();
    assert.equal(await page.locator(".attempt .grade").first().textContent(), grade);
  });

  test("a running attempt can be stopped and is not graded", async () => {
    await page.locator("[data-act=practise-next]").click();
    await page.locator("[data-act=cancel-practise]").click();
    await page.locator(".run[data-phase=stopped]").waitFor(WORK);
    assert.equal(await page.locator(".attempt").count(), 1);
  });

  test("the studio and its history come back when the window is reloaded", async () => {
    await editor.page.reload();
    page = await editor.webview("Practice studio");
    await page.locator(".attempt").waitFor(WORK);
    assert.equal(await page.locator(".attempt").count(), 1);
  });
});
