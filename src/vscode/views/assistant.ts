import type { Uri, WebviewView } from "vscode";
import { AssistantRequest, type AssistantView } from "../../core/protocol/assistant.ts";
import { type HostedPage, hostPage } from "./page.ts";

export interface AssistantParts {
  readonly dist: Uri;
  readonly view: () => AssistantView;
  readonly handle: (request: Exclude<AssistantRequest, { kind: "ready" }>) => unknown;
  readonly log: (sentence: string) => void;
}

/** The Assistant view. VS Code may take the page away and ask for it again; the state stays here. */
export interface AssistantSurface {
  resolve(view: WebviewView): void;
  update(): void;
  visible(): boolean;
}

export function createAssistantSurface(parts: AssistantParts): AssistantSurface {
  let page: HostedPage | undefined;
  let shown: WebviewView | undefined;
  return {
    resolve(view) {
      const hosted = hostPage(view.webview, {
        name: "assistant",
        title: "Assistant",
        requests: AssistantRequest,
        ...parts,
      });
      page = hosted;
      shown = view;
      view.onDidDispose(() => {
        hosted.dispose();
        if (page !== hosted) return;
        page = undefined;
        shown = undefined;
      });
    },
    update: () => page?.update(),
    visible: () => shown?.visible ?? false,
  };
}
