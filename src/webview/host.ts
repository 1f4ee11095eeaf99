interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The page's end of the protocol: requests go out, whole view states come in. */
export interface HostLink<Request> {
  send(request: Request): void;
  /** Text a person has typed but not sent; survives the page being hidden. */
  readonly draft: { get(): string; set(text: string): void };
}

/** Draws every state the host sends. Call once per page. */
export function connect<Request, View>(page: (link: HostLink<Request>) => (view: View) => void): void {
  const api = acquireVsCodeApi();
  const link: HostLink<Request> = {
    send: (request) => api.postMessage(request),
    draft: {
      get: () => String((api.getState() as { draft?: unknown } | undefined)?.draft ?? ""),
      set: (draft) => api.setState({ draft }),
    },
  };
  const draw = page(link);
  window.addEventListener("message", (event: MessageEvent<{ readonly view?: View }>) => {
    if (event.data.view !== undefined) draw(event.data.view);
  });
  api.postMessage({ kind: "ready" });
}
