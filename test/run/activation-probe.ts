import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { commands, extensions } from "vscode";

/**
 * Called by VS Code inside its extension host. Loads and activates Etude, notes how long that took, shows the editor's
 * own list of running extensions, and stays until the one who reads that list says so.
 */
export async function run(): Promise<void> {
  const { ETUDE_TEST_REPORT: report, ETUDE_PROBE_SEEN: seen } = process.env;
  if (!report || !seen) throw new Error("ETUDE_TEST_REPORT and ETUDE_PROBE_SEEN must name files.");
  const etude = extensions.getExtension<{ readonly activationMs: number }>("etude.etude");
  if (!etude) throw new Error("Etude is not loaded.");

  const wasActive = etude.isActive;
  const started = performance.now();
  const { activationMs } = await etude.activate();
  const wallMs = performance.now() - started;

  writeFileSync(report, JSON.stringify({ activationMs, ...(wasActive ? {} : { wallMs }) }));
  await commands.executeCommand("workbench.action.showRuntimeExtensions");
  while (!existsSync(seen)) await delay(50);
}
