import { Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import { StudioRequest, type StudioView } from "../../core/protocol/studio.ts";
import { STUDIO } from "../ids.ts";
import { type HostedPage, hostPage } from "./page.ts";

const TITLE = "Practice studio";

export interface StudioParts {
  readonly extension: Uri;
  readonly dist: Uri;
  readonly view: () => StudioView;
  readonly handle: (request: Exclude<StudioRequest, { kind: "ready" }>) => unknown;
  /** The page has come up: what it shows should be fresh. */
  readonly onOpen: () => void;
  readonly log: (sentence: string) => void;
}

/** The Practice studio: at most one editor tab per window. */
export interface StudioSurface {
  open(): void;
  /** Takes over a tab that VS Code kept over a reload. */
  restore(panel: WebviewPanel): void;
  update(): void;
}

export function createStudioSurface(parts: StudioParts): StudioSurface {
  let panel: WebviewPanel | undefined;
  let page: HostedPage | undefined;
  return {
    open() {
      if (panel) return panel.reveal();
      return adopt(window.createWebviewPanel(STUDIO, TITLE, ViewColumn.Active));
    },
    restore(kept) {
      if (panel) kept.dispose();
      else adopt(kept);
    },
    update: () => page?.update(),
  };

  function adopt(next: WebviewPanel): void {
    const hosted = hostPage(next.webview, { name: "studio", title: TITLE, requests: StudioRequest, ...parts });
    const icon = Uri.joinPath(parts.extension, "media", "etude.svg");
    next.iconPath = { light: icon, dark: Uri.joinPath(parts.extension, "media", "etude-dark.svg") };
    panel = next;
    page = hosted;
    next.onDidDispose(() => {
      hosted.dispose();
      panel = undefined;
      page = undefined;
    });
    parts.onOpen();
  }
}
