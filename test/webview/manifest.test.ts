import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { suite, test } from "mocha";
import { z } from "zod";
import { TASK_BUDGET } from "../../src/core/agent/budgets.ts";
import { commandIds, settingIds, viewIds } from "../../src/vscode/ids.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const Entry = z.object({ command: z.string(), when: z.string().optional() });
const Manifest = z.object({
  icon: z.string(),
  activationEvents: z.array(z.string()),
  extensionKind: z.array(z.string()),
  capabilities: z.object({
    untrustedWorkspaces: z.object({ supported: z.literal("limited"), restrictedConfigurations: z.array(z.string()) }),
    virtualWorkspaces: z.object({ supported: z.literal(false) }),
  }),
  contributes: z.object({
    configuration: z.object({
      properties: z.record(z.string(), z.object({ scope: z.string(), default: z.unknown() })),
    }),
    menus: z.record(z.string(), z.array(Entry)),
    keybindings: z.array(Entry),
    viewsWelcome: z.array(z.object({ view: z.string(), contents: z.string() })),
    viewsContainers: z.object({ activitybar: z.array(z.object({ icon: z.string() })) }),
    walkthroughs: z.array(
      z.object({ steps: z.array(z.object({ description: z.string(), media: z.object({ svg: z.string() }) })) }),
    ),
  }),
});
const manifest = Manifest.parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
const { configuration, menus, keybindings, viewsWelcome, viewsContainers, walkthroughs } = manifest.contributes;
const steps = walkthroughs.flatMap((each) => each.steps);

suite("manifest", () => {
  test("menus and keys name known commands", () => {
    const named = [...Object.values(menus).flat(), ...keybindings].map((each) => each.command);
    assert.deepEqual(unknown(named, commandIds), []);
  });

  test("links in texts name known commands and views", () => {
    const texts = [...viewsWelcome.map((each) => each.contents), ...steps.map((each) => each.description)].join("\n");
    const named = [...texts.matchAll(/command:(etude\.[\w.]+)/g)].map(([, id = ""]) => id);
    assert.deepEqual(unknown(named, [...commandIds, ...viewIds.map((id) => `${id}.focus`)]), []);
    assert.ok(named.length > 0);
  });

  test("conditions on views name known views", () => {
    const conditions = Object.values(menus)
      .flat()
      .map((each) => each.when ?? "")
      .join(" ");
    const named = [...conditions.matchAll(/view == ([\w.]+)/g)].map(([, id = ""]) => id);
    assert.deepEqual(unknown([...named, ...viewsWelcome.map((each) => each.view)], viewIds), []);
  });

  test("no workspace can change a setting: each belongs to the machine", () => {
    const scopes = Object.entries(configuration.properties).filter(([, each]) => each.scope !== "machine");
    assert.deepEqual(scopes, []);
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, [...settingIds]);
  });

  test("the default budget is the one the code has", () => {
    const value = (name: string) => configuration.properties[`etude.budget.${name}`]?.default;
    assert.deepEqual(
      {
        testRuns: value("testRuns"),
        turns: value("turns"),
        tokens: value("tokens"),
        ms: Number(value("minutes")) * 60_000,
      },
      TASK_BUDGET,
    );
  });

  test("every picture is there", () => {
    const pictures = [
      manifest.icon,
      ...viewsContainers.activitybar.map((each) => each.icon),
      ...steps.map((each) => each.media.svg),
    ];
    assert.deepEqual(
      pictures.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });

  test("the walkthrough has at most five steps", () => assert.ok(steps.length >= 1 && steps.length <= 5));

  test("Etude runs where the files are", () => assert.deepEqual(manifest.extensionKind, ["workspace"]));
});

function unknown(named: readonly string[], known: readonly string[]): readonly string[] {
  return [...new Set(named)].filter((id) => !known.includes(id));
}
