import { createHash } from "node:crypto";
import { type ExtensionContext, Uri, workspace } from "vscode";
import { noWorkspace, UserError } from "../core/errors.ts";
import type { Etude } from "../core/etude.ts";
import { type OpenEtude, openEtude } from "../node/open.ts";
import { settings } from "./settings.ts";

export const API_KEY = "etude.openai.apiKey";

/** Etude on the window's first folder, opened when it is first needed. */
export interface Engine {
  /** Throws UserError where Etude cannot work. */
  etude(): Promise<Etude>;
  /** Why Etude cannot work in this window, as a sentence that says what to do. */
  blocked(): string | undefined;
  root(): Uri | undefined;
  dispose(): Promise<void>;
}

export function createEngine(context: ExtensionContext, notify: (text: string) => void): Engine {
  let opening: Promise<OpenEtude> | undefined;

  return {
    async etude() {
      const sentence = blocked();
      const folder = root();
      if (sentence !== undefined || !folder) throw new UserError(sentence ?? noWorkspace().message);
      opening ??= open(folder).catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    blocked,
    root,
    async dispose() {
      const opened = await opening?.catch(() => undefined);
      await opened?.dispose();
    },
  };

  function open(folder: Uri): Promise<OpenEtude> {
    const dist = Uri.joinPath(context.extensionUri, "dist").fsPath;
    const global = context.globalStorageUri.fsPath;
    return openEtude({
      workspaceRoot: folder.fsPath,
      globalDir: global,
      storageDir: context.storageUri?.fsPath ?? `${global}/workspaces/${shortHash(folder.fsPath)}`,
      assets: {
        reporters: `${dist}/reporters`,
        wasm: `${dist}/wasm`,
        journalWorker: `${dist}/journal-worker.cjs`,
      },
      openai: endpoint,
      notify,
    });
  }

  async function endpoint() {
    const { baseUrl, model } = settings.endpoint();
    if (baseUrl === "" || model === "") return undefined;
    return { baseUrl, model, apiKey: (await context.secrets.get(API_KEY)) ?? "" };
  }
}

function blocked(): string | undefined {
  if (!root()) return noWorkspace().message;
  if (!workspace.isTrusted) return "Trust this folder first: Etude reads its files and runs its tests.";
  return undefined;
}

function root(): Uri | undefined {
  return workspace.workspaceFolders?.find((folder) => folder.uri.scheme === "file")?.uri;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
