import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { Browser, Page } from "playwright-core";
import type { AssistantView } from "../../src/core/protocol/assistant.ts";
import type { RunItem } from "../../src/core/protocol/run-items.ts";
import { ensureBrowser, launchBrowser } from "../host/browser.ts";
import { atEnd, removeTree } from "../host/lifetime.ts";
import { openPage } from "../webview/preview.ts";
import { assistantStates, studioStates } from "../webview/preview-states.ts";
import { themes } from "../webview/themes.ts";

const HOSTILE = [
  "<img src=x onerror=alert(1)><script>alert(1)</script><style>*{display:none}</style>",
  "![picture](https://evil.example/pixel.png) ![data](data:image/png;base64,AAAA)",
  "[run](command:workbench.action.quit) [open](vscode://x/y) [js](javascript:alert(1)) [file](file:///etc/passwd)",
  "[plain](http://evil.example/) [ok](https://good.example/) [here](#top)",
  "<https://auto.example/> https://bare.example/ <javascript:alert(1)>",
  '<a href="https://raw.example" onclick="alert(1)">raw</a> <iframe src="https://evil.example"></iframe>',
].join("\n\n");

suite("pages", () => {
  let browser: Browser;
  const home = mkdtempSync(join(tmpdir(), "etude-pages-"));
  atEnd(() => removeTree(home));

  suiteSetup(async () => {
    browser = await launchBrowser(await ensureBrowser(() => undefined), home);
  });

  suiteTeardown(async () => {
    await browser.close();
    removeTree(home);
  });

  const open = (name: "assistant" | "studio", view: unknown, theme = themes[0]): Promise<Page> => {
    assert.ok(theme);
    return openPage(browser, name, theme, view, 480);
  };
  const show = (page: Page, view: unknown) => page.evaluate((next) => window.postMessage({ view: next }, "*"), view);

  test("text of the agent becomes neither code, pictures, styles nor foreign links", async () => {
    const page = await open("assistant", saying(HOSTILE));
    const found = await page.locator(".said").evaluate((said) => ({
      tags: [...new Set([...said.querySelectorAll("*")].map((each) => each.tagName))].sort(),
      links: [...said.querySelectorAll("a")].map((each) => each.getAttribute("href")),
      handlers: [...said.querySelectorAll("*")]
        .flatMap((each) => each.getAttributeNames())
        .filter((name) => /^on|style/.test(name)),
    }));
    assert.deepEqual(found, {
      tags: ["A", "DIV", "P"],
      // A picture is no picture here: at most a link that a person may follow.
      links: ["https://evil.example/pixel.png", "https://good.example/", "#top", "https://auto.example/"],
      handlers: [],
    });
    await page.close();
  });

  test("the content policy refuses inline code", async () => {
    const page = await open("assistant", saying("x"));
    const ran = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      return "ran" in window;
    });
    assert.equal(ran, false);
    await page.close();
  });

  test("focus, selection and nodes survive a growing text", async () => {
    const page = await open("assistant", saying("First block.\n\nSecond"));
    await page.locator("#goal").fill("half a goal");
    await page.evaluate(() => {
      Object.assign(window, { kept: document.querySelector(".said .block") });
      getSelection()?.selectAllChildren(document.querySelector(".said .block") as Element);
    });
    await show(page, saying("First block.\n\nSecond block."));
    await page.locator(".said", { hasText: "Second block." }).waitFor();
    const after = await page.evaluate(() => ({
      same: document.querySelector(".said .block") === (window as unknown as { kept: Element }).kept,
      selected: getSelection()?.toString().trim(),
      goal: (document.querySelector("#goal") as HTMLTextAreaElement).value,
      focused: document.activeElement?.id,
    }));
    assert.deepEqual(after, { same: true, selected: "First block.", goal: "half a goal", focused: "goal" });
    await page.close();
  });

  test("a reader who scrolled up is left alone, one at the end follows", async () => {
    const page = await open("assistant", assistantStates["done"]);
    const top = () => page.locator(".log").evaluate((log) => Math.round(log.scrollTop));
    assert.ok((await top()) > 0);
    await page.locator(".log").evaluate((log) => {
      log.scrollTop = 0;
    });
    await show(page, { ...assistantStates["done"], inbox: 2, phase: "running" });
    await page.locator("[data-act=cancel]").waitFor();
    assert.equal(await top(), 0);
    await page.close();
  });

  test("Enter sends the goal once and empties the box", async () => {
    const page = await open("assistant", assistantStates["empty"]);
    await page.locator("#goal").fill("  mend it  ");
    await page.locator("#goal").press("Enter");
    assert.deepEqual(await sent(page), [{ kind: "ready" }, { kind: "task", goal: "mend it" }]);
    assert.equal(await page.locator("#goal").inputValue(), "");
    await page.close();
  });

  test("a question can be answered by keyboard alone", async () => {
    const page = await open("assistant", assistantStates["asking"]);
    const deny = page.locator("[data-act=deny]");
    await deny.focus();
    await page.keyboard.press("Enter");
    assert.deepEqual((await sent(page)).at(-1), { kind: "answer", call: "c9", allowed: false });
    await page.close();
  });

  test("a blocked page offers nothing that would fail", async () => {
    const page = await open("assistant", assistantStates["blocked"]);
    assert.equal(await page.locator("[data-act=suggestion]").isDisabled(), true);
    assert.equal(await page.locator("[data-act=send]").isDisabled(), true);
    await page.close();
  });

  test("each kata's button asks for that kata", async () => {
    const page = await open("studio", studioStates["full"]);
    await page.locator("[data-kata=k-2] [data-act=practise]").click();
    assert.deepEqual((await sent(page)).at(-1), { kind: "practise", kata: "k-2" });
    await page.close();
  });

  for (const [name, states] of [
    ["assistant", assistantStates],
    ["studio", studioStates],
  ] as const) {
    for (const [state, view] of Object.entries(states)) {
      test(`${name}, ${state}: nothing overflows, every control has a name, every picture is hidden from readers`, async () => {
        const page = await open(name, view);
        const faults = await page.evaluate(() => {
          const nameless = [...document.querySelectorAll("button, textarea, progress")].filter(
            (each) => !each.getAttribute("aria-label") && !each.textContent?.trim(),
          );
          const loud = [...document.querySelectorAll("svg")].filter(
            (each) => each.getAttribute("aria-hidden") !== "true",
          );
          const wide = document.documentElement.scrollWidth > innerWidth;
          return { nameless: nameless.length, loud: loud.length, wide };
        });
        assert.deepEqual(faults, { nameless: 0, loud: 0, wide: false });
        await page.close();
      });
    }
  }
});

function sent(page: Page): Promise<readonly unknown[]> {
  return page.evaluate(() => (window as unknown as { sent: readonly unknown[] }).sent);
}

function saying(text: string): AssistantView {
  const item: RunItem = { kind: "text", key: "i0", text, streaming: true };
  return { ...(assistantStates["running"] as AssistantView), items: [item] };
}
