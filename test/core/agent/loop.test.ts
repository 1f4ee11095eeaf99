import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { AgentEvent } from "../../../src/core/agent/events.ts";
import { runAgent } from "../../../src/core/agent/loop.ts";
import type { Recalled, RunRequest, Situation } from "../../../src/core/agent/run.ts";
import type { Strategy } from "../../../src/core/memory/strategy.ts";
import type { Model } from "../../../src/core/ports.ts";
import { tools } from "../../../src/core/tools/index.ts";
import { BUG, calls, DONE, FIX, GREEN, recorded, runner, says, scripted, sumRequest, TESTS } from "./fakes.ts";

const never = new AbortController().signal;

async function run(model: Model, more: Partial<RunRequest> = {}, signal: AbortSignal = never) {
  const made = sumRequest(model, more);
  const { events, emit } = recorded();
  const end = await runAgent(made.request, emit, signal);
  return { ...made, events, end, model };
}

function kinds(events: readonly AgentEvent[], ...wanted: readonly AgentEvent["kind"][]) {
  return events.filter((event) => wanted.includes(event.kind));
}

const outputs = (events: readonly AgentEvent[]) =>
  events.flatMap((event) => (event.kind === "tool-finished" ? [`${event.tool}: ${event.output}`] : []));

const strategy = (id: string): Recalled => ({
  hash: `hash-${id}`,
  why: "the goal fits",
  strategy: {
    id,
    version: 1,
    title: `Title of ${id}`,
    skills: ["boundaries/off-by-one"],
    cues: { symptoms: [], languages: [], frameworks: [], paths: [] },
    when: "a sum is wrong",
    unless: ["it is right"],
    do: ["look at the operator"],
    because: "operators are easy to mistake",
    evidence: [{ episode: "ep-1", step: 1, quote: "a - b" }],
    check: "the tests pass",
    prediction: "fewer runs",
    provenance: { author: "agent", model: "m", harness: "h", episodes: ["ep-1"], tainted: false },
  } satisfies Strategy,
});

