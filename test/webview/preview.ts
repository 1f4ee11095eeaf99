import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { pageHtml } from "../../src/vscode/views/page-html.ts";
import { ensureBrowser, launchBrowser } from "../host/browser.ts";
import { assistantStates, studioStates } from "./preview-states.ts";
import { type Theme, themes } from "./themes.ts";

const PAGES = resolve(import.meta.dirname, "../../dist/pages");
const SOURCE = "http://pages.test";

const states: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  assistant: assistantStates,
  studio: studioStates,
};

/**
 * Opens a built page outside the editor, in one theme and with one state, the way the host would: same frame, same
 * messages. Requests of the page are collected in `window.sent`.
 */
export async function openPage(
  browser: Browser,
  name: string,
  theme: Theme,
  view: unknown,
  width: number,
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: name === "studio" ? 900 : 760 } });
  await page.route(`${SOURCE}/**`, (route) => {
    const file = basename(new URL(route.request().url()).pathname);
    if (file !== "page") return route.fulfill({ path: join(PAGES, file) });
    const parts = { title: name, source: SOURCE, script: `/${name}.js`, style: `/${name}-style.css`, nonce: "preview" };
    return route.fulfill({ contentType: "text/html", body: pageHtml(parts) });
  });
  await page.addInitScript(standIn, { ...theme, side: name === "assistant", view });
  await page.goto(`${SOURCE}/page`);
  await page.waitForSelector("body > :not(script)");
  return page;
}

interface StandIn extends Theme {
  readonly side: boolean;
  readonly view: unknown;
}

/** Runs in the page: theme variables, and an API that answers `ready` with the view. */
function standIn({ variables, bodyClass, side, view }: StandIn): void {
  const sent: unknown[] = [];
  let kept: unknown;
  const post = (message: unknown) => window.postMessage(message, "*");
  Object.assign(window, {
    sent,
    acquireVsCodeApi: () => ({
      postMessage(message: { readonly kind: string }) {
        sent.push(message);
        if (message.kind === "ready") post({ view });
      },
      getState: () => kept,
      setState: (state: unknown) => {
        kept = state;
      },
    }),
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.body.className = bodyClass;
    const root = document.documentElement.style;
    for (const [name, value] of Object.entries(variables)) root.setProperty(`--vscode-${name}`, value);
    document.documentElement.style.background = `var(--vscode-${side ? "sideBar" : "editor"}-background)`;
  });
}

/** `node preview.ts [--out DIR] [--page NAME] [--state NAME] [--theme NAME]`: a picture of every state. */
if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: join(tmpdir(), "etude-preview") },
      page: { type: "string" },
      state: { type: "string" },
      theme: { type: "string" },
    },
  });
  mkdirSync(values.out, { recursive: true });
  const browser = await launchBrowser(await ensureBrowser(() => undefined), join(values.out, "browser"));
  const chosen = (name: string, wanted: string | undefined) => wanted === undefined || wanted === name;
  for (const [name, views] of Object.entries(states).filter(([each]) => chosen(each, values.page))) {
    for (const [state, view] of Object.entries(views).filter(([each]) => chosen(each, values.state))) {
      for (const theme of themes.filter((each) => chosen(each.name, values.theme))) {
        for (const width of name === "studio" ? [1100, 480] : [300, 460]) {
          const page = await openPage(browser, name, theme, view, width);
          await page.screenshot({ path: join(values.out, `${name}-${state}-${theme.name}-${width}.png`) });
          await page.close();
        }
      }
    }
  }
  await browser.close();
}
