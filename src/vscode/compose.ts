import {
  type ExtensionContext,
  type StatusBarItem,
  Uri,
  type WebviewPanel,
  type WebviewView,
  window,
  workspace,
} from "vscode";
import type { ApprovalRequest } from "../core/agent/run.ts";
import type { Etude } from "../core/etude.ts";
import { agentBadge } from "../core/protocol/agent-badge.ts";
import { assistantView } from "../core/protocol/assistant-state.ts";
import { studioView } from "../core/protocol/studio-state.ts";
import { timelineMarkdown } from "../core/trace/markdown.ts";
import { commandTable, runCommand } from "./commands.ts";
import { createConversation } from "./conversation.ts";
import { createDocuments } from "./documents.ts";
import { createEngine } from "./engine.ts";
import { isForPeople } from "./failure.ts";
import type { CommandId } from "./ids.ts";
import type { IdlePractice } from "./observe/idle.ts";
import { createIdlePractice } from "./observe/idle-practice.ts";
import { createPractice } from "./practice.ts";
import { assistantRequests, studioRequests } from "./requests.ts";
import type { Scope } from "./scope.ts";
import { settings } from "./settings.ts";
import { createAssistantSurface } from "./views/assistant.ts";
import type { LazyTree } from "./views/lazy-tree.ts";
import { createStatus } from "./views/status-bar.ts";
import { createStudioSurface } from "./views/studio.ts";
import type { Node } from "./views/tree.ts";
import { createTrees } from "./views/trees.ts";

/** What the shell has registered with VS Code before anything heavy was loaded. */
export interface Surfaces {
  readonly memory: LazyTree;
  readonly skills: LazyTree;
  readonly status: StatusBarItem;
}

/** The loaded extension. */
export interface App {
  run(id: CommandId, argument: unknown): Promise<void>;
  etude(): Promise<Etude>;
  memoryRoots(): Promise<readonly Node[]>;
  skillRoots(): Promise<readonly Node[]>;
  resolveAssistant(view: WebviewView): void;
  restoreStudio(panel: WebviewPanel): void;
  /** Looks at memory, skills and stock anew. */
  refresh(): Promise<void>;
  readonly idle: IdlePractice;
  dispose(): Promise<void>;
}

/** Builds everything, in reading order. Called once, when something is first needed. */
export function compose(context: ExtensionContext, scope: Scope, surfaces: Surfaces): App {
  const channel = scope.add(window.createOutputChannel("Etude", { log: true }));
  const log = (error: unknown) => (isForPeople(error) ? channel.info(error.message) : channel.error(error as Error));
  const warn = (sentence: string) => channel.warn(sentence);
  const dist = Uri.joinPath(context.extensionUri, "dist");
  const engine = createEngine(context, notify);
  const { etude, blocked } = engine;
  const documents = scope.add(
    createDocuments(async (episode) => timelineMarkdown(await (await etude()).trace(episode))),
  );
  const trees = createTrees({ ...surfaces, engine, onChange: update, log });
  const { agent, budget } = settings;
  const heard = { onChange: update, onEnd: () => void refresh(), log };
  const saveAll = async () => void (await workspace.saveAll(false));
  const conversation = createConversation({ etude, agent, budget, saveAll, onAsk: callPerson, ...heard });
  const practice = createPractice({ etude, agent, blocked, ...heard });
  const idle = createIdlePractice(conversation, practice);
  const run = (id: CommandId, argument?: unknown) => runCommand(table, id, argument, log);
  const assistant = createAssistantSurface({
    dist,
    view: () =>
      assistantView(conversation.state(), {
        ...chosen(),
        blocked: blocked(),
        budget: budget(),
        inbox: trees.inbox(),
      }),
    handle: assistantRequests({ conversation, documents, run }),
    log: warn,
  });
  const studio = createStudioSurface({
    extension: context.extensionUri,
    dist,
    view: () => studioView(practice.state(), { ...chosen(), blocked: practice.blocked() }),
    handle: studioRequests({ practice, run }),
    onOpen: () => void practice.refresh(),
    log: warn,
  });
  const table = commandTable({ context, engine, conversation, practice, studio, documents, refresh, log });
  const status = createStatus(surfaces.status);

  scope.add(workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("etude") && void refresh()));
  scope.add(workspace.onDidGrantWorkspaceTrust(() => void refresh()));
  const files = scope.add(workspace.createFileSystemWatcher("**/.etude/memory/*.md"));
  for (const changed of [files.onDidChange, files.onDidCreate, files.onDidDelete]) changed(() => void refresh());
  update();

  return {
    run,
    etude,
    memoryRoots: trees.memoryRoots,
    skillRoots: trees.skillRoots,
    resolveAssistant: assistant.resolve,
    restoreStudio: studio.restore,
    refresh,
    idle,
    dispose: engine.dispose,
  };

  async function refresh(): Promise<void> {
    await trees.refresh();
    if (!practice.state().loading && !practice.busy()) await practice.refresh();
    update();
  }

  /** Called at every change, however small: whatever it touches must be cheap or hold back by itself. */
  function update(): void {
    assistant.update();
    studio.update();
    status.show({
      agent: agentBadge(chosen().choice, chosen().model),
      activity: conversation.busy() ? "task" : practice.activity(),
      idle: idle.running(),
      inbox: trees.inbox(),
      idleMode: settings.idle().mode,
    });
  }

  function chosen() {
    return { choice: agent(), model: settings.endpoint().model };
  }

  async function callPerson({ title }: ApprovalRequest): Promise<void> {
    if (assistant.visible()) return;
    const choice = await window.showInformationMessage(`Etude waits for your decision: ${title}.`, "Show Assistant");
    if (choice) await run("etude.focusAssistant");
  }

  function notify(text: string): void {
    channel.info(text);
    void window.showInformationMessage(text);
  }
}
