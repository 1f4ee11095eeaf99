import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { ModelEvent, ModelRequest } from "../../../src/core/ports.ts";
import type { GuardLimits } from "../../../src/node/models/guard.ts";
import { createOpenAiModel } from "../../../src/node/models/openai.ts";
import { startFaultServer } from "./fault-server.ts";

const KEY = "local-secret-123456";
const REQUEST: ModelRequest = { messages: [{ role: "user", text: "hello" }], tools: [], maxTokens: 100 };
const never = new AbortController().signal;
let server: Awaited<ReturnType<typeof startFaultServer>>;

function model(path: string, limits: Partial<GuardLimits> = {}) {
  return createOpenAiModel({
    baseUrl: `${server.base}/${path}`,
    model: "m",
    apiKey: KEY,
    limits: { backoffMs: 1, ...limits },
  });
}

async function gather(path: string, limits: Partial<GuardLimits> = {}, request = REQUEST, signal: AbortSignal = never) {
  const events: ModelEvent[] = [];
  for await (const event of model(path, limits).stream(request, signal)) events.push(event);
  return events;
}

/** The text that came, and how it ended. */
function summary(events: readonly ModelEvent[]) {
  const text = events.map((event) => (event.kind === "text" ? event.text : "")).join("");
  const last = events.at(-1);
  return `${text} ${last?.kind === "fault" ? last.fault.kind : last?.kind}`.trim();
}

suite("openai model against a failing server", () => {
  suiteSetup(async () => {
    server = await startFaultServer();
  });
  suiteTeardown(() => server.stop());

  for (const [path, expected, limits] of [
    ["fine", "good end"],
    ["no-finish", "half truncated"],
    ["stall", "half stalled", { idleMs: 50 }],
    ["login-page", "malformed"],
    ["cut-socket", "half truncated"],
    ["reset-once", "good end"],
    ["garbage", "malformed"],
    ["error-in-stream", "half server"],
    ["pings", "good end"],
    ["silent", "stalled", { firstByteMs: 50 }],
    ["silent", "stalled", { deadlineMs: 50 }],
    ["retry-after-short", "good end"],
    ["retry-after-long", "rate-limited"],
    ["unavailable", "server"],
    ["overflow", "overflow"],
    ["bad-key", "refused-key"],
    ["echoed-key", "refused"],
    ["redirect", "unreachable"],
    ["byte-by-byte", "grün € end"],
    ["cut-arguments", "truncated"],
    ["empty", "malformed"],
  ] as const) {
    test(`${path}${limits === undefined ? "" : ` within ${Object.keys(limits)}`}: ${expected}`, async () => {
      const events = await gather(path, limits);
      assert.equal(summary(events), expected);
      assert.equal(events.filter((event) => event.kind === "end" || event.kind === "fault").length, 1);
      assert.ok(!JSON.stringify(events).includes(KEY), "the key is in a message");
      assert.ok(!events.some((event) => event.kind === "call"), "a call came out of a fault");
    });
  }

  test("an endless answer is cut at the byte limit", async () => {
    const events = await gather("flood", { maxBytes: 200_000 });
    assert.equal(summary(events).split(" ").at(-1), "malformed");
  });

  for (const [path, requests] of [
    ["unavailable", 3],
    ["cut-socket", 1],
    ["retry-after-long", 1],
    ["bad-key", 1],
  ] as const) {
    test(`${path} costs ${requests} ${requests === 1 ? "request" : "requests"}`, async () => {
      const before = server.requestsTo(path);
      await gather(path);
      assert.equal(server.requestsTo(path) - before, requests);
    });
  }

  test("a long Retry-After is handed on in ms", async () => {
    const last = (await gather("retry-after-long")).at(-1);
    assert.equal(last?.kind === "fault" && last.fault.retryAfterMs, 3_600_000);
  });

  test("tool calls without an index are merged by id", async () => {
    const events = await gather("calls-by-id");
    assert.deepEqual(
      events.filter((event) => event.kind === "call").map(({ call }) => [call.id, call.input]),
      [
        ["p", '{"a":1}'],
        ["q", '{"b":2}'],
      ],
    );
    assert.deepEqual(events.at(-1), { kind: "end", why: "calls" });
  });

  for (const path of ["silent", "stall", "flood", "unavailable"]) {
    test(`an abort during ${path} ends the stream as aborted`, async () => {
      const stop = new AbortController();
      const events: ModelEvent[] = [];
      const stream = model(path, { backoffMs: 1e6, maxRetryAfterMs: 1e7 }).stream(REQUEST, stop.signal);
      setTimeout(() => stop.abort(), 30);
      for await (const event of stream) events.push(event);
      assert.equal(summary(events).split(" ").at(-1), "aborted");
    });
  }

  test("an aborted signal sends nothing", async () => {
    const before = server.requestsTo("fine");
    assert.equal(summary(await gather("fine", {}, REQUEST, AbortSignal.abort())), "aborted");
    assert.equal(server.requestsTo("fine"), before);
  });

  test("a server that knows no schemas is asked in words, and not offered one again", async () => {
    const asking = { ...REQUEST, answer: { type: "object", properties: { a: { type: "number" } } } };
    const one = model("no-schema");
    for (let round = 0; round < 2; round++) {
      const events: ModelEvent[] = [];
      for await (const event of one.stream(asking, never)) events.push(event);
      assert.equal(summary(events), "good end");
    }
    assert.equal(server.requestsTo("no-schema"), 3);
    assert.match(server.bodies.at(-1) ?? "", /follows this JSON schema/);
  });

  for (const apiKey of ["", undefined]) {
    test(`${apiKey === undefined ? "no key" : "an empty key"} is enough for a server that asks for none`, async () => {
      const keyless = createOpenAiModel({ baseUrl: `${server.base}/fine`, model: "m", apiKey });
      const events: ModelEvent[] = [];
      for await (const event of keyless.stream(REQUEST, never)) events.push(event);
      assert.equal(summary(events), "good end");
    });
  }

  test("a server that is not there is unreachable", async () => {
    const closed = await startFaultServer();
    await closed.stop();
    const limits = { backoffMs: 1 };
    const gone = createOpenAiModel({ baseUrl: `${closed.base}/v1`, model: "m", apiKey: KEY, limits });
    const events: ModelEvent[] = [];
    for await (const event of gone.stream(REQUEST, never)) events.push(event);
    assert.equal(summary(events), "unreachable");
  });
});
