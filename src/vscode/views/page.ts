import { randomBytes } from "node:crypto";
import { Uri, type Webview } from "vscode";
import type { z } from "zod";
import { pageHtml } from "./page-html.ts";

/** Shortest time between two states sent to a page, in ms: about thirty a second. */
const FRAME_MS = 33;

export interface PageOptions<Request extends { readonly kind: string }> {
  readonly name: "assistant" | "studio";
  readonly title: string;
  /** Folder of the built bundles. */
  readonly dist: Uri;
  readonly requests: z.ZodType<Request>;
  /** The whole state, taken when it is sent. */
  readonly view: () => unknown;
  readonly handle: (request: Exclude<Request, { readonly kind: "ready" }>) => unknown;
  readonly log: (sentence: string) => void;
}

/** A page in a webview. `update` may be called as often as things change; `dispose` ends the page's messages. */
export interface HostedPage {
  update(): void;
  dispose(): void;
}

/** Loads the page and answers its messages. A message that is not a known request is logged and dropped. */
export function hostPage<Request extends { readonly kind: string }>(
  webview: Webview,
  options: PageOptions<Request>,
): HostedPage {
  const { name, title, requests, view, handle } = options;
  const pages = Uri.joinPath(options.dist, "pages");
  let timer: NodeJS.Timeout | undefined;
  let ready = false;

  const listening = webview.onDidReceiveMessage((raw: unknown) => {
    const request = requests.safeParse(raw);
    if (!request.success) return options.log(`The ${name} page sent an unknown message.`);
    if (request.data.kind === "ready") {
      ready = true;
      return send();
    }
    return handle(request.data as Exclude<Request, { readonly kind: "ready" }>);
  });
  webview.options = { enableScripts: true, localResourceRoots: [pages] };
  webview.html = pageHtml({
    title,
    source: webview.cspSource,
    script: String(webview.asWebviewUri(Uri.joinPath(pages, `${name}.js`))),
    style: String(webview.asWebviewUri(Uri.joinPath(pages, `${name}-style.css`))),
    nonce: randomBytes(16).toString("base64url"),
  });

  return {
    update() {
      if (ready) timer ??= setTimeout(send, FRAME_MS);
    },
    dispose() {
      clearTimeout(timer);
      listening.dispose();
      ready = false;
    },
  };

  function send(): void {
    clearTimeout(timer);
    timer = undefined;
    void webview.postMessage({ view: view() });
  }
}
