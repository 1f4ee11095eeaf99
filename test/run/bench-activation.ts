import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { z } from "zod";
import { atEnd, removeTree } from "../host/lifetime.ts";
import { ROOT, SAMPLE_WORKSPACE } from "../host/paths.ts";
import { runHostTests } from "../host/run-tests.ts";

const START_LIMIT_MS = 120_000;
const Probe = z.object({ activationMs: z.number(), wallMs: z.number().optional() });

/** One fresh start of the editor. Milliseconds. */
interface Start {
  /** VS Code's own figure, of "Developer: Show Running Extensions": loading the bundle and calling `activate`. */
  readonly editorMs: number;
  /** What the extension measured of itself: `activationMs` of its exports. */
  readonly selfMs: number;
  /** Loading, `activate` and whatever it awaits, seen from inside; absent when it was active already. */
  readonly wallMs: number | undefined;
}

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, starts: { type: "string", default: "5" } },
});
const wanted = Number(values.starts);
if (!Number.isInteger(wanted) || wanted < 1) {
  console.error("Use: npm run bench:activation -- [--starts N] [--json], with N at least 1.");
  process.exit(2);
}

const starts: Start[] = [];
for (let n = 1; n <= wanted; n++) {
  const start = await measureStart();
  starts.push(start);
  if (!values.json) console.log(`start ${n} of ${wanted}: ${start.editorMs} ms`);
}
const figures = {
  starts: starts.length,
  ...spread(
    "editor",
    starts.map((start) => start.editorMs),
  ),
  ...spread(
    "self",
    starts.map((start) => start.selfMs),
  ),
  ...spread(
    "wall",
    starts.flatMap((start) => start.wallMs ?? []),
  ),
};
if (values.json) console.log(JSON.stringify({ bench: "activation", figures, table: starts }));
else for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(16)} ${value}`);
process.exit(0);

/** A new server, profile and browser each time, so that nothing is warm but the operating system's file cache. */
async function measureStart(): Promise<Start> {
  const temp = mkdtempSync(join(tmpdir(), "etude-bench-"));
  const forget = atEnd(() => removeTree(temp));
  const seen = join(temp, "seen");
  let editorMs: number | undefined;
  const run = await runHostTests({
    folder: SAMPLE_WORKSPACE,
    extension: ROOT,
    tests: join(import.meta.dirname, "activation-probe.ts"),
    limitMs: START_LIMIT_MS,
    env: { ETUDE_PROBE_SEEN: seen },
    print: console.error,
    watch: async (page) => {
      editorMs = await readEditorFigure(page);
      writeFileSync(seen, "");
    },
  });
  removeTree(temp);
  forget();
  const probe = Probe.safeParse(run.report);
  if (!probe.success || editorMs === undefined) throw new Error(`The measurement failed.\n${run.output}`);
  return { editorMs, selfMs: round(probe.data.activationMs), wallMs: probe.data.wallMs && round(probe.data.wallMs) };
}

/** The list holds rows such as "Etude ... Activation: 12ms", but only those that fit into the window. */
async function readEditorFigure(page: Page): Promise<number> {
  await page.locator(".runtime-extensions-editor").waitFor({ timeout: START_LIMIT_MS });
  await page.setViewportSize({ width: 1400, height: 6000 });
  const row = page.locator(".runtime-extensions-editor .monaco-list-row").filter({ hasText: /etude/i });
  const figure = row.locator(".activation-time").filter({ hasText: /\d+\s?ms/ });
  const text = await figure.first().textContent({ timeout: START_LIMIT_MS });
  return Number(/(\d+)\s?ms/.exec(text ?? "")?.[1]);
}

/** Least, middle and greatest; nothing at all when there is nothing to tell. */
function spread(name: string, values: readonly number[]): Record<string, number> {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  if (sorted.length === 0) return {};
  const middle = (at(Math.floor((sorted.length - 1) / 2)) + at(Math.ceil((sorted.length - 1) / 2))) / 2;
  return { [`${name}MinMs`]: at(0), [`${name}MedianMs`]: round(middle), [`${name}MaxMs`]: at(sorted.length - 1) };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
