import {
  commands,
  type ExtensionContext,
  ExtensionMode,
  StatusBarAlignment,
  Uri,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import type { Etude } from "../core/etude.ts";
import type { App, Surfaces } from "./compose.ts";
import { commandIds, STUDIO } from "./ids.ts";
import { watchIdle } from "./observe/idle.ts";
import { Scope } from "./scope.ts";
import { createLazyTree } from "./views/lazy-tree.ts";

export interface Activated {
  readonly activationMs: number;
  /** Etude on the open folder, for tests in the editor's own test mode only. */
  readonly etude?: () => Promise<Etude>;
}

let app: Promise<App> | undefined;

/**
 * Registers what VS Code must know of and returns at once. Everything behind it is another bundle, loaded when a view,
 * a command or an unused window first needs it.
 */
export function activate(context: ExtensionContext): Activated {
  const started = performance.now();
  const scope = new Scope();
  context.subscriptions.push(scope);
  const load = (): Promise<App> => {
    app ??= import("./compose.ts").then(({ compose }) => compose(context, scope, surfaces));
    return app;
  };

  const surfaces: Surfaces = {
    memory: scope.add(createLazyTree("etude.memory", async () => (await load()).memoryRoots())),
    skills: scope.add(createLazyTree("etude.skills", async () => (await load()).skillRoots())),
    status: scope.add(window.createStatusBarItem("etude.status", StatusBarAlignment.Left)),
  };
  surfaces.status.name = "Etude";
  surfaces.status.text = "$(target) Etude";
  surfaces.status.command = "etude.focusAssistant";
  surfaces.status.show();
  const resolveWebviewView = async (...[view]: Parameters<App["resolveAssistant"]>) =>
    (await load()).resolveAssistant(view);
  const deserializeWebviewPanel = async (panel: WebviewPanel) => (await load()).restoreStudio(panel);
  scope.add(window.registerWebviewViewProvider("etude.assistant", { resolveWebviewView }));
  scope.add(window.registerWebviewPanelSerializer(STUDIO, { deserializeWebviewPanel }));
  for (const id of commandIds) {
    scope.add(commands.registerCommand(id, async (argument: unknown) => (await load()).run(id, argument)));
  }
  scope.add(watchIdle(async () => (await load()).idle));
  void showInbox(async () => (await load()).refresh());

  const forTests = { etude: async () => (await load()).etude() };
  const testing = context.extensionMode === ExtensionMode.Test;
  return { activationMs: performance.now() - started, ...(testing ? forTests : {}) };
}

/** Ends what runs and closes the journal. */
export async function deactivate(): Promise<void> {
  await (await app)?.dispose();
}

/** Where there is practice memory, proposals that wait should show without anyone opening a view. */
async function showInbox(refresh: () => Promise<void>): Promise<void> {
  const [folder] = workspace.workspaceFolders ?? [];
  if (!folder || !workspace.isTrusted) return;
  const memory = Uri.joinPath(folder.uri, ".etude", "memory");
  const exists = await workspace.fs.stat(memory).then(
    () => true,
    () => false,
  );
  if (exists) await refresh();
}
