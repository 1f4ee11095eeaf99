import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { UserError } from "../../src/core/errors.ts";
import type { Etude } from "../../src/core/etude.ts";
import { createPractice, type PracticePorts } from "../../src/vscode/practice.ts";
import { report, scriptedEtude, suggestions } from "./scripted-etude.ts";

suite("practice", () => {
  test("a machine without a sandbox is told why", async () => {
    const practice = createPractice(portsOn({}));
    assert.equal(practice.blocked(), undefined);
    await practice.refresh();
    assert.match(practice.blocked() ?? "", /needs? a working sandbox.*this is a script/);
  });

  test("a window that cannot work is not asked for anything", async () => {
    let asked = 0;
    const etude = () => {
      asked++;
      return Promise.reject(new Error("asked"));
    };
    const practice = createPractice({ ...portsOn({}), etude, blocked: () => "Trust this folder first." });
    await practice.refresh();
    assert.deepEqual([asked, practice.state().loading, practice.state().error], [0, false, undefined]);
  });

  test("an attempt ends with its verdict and a fresh history", async () => {
    const practice = createPractice(portsOn({}));
    await practice.attempt({ kata: "k-1" });
    assert.equal(practice.state().run?.verdict?.label, "Clean pass");
    assert.equal(practice.state().attempts.length, 4);
  });

  test("a stopped attempt has no grade and is no failure", async () => {
    const practice = createPractice(
      portsOn({
        async practise(_request, _emit, signal) {
          practice.cancelAttempt();
          assert.equal(signal.aborted, true);
          throw new UserError("cancelled");
        },
      }),
    );
    await practice.attempt({});
    const { phase, failure, verdict } = practice.state().run ?? {};
    assert.deepEqual({ phase, failure, verdict }, { phase: "stopped", failure: undefined, verdict: undefined });
  });

  test("a failed attempt says why", async () => {
    const practice = createPractice(portsOn({ practise: () => Promise.reject(new UserError("The kata is stale.")) }));
    await practice.attempt({ kata: "k-1" });
    assert.deepEqual([practice.state().run?.phase, practice.state().run?.failure], ["failed", "The kata is stale."]);
  });

  test("generating shows its progress and then what it came to", async () => {
    const seen: number[] = [];
    const practice = createPractice({
      ...portsOn({}),
      onChange: () => seen.push(practice?.state().generating?.sound ?? -1),
    });
    await practice.generate(5, undefined);
    assert.ok(seen.includes(5));
    assert.deepEqual([practice.state().generating, practice.state().harvest?.made], [undefined, suggestions.length]);
  });

  test("stopping a generation reaches it and is no failure", async () => {
    const practice = createPractice(
      portsOn({
        async harvest(_request, _onProgress, signal) {
          practice.cancelGenerate();
          throw new UserError(signal.aborted ? "stopped" : "not stopped");
        },
      }),
    );
    await practice.generate(5, undefined);
    assert.deepEqual([practice.state().error, practice.busy()], [undefined, false]);
  });

  test("a failed generation says why", async () => {
    const practice = createPractice(portsOn({ harvest: () => Promise.reject(new UserError("No test runner.")) }));
    await practice.generate(5, undefined);
    assert.equal(practice.state().error, "No test runner.");
  });

  test("only one attempt runs at a time", async () => {
    let started = 0;
    const practice = createPractice(
      portsOn({
        async practise() {
          started++;
          await practice.attempt({});
          return report(3);
        },
      }),
    );
    await practice.attempt({});
    assert.equal(started, 1);
  });
});

function portsOn(overrides: Partial<Etude>): PracticePorts {
  return {
    etude: async () => ({ ...scriptedEtude(), ...overrides }),
    blocked: () => undefined,
    agent: () => "builtin",
    onChange: () => undefined,
    onEnd: () => undefined,
    log: () => undefined,
  };
}
