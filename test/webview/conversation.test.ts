import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { ApprovalRequest } from "../../src/core/agent/run.ts";
import { UserError } from "../../src/core/errors.ts";
import type { Etude } from "../../src/core/etude.ts";
import { type ConversationPorts, createConversation } from "../../src/vscode/conversation.ts";
import { askingEvents, reflection, scriptedEtude, taskEvents } from "./scripted-etude.ts";

const report = { episode: "ep-1", outcome: "abandoned", why: "", reflection } as const;
const question: ApprovalRequest = { call: "c9", title: "edit test/money.test.js", reason: "It is a test." };

suite("conversation", () => {
  test("a task runs from goal to lesson", async () => {
    const conversation = createConversation(portsOn({}));
    await conversation.start("mend it");
    const kinds = conversation.state().run.items.map((item) => item.kind);
    assert.deepEqual([kinds[0], kinds.at(-2), kinds.at(-1)], ["goal", "verdict", "lesson"]);
    assert.deepEqual([conversation.state().phase, conversation.busy()], ["idle", false]);
  });

  test("unsaved text is saved before Etude is asked", async () => {
    const order: string[] = [];
    const ports = portsOn({});
    const conversation = createConversation({
      ...ports,
      saveAll: async () => void order.push("saved"),
      etude: () => {
        order.push("asked");
        return ports.etude();
      },
    });
    await conversation.start("mend it");
    assert.deepEqual(order, ["saved", "asked"]);
  });

  test("an edit can be looked at with both sides", async () => {
    const conversation = createConversation(portsOn({}));
    await conversation.start("mend it");
    const edit = conversation.state().run.items.find((item) => item.kind === "tool" && item.diff);
    const texts = conversation.editOf(edit?.key ?? "");
    assert.equal(texts?.path, "src/money.js");
    assert.notEqual(texts?.before, texts?.after);
  });

  for (const allowed of [true, false]) {
    test(`a person's ${allowed ? "yes" : "no"} reaches the task`, async () => {
      const answers: boolean[] = [];
      const conversation = createConversation(
        portsOn({
          async task(request, _emit, signal) {
            const waiting = request.ask(question, signal);
            conversation.answer("c9", allowed);
            answers.push((await waiting).allowed);
            return report;
          },
        }),
      );
      await conversation.start("mend it");
      assert.deepEqual(answers, [allowed]);
    });
  }

  test("stopping answers an open question with no", async () => {
    const answers: boolean[] = [];
    const conversation = createConversation(
      portsOn({
        async task(request, emit, signal) {
          for (const event of askingEvents) emit(event);
          const waiting = request.ask(question, signal);
          conversation.cancel();
          answers.push((await waiting).allowed);
          return report;
        },
      }),
    );
    await conversation.start("mend it");
    assert.deepEqual(answers, [false]);
    assert.ok(conversation.state().run.items.every((item) => item.kind !== "tool" || item.state !== "asking"));
  });

  test("a second task does not start beside the first", async () => {
    let started = 0;
    const conversation = createConversation(
      portsOn({
        async task() {
          started++;
          await conversation.start("another");
          return report;
        },
      }),
    );
    await conversation.start("mend it");
    assert.equal(started, 1);
  });

  test("a failure is shown as its sentence and logged", async () => {
    const logged: unknown[] = [];
    const failing = { ...portsOn({}), etude: () => Promise.reject(new UserError("Open a folder first.")) };
    const conversation = createConversation({ ...failing, log: (error) => logged.push(error) });
    await conversation.start("mend it");
    assert.deepEqual(conversation.state().run.items.at(-1), { kind: "error", key: "i1", text: "Open a folder first." });
    assert.equal(logged.length, 1);
  });

  test("a page hears of every event", async () => {
    let changes = 0;
    const conversation = createConversation({ ...portsOn({}), onChange: () => changes++ });
    await conversation.start("mend it");
    assert.equal(changes, taskEvents.length + 2);
  });
});

function portsOn(overrides: Partial<Etude>): ConversationPorts {
  return {
    etude: async () => ({ ...scriptedEtude(), ...overrides }),
    agent: () => "builtin",
    budget: () => ({ turns: 1, tokens: 1, testRuns: 1, ms: 1 }),
    saveAll: async () => undefined,
    onAsk: () => undefined,
    onChange: () => undefined,
    onEnd: () => undefined,
    log: () => undefined,
  };
}
