import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server does with the nth request (from 0) to its path. */
type Behaviour = (response: ServerResponse, nth: number, body: string) => void;

export const chunk = (delta: unknown, finish: string | null = null, more: object = {}) =>
  `data: ${JSON.stringify({ id: "x", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`;
const DONE = "data: [DONE]\n\n";
const STREAM = { "content-type": "text/event-stream" };
const call = (input: string, more: object = { index: 0, id: "c1" }) => ({
  tool_calls: [{ ...more, type: "function", function: { name: "edit_file", arguments: input } }],
});
const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
const sse = (response: ServerResponse, ...parts: readonly string[]) => {
  response.writeHead(200, STREAM).end(parts.join(""));
};
const fine = [chunk({ content: "good" }), chunk({}, "stop"), DONE];

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  fine: (r) => sse(r, ...fine),
  "no-finish": (r) => sse(r, chunk({ content: "half" })),
  stall: (r) => void r.writeHead(200, STREAM).write(chunk({ content: "half" })),
  "login-page": (r) => void r.writeHead(200, { "content-type": "text/html" }).end("<html>log in</html>"),
  "cut-socket": (r) => {
    r.writeHead(200, STREAM).write(chunk({ content: "half" }), () => setImmediate(() => r.destroy()));
  },
  "reset-once": (r, nth) => (nth === 0 ? void r.destroy() : sse(r, ...fine)),
  garbage: (r) => sse(r, "data: {not json\n\n", DONE),
  "error-in-stream": (r) =>
    sse(r, chunk({ content: "half" }), `data: ${JSON.stringify({ error: { message: "overloaded" } })}\n\n`),
  pings: (r) => sse(r, ": ping\n\n", fine[0] ?? "", ": ping\n\n", ...fine.slice(1)),
  silent: () => undefined,
  "retry-after-short": (r, nth) =>
    nth === 0 ? json(r, 429, { error: { message: "slow" } }, { "retry-after": "0" }) : sse(r, ...fine),
  "retry-after-long": (r) => json(r, 429, { error: { message: "slow" } }, { "retry-after": "3600" }),
  unavailable: (r) => json(r, 503, { error: { message: "down" } }),
  overflow: (r) => json(r, 400, { error: { message: "too long", code: "context_length_exceeded" } }),
  "bad-key": (r) => json(r, 401, { error: { message: "Incorrect API key provided: local-secret-123456" } }),
  "echoed-key": (r) => json(r, 404, { error: { message: "no model for local-secret-123456" } }),
  redirect: (r) => void r.writeHead(307, { location: "/fine/chat/completions" }).end(),
  "calls-by-id": (r) =>
    sse(
      r,
      chunk(call('{"a":', { id: "p" })),
      chunk({ tool_calls: [{ function: { arguments: "1}" } }] }),
      chunk(call('{"b":2}', { id: "q" })),
      chunk({}, "tool_calls"),
      DONE,
    ),
  "cut-arguments": (r) => sse(r, chunk(call('{"path":"a.js","new":"function')), chunk({}, "length"), DONE),
  flood: (r) => {
    r.writeHead(200, STREAM);
    const more = () => {
      while (!r.destroyed && r.write(chunk({ content: "x".repeat(10_000) })));
    };
    r.on("drain", more);
    more();
  },
  "byte-by-byte": (r) => {
    r.writeHead(200, STREAM);
    for (const byte of Buffer.from([chunk({ content: "grün €" }), chunk({}, "stop"), DONE].join("")))
      r.write(Buffer.from([byte]));
    r.end();
  },
  "no-schema": (r, _nth, body) =>
    body.includes("response_format")
      ? json(r, 400, { error: { message: "response_format is unknown" } })
      : sse(r, ...fine),
  empty: (r) => sse(r, chunk({}, "stop"), DONE),
};

/** A server with one way to fail per path: `<base>/<behaviour>` is a base URL. Keeps the bodies it was sent. */
export async function startFaultServer() {
  const bodies: string[] = [];
  const counts = new Map<string, number>();
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const piece of request) body += piece;
    bodies.push(body);
    const name = request.url?.split("/")[1] ?? "";
    const nth = counts.get(name) ?? 0;
    counts.set(name, nth + 1);
    BEHAVIOURS[name]?.(response, nth, body);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () => {
    server.closeAllConnections();
    return new Promise<void>((closed) => server.close(() => closed()));
  };
  return { base, bodies, requestsTo: (name: string) => counts.get(name) ?? 0, stop };
}
