import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { commands, extensions, workspace } from "vscode";
import type { AgentEvent } from "../../src/core/agent/events.ts";
import type { Etude } from "../../src/core/etude.ts";
import { formatStrategy } from "../../src/core/memory/codec.ts";
import { MEMORY_PATH } from "../../src/core/memory/shelf.ts";
import type { Strategy } from "../../src/core/memory/strategy.ts";
import type { Activated } from "../../src/vscode/extension.ts";
import { commandIds, settingIds } from "../../src/vscode/ids.ts";

const STEP_LIMIT_MS = 20_000;
const ID = "try-the-boundary-first";

suite("etude in the extension host", () => {
  let etude: Etude;
  let folder = "";

  suiteSetup(async () => {
    const extension = extensions.getExtension<Activated>("etude.etude");
    const { etude: open } = (await extension?.activate()) ?? {};
    assert.ok(open, "the extension offers Etude in test mode");
    etude = await open();
    folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  });

  suiteTeardown(() => rm(join(folder, ".etude"), { recursive: true, force: true }));

  test("every command is registered", async () => {
    const known = new Set(await commands.getCommands(true));
    assert.deepEqual(
      commandIds.filter((id) => !known.has(id)),
      [],
    );
  });

  test("every setting has a default and none comes from the workspace", () => {
    const wrong = settingIds.filter((id) => {
      const found = workspace.getConfiguration().inspect(id);
      return found?.defaultValue === undefined || found.workspaceValue !== undefined;
    });
    assert.deepEqual(wrong, []);
  });

  test("a strategy is consulted from the moment a person approves it", async () => {
    await mkdir(join(folder, MEMORY_PATH), { recursive: true });
    await writeFile(join(folder, MEMORY_PATH, `${ID}.md`), formatStrategy(strategy));
    assert.equal(await statusOf(etude), "proposed");
    assert.deepEqual(await consultedIn(etude), []);

    const approving = commands.executeCommand("etude.approveStrategy", ID);
    await until(async () => {
      await commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return (await statusOf(etude)) === "trial";
    });
    await approving;
    assert.deepEqual(await consultedIn(etude), [ID]);
  });

  test("one changed byte makes it a proposal again", async () => {
    await writeFile(join(folder, MEMORY_PATH, `${ID}.md`), `${formatStrategy(strategy)}\n`);
    assert.equal(await statusOf(etude), "proposed");
    assert.deepEqual(await consultedIn(etude), []);
  });
});

/** Ids of the strategies a task consults before its first edit, at which it is stopped. */
async function consultedIn(etude: Etude): Promise<readonly string[]> {
  const stop = new AbortController();
  const consulted: string[] = [];
  const onEvent = (event: AgentEvent) => {
    if (event.kind === "strategies-consulted") consulted.push(...event.strategies.map((each) => each.id));
    if (event.kind === "tool-started" && event.risk === "edit") stop.abort();
  };
  const ask = async () => ({ allowed: false });
  await etude.task({ goal: "Mend the boundary that is off by one.", agent: "builtin", ask }, onEvent, stop.signal);
  return consulted;
}

async function statusOf(etude: Etude): Promise<string | undefined> {
  const item = (await etude.memory()).find((each) => each.kind === "strategy" && each.strategy.id === ID);
  return item?.kind === "strategy" ? item.status : undefined;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + STEP_LIMIT_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error("It did not come about in time.");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const strategy: Strategy = {
  id: ID,
  version: 1,
  title: "Try the boundary before the operator",
  skills: ["conditions/boundary"],
  cues: {
    symptoms: ["off-by-one", "number-differs", "string-differs", "length-differs", "value-differs", "boolean-flipped"],
    languages: ["javascript"],
    frameworks: [],
    paths: [],
  },
  when: "A boundary is off by one.",
  unless: ["The test itself has changed."],
  do: ["Try `relational-operator` before `arithmetic-operator`."],
  because: "Edits elsewhere were refuted before the boundary was looked at.",
  evidence: [{ episode: "ep-1", step: 3, quote: "expected 34, got 33" }],
  check: "The first edit is at the comparison.",
  prediction: "Fewer test runs on katas about boundaries.",
  provenance: { author: "person", model: "none", harness: "none", episodes: ["ep-1"], tainted: false },
};
