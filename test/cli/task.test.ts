import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { LLMock } from "@copilotkit/aimock";
import { setup, suite, teardown, test } from "mocha";
import { copySample, type Sample } from "./sample.ts";

const BOUNDARY_TEST = "is near at exactly the warning level";
const BOUNDARY_ID = `test/budget.test.js > budgetState > ${BOUNDARY_TEST}`;

interface StepDocument {
  readonly tool: string;
  readonly expectation?: { readonly says: string };
  readonly actual: string;
  readonly met?: boolean;
}

suite("etude task", () => {
  let sample: Sample;
  setup(() => {
    sample = copySample();
  });
  teardown(() => sample.dispose());

  test("the built-in agent solves a failing test and says at each step what it expected and what happened", async () => {
    const done = await sample.etude(["task", sample.folder, `Mend the test "${BOUNDARY_TEST}"`, "--json"]);
    assert.equal(done.status, 0, done.stderr);
    const report = JSON.parse(done.stdout);
    assert.equal(report.outcome, "solved");
    const acts: readonly StepDocument[] = report.steps.filter((step: StepDocument) =>
      ["edit_file", "run_tests"].includes(step.tool),
    );
    assert.ok(acts.length >= 3);
    assert.deepEqual(
      acts.filter((step) => !step.expectation?.says || !step.actual),
      [],
    );
    assert.match(readFileSync(path.join(sample.folder, "src/budget.js"), "utf8"), /spent >= warnAt/);

    const listed = JSON.parse((await sample.etude(["trace", sample.folder, "--json"])).stdout);
    assert.deepEqual(
      listed.map((each: { id: string; outcome: string }) => [each.id, each.outcome]),
      [[report.episode, "solved"]],
    );
    const trace = JSON.parse((await sample.etude(["trace", sample.folder, report.episode, "--json"])).stdout);
    assert.deepEqual(trace.steps, report.steps);
  });

  test("a model over HTTP leaves the same kind of trace", async () => {
    const mock = new LLMock({ port: 0 });
    await mock.start();
    try {
      answer(mock, 0, "I look at the failing test first.", [
        "run_tests",
        { expectation: expect("the boundary test fails", { failing: [BOUNDARY_ID] }) },
      ]);
      answer(mock, 1, "", ["read_file", { path: "src/budget.js" }]);
      answer(mock, 2, "The comparison leaves its boundary out.", [
        "edit_file",
        {
          path: "src/budget.js",
          old: "spent > warnAt",
          new: "spent >= warnAt",
          expectation: expect("the boundary test passes", { passing: [BOUNDARY_ID] }),
        },
      ]);
      answer(mock, 3, "", [
        "run_tests",
        { expectation: expect("the boundary test passes", { passing: [BOUNDARY_ID] }) },
      ]);
      answer(mock, 4, "", ["finish", { summary: "Mended the boundary.", honest: true }]);
      mock.on(
        { predicate: (request) => assistantTurns(request.messages) === 0 && asksToReflect(request.messages) },
        {
          content: JSON.stringify({
            cause: "nothing-to-learn",
            belief: "None.",
            counterfactual: "None.",
            proposals: [],
          }),
        },
      );

      const goal = `Mend "${BOUNDARY_TEST}"`;
      const done = await sample.etude(["task", sample.folder, goal, "--agent", "openai", "--json"], {
        ETUDE_BASE_URL: `${mock.url}/v1`,
        ETUDE_MODEL: "gpt-x",
        ETUDE_API_KEY: "test",
      });
      assert.equal(done.status, 0, done.stderr);
      const report = JSON.parse(done.stdout);
      assert.deepEqual(
        report.steps.map((step: StepDocument) => [step.tool, step.expectation?.says, step.met]),
        [
          ["run_tests", "the boundary test fails", true],
          ["read_file", undefined, undefined],
          ["edit_file", "the boundary test passes", true],
          ["run_tests", "the boundary test passes", true],
          ["finish", undefined, undefined],
        ],
      );
      assert.deepEqual(
        [report.outcome, report.agent.model, report.reflection.cause],
        ["solved", "openai/gpt-x", "nothing-to-learn"],
      );
    } finally {
      await mock.stop();
    }
  });

  test("without a configured endpoint says what to set", async () => {
    const done = await sample.etude(["task", sample.folder, "mend it", "--agent", "openai"], {
      ETUDE_BASE_URL: "",
      ETUDE_MODEL: "",
    });
    assert.deepEqual([done.status, done.stdout], [1, ""]);
    assert.match(done.stderr, /^No model endpoint is configured: .*ETUDE_BASE_URL.*\n$/);
  });

  test("a folder that is not there is bad usage", async () => {
    const done = await sample.etude(["task", path.join(sample.folder, "none"), "mend it", "--json"]);
    assert.deepEqual([done.status, done.stdout], [2, ""]);
    assert.match(done.stderr, /^There is no folder .*none\. Usage: etude task/);
  });
}).timeout(180_000);

type Chat = readonly { readonly role: string; readonly content?: unknown }[];

const assistantTurns = (messages: Chat) => messages.filter((message) => message.role === "assistant").length;
const asksToReflect = (messages: Chat) =>
  JSON.stringify(messages[0]?.content ?? "").includes("You reflect on one episode");

function answer(
  mock: LLMock,
  nth: number,
  content: string,
  ...calls: readonly (readonly [name: string, input: unknown])[]
) {
  const toolCalls = calls.map(([name, input]) => ({ name, arguments: JSON.stringify(input) }));
  const predicate = ({ messages }: { messages: Chat }) => assistantTurns(messages) === nth && !asksToReflect(messages);
  mock.on({ predicate }, { content, toolCalls }, { chunkSize: 9 });
}

function expect(says: string, tests: { readonly passing?: readonly string[]; readonly failing?: readonly string[] }) {
  return { says, ...tests };
}
