import { cpSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { FrameLocator, Page } from "playwright-core";
import { launchBrowser } from "../host/browser.ts";
import { atEnd, removeTree } from "../host/lifetime.ts";
import { ARTIFACTS, ROOT } from "../host/paths.ts";
import { installVsix, linkExtension, startHost } from "../host/server.ts";
import { ensureHost, type HostInstall } from "../host/setup.ts";
import { workbenchUrl } from "../host/workbench-url.ts";

const WORKBENCH = { timeout: 60_000 };
const WEBVIEW_LIMIT_MS = 30_000;
const STEP = { timeout: 3000 };
const STEP_ATTEMPTS = 5;

/** The themes that come with VS Code and matter for us, by the name the setting takes. */
export const THEMES = {
  dark: "Dark 2026",
  light: "Light 2026",
  darkModern: "Dark Modern",
  lightModern: "Light Modern",
  highContrast: "Default High Contrast",
  highContrastLight: "Default High Contrast Light",
} as const;

/** The palette stays open when a webview grabs the focus while it loads. */
const SETTINGS = { "workbench.quickOpen.closeOnFocusLost": false };

export interface EditorOptions {
  /** Copied; the editor works on the copy. */
  readonly folder: string;
  /**
   * How the extension gets in. "linked" (default): unpacked, in place of an installed one. "development": unpacked, as
   * under development; `window.driver` exists then, and dialogs refuse to open. `{ vsix }`: packaged and installed.
   */
  readonly load?: "linked" | "development" | { readonly vsix: string } | undefined;
  /** Folder of the unpacked extension, when it is not this project. */
  readonly extension?: string | undefined;
  readonly theme?: keyof typeof THEMES | undefined;
  readonly viewport?: { readonly width: number; readonly height: number } | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Variables for the server and the extension host. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** A VS Code open in a browser, with the extension loaded. */
export interface Editor {
  readonly page: Page;
  /** The copy of the workspace that is open. */
  readonly folder: string;
  /** The page inside the visible webview whose view or tab has this title; waits for it to appear. */
  webview(name: string): Promise<FrameLocator>;
  /** Runs a command by its full title in the command palette ("Etude: Open Practice Studio"). */
  command(title: string): Promise<void>;
  /** Opens a view container from the Activity Bar by its title, and leaves it open when it is already. */
  openContainer(title: string): Promise<void>;
  /** Saves a picture as `.test-host/screenshots/NAME.png` and returns its path. */
  screenshot(name: string): Promise<string>;
  /** Ends browser and server and removes their files and the copy. */
  dispose(): Promise<void>;
}

/** Opens the editor and waits until its workbench stands; the extension may still be activating. */
export async function openEditor(options: EditorOptions): Promise<Editor> {
  const install = await ensureHost();
  const temp = mkdtempSync(join(tmpdir(), "etude-ui-"));
  const forget = atEnd(() => removeTree(temp));
  const folder = join(temp, "workspace");
  cpSync(resolve(options.folder), folder, { recursive: true });
  const discard = () => {
    removeTree(temp);
    forget();
  };
  try {
    return await openOn(folder, temp, install, options, discard);
  } catch (error) {
    discard();
    throw error;
  }
}

async function openOn(
  folder: string,
  temp: string,
  { browser }: HostInstall,
  options: EditorOptions,
  discard: () => void,
): Promise<Editor> {
  const extensionsDir = join(temp, "extensions");
  const { load = "linked", extension = ROOT } = options;
  if (load === "linked") linkExtension(resolve(extension), extensionsDir);
  if (typeof load === "object") await installVsix(resolve(load.vsix), extensionsDir);
  const host = await startHost({
    folder,
    extensionsDir,
    smokeDriver: load === "development",
    userDataSettings: { ...SETTINGS, "workbench.colorTheme": THEMES[options.theme ?? "dark"], ...options.settings },
    env: options.env,
  });
  const chromium = await launchBrowser(browser, join(temp, "browser"));
  const dispose = async () => {
    await chromium.close();
    await host.dispose();
    discard();
  };
  try {
    const page = await chromium.newPage({ viewport: options.viewport ?? { width: 1400, height: 900 } });
    const developed = load === "development" ? resolve(extension) : undefined;
    await page.goto(workbenchUrl(host.authority, { folder, extension: developed }));
    await page.locator('.monaco-workbench[class*="vscode-theme-"] .statusbar-item').first().waitFor(WORKBENCH);
    return { page, folder, ...actionsOn(page), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function actionsOn(page: Page): Omit<Editor, "page" | "folder" | "dispose"> {
  return {
    webview: (name) => findWebview(page, name),
    command(title) {
      const input = page.locator(".quick-input-widget input.input");
      const entry = page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first();
      return retry(async () => {
        await leaveWebview(page);
        await page.keyboard.press("F1");
        await input.fill(`>${title}`, STEP);
        await entry.click(STEP);
      });
    },
    async openContainer(title) {
      const tab = page.locator(`.activitybar .action-item:has(a[aria-label^="${title}"])`);
      if ((await tab.getAttribute("aria-selected")) !== "true") await tab.click();
    },
    async screenshot(name) {
      const folder = join(ARTIFACTS, "screenshots");
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `${name}.png`);
      await page.screenshot({ path });
      return path;
    },
  };
}

/**
 * A webview is a frame that floats above the workbench and says nothing of itself; the frame within it, which holds the
 * page, carries the title of the view or tab.
 */
async function findWebview(page: Page, name: string): Promise<FrameLocator> {
  const deadline = Date.now() + WEBVIEW_LIMIT_MS;
  while (Date.now() < deadline) {
    for (const outer of await page.locator("iframe.webview").all()) {
      const id = await outer.getAttribute("name");
      const inner = page.frameLocator(`iframe.webview[name="${id}"]`).locator(`iframe#active-frame[title="${name}"]`);
      if (await inner.isVisible()) return inner.contentFrame();
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`No webview named "${name}" appeared within ${WEBVIEW_LIMIT_MS / 1000} s.`);
}

/** Keys pressed while a webview has the focus go to its document first, which may not be listening yet. */
async function leaveWebview(page: Page): Promise<void> {
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
}

/** Tries again a few times, since the workbench moves the focus while it settles. */
async function retry(attempt: () => Promise<void>): Promise<void> {
  for (let left = STEP_ATTEMPTS; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left <= 1) throw error;
    }
  }
}