suite("agent loop", () => {
  test("a whole episode is announced, expected, done and decided, in order", async () => {
    const model = scripted([
      calls(["run_tests", TESTS]),
      calls(["edit_file", FIX], ["run_tests", GREEN]),
      calls(["finish", DONE]),
    ]);
    const { events, end, texts } = await run(model);
    assert.deepEqual(
      kinds(events, "tool-started", "tool-finished", "episode-ended").map((event) =>
        event.kind === "tool-started"
          ? `${event.title} | ${event.expectation?.says ?? "-"}`
          : event.kind === "tool-finished"
            ? `${event.ok} ${event.summary}`
            : event.kind === "episode-ended"
              ? `${event.outcome} ${event.stop}`
              : "",
      ),
      [
        "run all tests | adds fails",
        "true 1 of 2 tests fails: test/sum.test.js > adds.",
        "edit src/sum.js | adds passes",
        "true line 1: 1 line became 1 line",
        "run all tests | all pass",
        "true All 2 tests pass.",
        "finish | -",
        "true says the goal is met",
        "solved finished",
      ],
    );
    assert.equal(texts.get("src/sum.js"), "export const sum = (a, b) => a + b;\n");
    assert.equal(events.at(-1)?.kind, "episode-ended");
    assert.equal(end.outcome, "solved");
    assert.deepEqual({ ...end.use, ms: 0 }, { turns: 3, tokens: 330, testRuns: 2, ms: 0 });
  });

  test("each call has its own id, and results carry their effect as data", async () => {
    const model = scripted([
      calls(["read_file", { path: "src/sum.js" }]),
      calls(["read_file", { path: "test/sum.test.js" }]),
    ]);
    const { events } = await run(model);
    const ids = kinds(events, "tool-started").map((event) => (event.kind === "tool-started" ? event.call : ""));
    assert.deepEqual(ids, ["c1", "c1-2"]);
    const told = model.requests[1]?.messages.at(-1);
    assert.deepEqual(told, {
      role: "tool",
      call: "c1",
      text: "1\texport const sum = (a, b) => a - b;\n2\t",
      data: { kind: "read", path: "src/sum.js", text: BUG },
    });
  });

  test("the expectation is emitted before the tool runs", async () => {
    const order: string[] = [];
    const made = sumRequest(scripted([calls(["run_tests", TESTS])]));
    const tests = runner((request) => {
      order.push("ran");
      return made.tests.run(request, () => undefined, never) as never;
    });
    await runAgent(
      { ...made.request, tests },
      (event) => {
        if (event.kind === "tool-started") order.push(event.expectation?.says ?? "nothing");
      },
      never,
    );
    assert.deepEqual(order.slice(0, 2), ["adds fails", "ran"]);
  });

  for (const [name, input, told] of [
    ["truncated JSON", '{"path":"src/sum.js","old":"a - b","new":"', /edit_file is not complete, valid JSON/],
    ["a missing field", { ...FIX, new: undefined }, /new: /],
    ["a missing expectation", { ...FIX, expectation: undefined }, /expectation: /],
    ["an empty expectation", { ...FIX, expectation: { says: "" } }, /expectation\.says: /],
  ] as const) {
    test(`${name} never runs, and the model is told where`, async () => {
      const { events, texts } = await run(scripted([calls(["edit_file", input])]));
      assert.match(outputs(events)[0] ?? "", told);
      assert.equal(texts.get("src/sum.js"), BUG);
    });
  }

  test("an unknown tool is answered with the tools there are", async () => {
    const { events } = await run(scripted([calls(["shell", { command: "ls" }])]));
    assert.match(outputs(events)[0] ?? "", /no tool "shell".*read_file.*finish/);
  });

  test("a test file is edited only after a yes", async () => {
    const edit = { ...FIX, path: "test/sum.test.js", old: "test", new: "skip" };
    const refused = await run(scripted([calls(["edit_file", edit])]));
    assert.equal(refused.texts.get("test/sum.test.js"), "test");
    assert.deepEqual(refused.asked, ["test/sum.test.js belongs to the tests, and the tests decide the outcome."]);
    assert.match(outputs(refused.events)[0] ?? "", /did not allow/);

    const allowed = await run(scripted([calls(["edit_file", edit])]), { ask: async () => ({ allowed: true }) });
    assert.equal(allowed.texts.get("test/sum.test.js"), "skip");
    assert.deepEqual(
      kinds(allowed.events, "approval-answered").map((event) => event.kind === "approval-answered" && event.allowed),
      [true],
    );
  });

  test("a path that cannot be judged is refused without asking", async () => {
    const { events, asked } = await run(scripted([calls(["read_file", { path: "../secret" }])]));
    assert.match(outputs(events)[0] ?? "", /leaves the workspace/);
    assert.deepEqual(asked, []);
  });

  test("the third identical call in a row stops the episode, and the first two have their result", async () => {
    const again = calls(["read_file", { path: "src/sum.js" }]);
    const reordered = calls(["read_file", '{ "path" : "src/sum.js" }']);
    const { events, end } = await run(scripted([again, reordered, again, again]));
    assert.equal(end.stop, "repeated-call");
    assert.equal(kinds(events, "tool-finished").length, 2);
  });

  test("identical calls with another between them go on", async () => {
    const read = ["read_file", { path: "src/sum.js" }] as const;
    const list = ["list_files", {}] as const;
    const { end } = await run(scripted([calls(read, list, read, list, read, list), calls(["finish", DONE])]));
    assert.equal(end.stop, "finished");
  });

  test("five failing calls in a row stop the episode", async () => {
    const wrong = ["a", "b", "c", "d", "e", "f"].map((path) => ["read_file", { path }] as const);
    const { events, end } = await run(scripted([calls(...wrong)]));
    assert.equal(end.stop, "repeated-call");
    assert.equal(kinds(events, "tool-finished").length, 5);
  });

  test("an answer without a call is nudged once, then ends the episode", async () => {
    const model = scripted([says("Hm."), says("Done."), calls(["finish", DONE])]);
    const { end } = await run(model);
    assert.equal(model.requests.length, 2);
    assert.equal(end.stop, "finished");
    assert.match(model.requests[1]?.messages.at(-1)?.text ?? "", /call `finish`/);
  });

  test("a model fault stops with its sentence, and concludes nothing", async () => {
    const fault = { kind: "unreachable", message: "The server is away." } as const;
    const { end } = await run(scripted([calls(["run_tests", TESTS]), [{ kind: "fault", fault }]]));
    assert.deepEqual([end.stop, end.outcome], ["model-fault", "environment"]);
    assert.match(end.why, /The server is away\./);
  });

  test("an answer without an end is a fault", async () => {
    const { end } = await run(scripted([[{ kind: "text", text: "half" }]]));
    assert.equal(end.stop, "model-fault");
  });

  for (const [name, budget, turns] of [
    ["turns", { turns: 2, tokens: 1e6, testRuns: 9, ms: 1e6 }, 2],
    ["tokens", { turns: 9, tokens: 100, testRuns: 9, ms: 1e6 }, 0],
    ["test runs", { turns: 9, tokens: 1e6, testRuns: 1, ms: 1e6 }, 2],
    ["time", { turns: 9, tokens: 1e6, testRuns: 9, ms: 1 }, 0],
  ] as const) {
    test(`the episode stops when its ${name} are used up`, async () => {
      const model = scripted([calls(["run_tests", TESTS]), calls(["run_tests", GREEN]), calls(["list_files", {}])]);
      const { end } = await run(model, { budget });
      assert.equal(end.stop, "budget");
      assert.equal(model.requests.length, turns);
    });
  }

  test("a model that does not count is charged what was reserved", async () => {
    const { end } = await run(
      scripted([
        [
          { kind: "text", text: "x" },
          { kind: "end", why: "stop" },
        ],
      ]),
      {
        budget: { turns: 1, tokens: 20_000, testRuns: 1, ms: 1e6 },
      },
    );
    assert.ok(end.use.tokens > 8192, `${end.use.tokens}`);
  });

  test("an edit without a later whole run is decided by the harness", async () => {
    const partial = { ...GREEN, ids: ["test/sum.test.js > adds"] };
    const { events, end, tests } = await run(
      scripted([calls(["edit_file", FIX], ["run_tests", partial], ["finish", DONE])]),
    );
    assert.deepEqual(
      tests.requests.map((request) => request.ids),
      [["test/sum.test.js > adds"], undefined],
    );
    assert.equal(end.outcome, "solved");
    const harness = kinds(events, "tool-started").at(-1);
    assert.equal(harness?.kind === "tool-started" && harness.call, "harness");
  });

  test("calls after finish are not performed", async () => {
    const { texts } = await run(scripted([calls(["finish", DONE], ["edit_file", FIX])]));
    assert.equal(texts.get("src/sum.js"), BUG);
  });

  suite("strategies", () => {
    test("are asked for at the start and at the first failing run, three in all, none twice", async () => {
      const situations: Situation[] = [];
      const recall = async (situation: Situation) => {
        situations.push(situation);
        return situations.length === 1 ? [strategy("one-a")] : ["one-a", "two-b", "three-c", "four-d"].map(strategy);
      };
      const model = scripted([calls(["run_tests", TESTS]), calls(["run_tests", GREEN]), calls(["finish", DONE])]);
      const { events } = await run(model, { recall });
      assert.deepEqual(
        kinds(events, "strategies-consulted").map(
          (e) => e.kind === "strategies-consulted" && e.strategies.map((s) => s.id),
        ),
        [["one-a"], ["two-b", "three-c"]],
      );
      assert.deepEqual(situations[1], {
        goal: "Make the tests pass.",
        skill: undefined,
        symptoms: ["off-by-one"],
        languages: ["javascript"],
        frameworks: ["node:test"],
        paths: ["src/sum.js"],
      });
      const roles = model.requests[2]?.messages.map((message) => message.role);
      assert.deepEqual(roles, ["system", "user", "user", "assistant", "tool", "user", "assistant", "tool"]);
    });

    test("that cannot be recalled leave a notice, and the episode goes on", async () => {
      const recall = async () => Promise.reject(new Error("no index"));
      const { events, end } = await run(scripted([calls(["finish", DONE])]), { recall });
      assert.equal(kinds(events, "notice").length, 1);
      assert.equal(end.stop, "finished");
    });
  });

  suite("cancelling", () => {
    const hanging: Model = {
      id: "hanging/1",
      stream: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) }),
    };

    test("ends a silent model's episode at once", async () => {
      const stop = new AbortController();
      const ended = run(hanging, {}, stop.signal);
      setImmediate(() => stop.abort());
      assert.deepEqual([(await ended).end.stop, (await ended).end.outcome], ["cancelled", "abandoned"]);
    });

    test("ends the wait for approval, and nothing is written", async () => {
      const stop = new AbortController();
      const ask = () => {
        setImmediate(() => stop.abort());
        return new Promise<never>(() => undefined);
      };
      const edit = { ...FIX, path: "test/sum.test.js", old: "test", new: "skip" };
      const { end, texts } = await run(scripted([calls(["edit_file", edit])]), { ask }, stop.signal);
      assert.equal(end.stop, "cancelled");
      assert.equal(texts.get("test/sum.test.js"), "test");
    });

    for (const [moment, turns] of [
      ["tool-finished", [calls(["edit_file", FIX], ["run_tests", GREEN])]],
      ["text", [calls(["edit_file", FIX]), [{ kind: "text", text: "Now the tests." }, ...calls(["run_tests", GREEN])]]],
    ] as const) {
      test(`lets no further tool run after ${moment}, the harness included`, async () => {
        const stop = new AbortController();
        const made = sumRequest(scripted(turns));
        const { events, emit } = recorded();
        const end = await runAgent(
          made.request,
          (event) => {
            emit(event);
            if (event.kind === moment) stop.abort();
          },
          stop.signal,
        );
        assert.equal(end.outcome, "abandoned");
        assert.deepEqual(made.tests.requests, []);
        assert.equal(kinds(events, "tool-started").length, 1);
      });
    }

    test("does not wait for a tool that ignores it", async () => {
      const stop = new AbortController();
      const stuck = { ...sumRequest(hanging).tests, run: () => new Promise<never>(() => undefined) };
      const model = scripted([calls(["run_tests", TESTS])]);
      const emitted = recorded();
      const end = await runAgent(
        { ...sumRequest(model).request, tests: stuck },
        (event) => {
          emitted.emit(event);
          if (event.kind === "tool-started") setImmediate(() => stop.abort());
        },
        stop.signal,
      );
      assert.equal(end.stop, "cancelled");
      assert.equal(kinds(emitted.events, "tool-finished").length, 1);
    });
  });

  test("a defect in a tool ends the episode without a rejection", async () => {
    const broken = tools.map((tool) =>
      tool.name === "list_files" ? { ...tool, run: () => Promise.reject(new TypeError("oops")) } : tool,
    );
    const { end } = await run(scripted([calls(["list_files", {}])]), { tools: broken });
    assert.deepEqual([end.stop, end.outcome], ["defect", "environment"]);
    assert.match(end.why, /oops/);
  });
});
