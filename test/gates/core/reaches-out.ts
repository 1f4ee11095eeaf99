// Proves that the layer gate can fail: core may import neither the editor, nor node:, nor another layer, and has no timers.
import { readFileSync } from "node:fs";
import { commands } from "vscode";

export function leak(): void {
  setTimeout(() => commands.executeCommand(readFileSync("x", "utf8")), 1);
}
