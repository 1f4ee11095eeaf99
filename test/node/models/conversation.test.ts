import assert from "node:assert/strict";
import { LLMock } from "@copilotkit/aimock";
import { setup, suite, teardown, test } from "mocha";
import { runAgent } from "../../../src/core/agent/loop.ts";
import { foldTimeline } from "../../../src/core/trace/fold.ts";
import { createOpenAiModel } from "../../../src/node/models/openai.ts";
import { DONE, FIX, GREEN, recorded, sumRequest, TESTS } from "../../core/agent/fakes.ts";

const KEY = "sk-canary-4711-4711";
let mock: LLMock;

/** The nth request of the conversation is answered with these calls, streamed in small pieces. */
function answer(nth: number, ...calls: readonly (readonly [name: string, input: unknown])[]) {
  const toolCalls = calls.map(([name, input]) => ({ name, arguments: JSON.stringify(input) }));
  const predicate = (request: { messages: readonly { role: string }[] }) =>
    request.messages.filter((message) => message.role === "assistant").length === nth;
  mock.on({ predicate }, { toolCalls }, { chunkSize: 7 });
}

suite("an episode with a model over HTTP", () => {
  setup(async () => {
    mock = new LLMock({ port: 0 });
    await mock.start();
  });
  teardown(() => mock.stop());

  test("is streamed, performed and folded into expectations and what happened", async () => {
    answer(0, ["run_tests", TESTS], ["read_file", { path: "src/sum.js" }]);
    answer(1, ["edit_file", { ...FIX, new: "b - a" }], ["run_tests", GREEN]);
    answer(2, ["edit_file", { ...FIX, old: "b - a" }], ["run_tests", GREEN]);
    answer(3, ["finish", DONE]);
    const model = createOpenAiModel({ baseUrl: `${mock.url}/v1`, model: "gpt-x", apiKey: KEY });
    const { request, texts } = sumRequest(model);
    const { events, emit } = recorded();
    const end = await runAgent(request, emit, new AbortController().signal);

    const timeline = foldTimeline(
      events.map((event, at) => ({ at, event })),
      "ep-1",
    );
    assert.deepEqual(
      timeline.steps.map(({ title, expectation, actual, met }) => [title, expectation?.says, actual, met]),
      [
        ["run all tests", "adds fails", "1 of 2 tests fails: test/sum.test.js > adds.", true],
        ["read src/sum.js", undefined, "2 lines", undefined],
        ["edit src/sum.js", "adds passes", "1 of 2 tests fails: test/sum.test.js > adds.", false],
        ["run all tests", "all pass", "1 of 2 tests fails: test/sum.test.js > adds.", false],
        ["edit src/sum.js", "adds passes", "All 2 tests pass. Turned green: test/sum.test.js > adds.", true],
        ["run all tests", "all pass", "All 2 tests pass. Turned green: test/sum.test.js > adds.", true],
        ["finish", undefined, "says the goal is met", undefined],
      ],
    );
    assert.equal(end.outcome, "solved");
    assert.match(texts.get("src/sum.js") ?? "", /a \+ b/);

    const sent = mock.getRequests().map((entry) => JSON.stringify(entry.body));
    assert.equal(sent.length, 4);
    assert.ok(!sent.some((body) => body.includes(KEY)), "the key is in a body");
    assert.ok(!sent.some((body) => body.includes('"data"')), "effects left the machine");
  });

  test("goes on after a refusal that asks to wait a moment", async () => {
    answer(0, ["finish", DONE]);
    mock.nextRequestError(429, { message: "slow down" });
    const model = createOpenAiModel({
      baseUrl: `${mock.url}/v1`,
      model: "gpt-x",
      apiKey: KEY,
      limits: { backoffMs: 1 },
    });
    const end = await runAgent(sumRequest(model).request, () => undefined, new AbortController().signal);
    assert.equal(end.stop, "finished");
  });
});
