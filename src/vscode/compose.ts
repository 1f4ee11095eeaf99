import {
  commands,
  type ExtensionContext,
  type StatusBarItem,
  Uri,
  type WebviewPanel,
  type WebviewView,
  window,
  workspace,
} from "vscode";
import type { MemoryItem } from "../core/memory/strategy.ts";
import { agentBadge } from "../core/protocol/agent-badge.ts";
import { assistantView } from "../core/protocol/assistant-state.ts";
import { studioView } from "../core/protocol/studio-state.ts";
import { timelineMarkdown } from "../core/trace/markdown.ts";
import { commandTable, runCommand } from "./commands.ts";
import { createConversation } from "./conversation.ts";
import { createDocuments } from "./documents.ts";
import { createEngine } from "./engine.ts";
import { isForPeople, sentenceOf } from "./failure.ts";
import type { CommandId } from "./ids.ts";
import type { IdlePractice } from "./observe/idle.ts";
import { createPractice } from "./practice.ts";
import { assistantRequests, studioRequests } from "./requests.ts";
import type { Scope } from "./scope.ts";
import { settings } from "./settings.ts";
import { createAssistantSurface } from "./views/assistant.ts";
import type { LazyTree } from "./views/lazy-tree.ts";
import { memoryNodes } from "./views/memory-tree.ts";
import { skillNodes } from "./views/skills-tree.ts";
import { drawStatus } from "./views/status-bar.ts";
import { createStudioSurface } from "./views/studio.ts";
import type { Node } from "./views/tree.ts";

/** What the shell has registered with VS Code before anything heavy was loaded. */
export interface Surfaces {
  readonly memory: LazyTree;
  readonly skills: LazyTree;
  readonly status: StatusBarItem;
}

/** The loaded extension. */
export interface App {
  run(id: CommandId, argument: unknown): Promise<void>;
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
  const engine = createEngine(context, notify);
  const documents = scope.add(
    createDocuments(async (episode) => timelineMarkdown(await (await engine.etude()).trace(episode))),
  );
  const dist = Uri.joinPath(context.extensionUri, "dist");
  let memory: readonly MemoryItem[] = [];
  let idleOwned = false;

  const conversation = createConversation({
    etude: engine.etude,
    agent: settings.agent,
    budget: settings.budget,
    saveAll: async () => void (await workspace.saveAll(false)),
    onAsk: ({ title }) => void callPerson(`Etude waits for your decision: ${title}.`),
    onChange: update,
    onEnd: () => void refresh(),
    log,
  });
  const practice = createPractice({
    etude: engine.etude,
    blocked: engine.blocked,
    agent: settings.agent,
    onChange: update,
    onEnd: () => void refresh(),
    log,
  });
  const run = (id: CommandId, argument?: unknown) => runCommand(table, id, argument, log);
  const assistant = createAssistantSurface({
    dist,
    view: () =>
      assistantView(conversation.state(), {
        ...around(),
        blocked: engine.blocked(),
        budget: settings.budget(),
        inbox: inbox(),
      }),
    handle: assistantRequests({ conversation, documents, run }),
    log: (sentence) => channel.warn(sentence),
  });
  const studio = createStudioSurface({
    extension: context.extensionUri,
    dist,
    view: () => studioView(practice.state(), { ...around(), blocked: practice.blocked() }),
    handle: studioRequests({ practice, run }),
    onOpen: () => void practice.refresh(),
    log: (sentence) => channel.warn(sentence),
  });
  const table = commandTable({ context, engine, conversation, practice, studio, documents, refresh, log });

  scope.add(workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("etude") && void refresh()));
  scope.add(workspace.onDidGrantWorkspaceTrust(() => void refresh()));
  const files = scope.add(workspace.createFileSystemWatcher("**/.etude/memory/*.md"));
  for (const changed of [files.onDidChange, files.onDidCreate, files.onDidDelete]) changed(() => void refresh());
  update();

  return {
    run,
    async memoryRoots() {
      await loadMemory();
      const root = engine.root();
      return root ? memoryNodes(memory, root) : [];
    },
    async skillRoots() {
      if (engine.blocked() !== undefined) return [];
      return attempt(
        surfaces.skills,
        async () => skillNodes(await (await engine.etude()).skills(settings.agent())),
        [],
      );
    },
    resolveAssistant: assistant.resolve,
    restoreStudio: studio.restore,
    refresh,
    idle: {
      facts: () => ({
        sandboxReady: practice.state().loading ? undefined : practice.blocked() === undefined,
        busy: conversation.busy() || practice.busy(),
        stock: practice.state().suggestions.length,
      }),
      probe: practice.refresh,
      generate: (count) => owned(() => practice.generate(count, undefined)),
      practise: () => owned(() => practice.attempt({})),
      stop() {
        if (!idleOwned) return;
        practice.cancelGenerate();
        practice.cancelAttempt();
      },
    },
    dispose: engine.dispose,
  };

  async function refresh(): Promise<void> {
    await loadMemory();
    surfaces.memory.refresh();
    surfaces.skills.refresh();
    if (!practice.state().loading && !practice.busy()) await practice.refresh();
    update();
  }

  async function loadMemory(): Promise<void> {
    if (engine.blocked() !== undefined) return;
    memory = await attempt(surfaces.memory, async () => (await engine.etude()).memory(), memory);
    const waiting = inbox();
    const tooltip = `${waiting} ${waiting === 1 ? "strategy waits" : "strategies wait"} for your decision`;
    surfaces.memory.view.badge = waiting === 0 ? undefined : { value: waiting, tooltip };
    update();
  }

  /** A tree that cannot be filled says why, above its entries. */
  async function attempt<T>(tree: LazyTree, work: () => Promise<T>, fallback: T): Promise<T> {
    try {
      const result = await work();
      tree.view.message = "";
      return result;
    } catch (error) {
      log(error);
      tree.view.message = sentenceOf(error);
      return fallback;
    }
  }

  async function owned(work: () => Promise<void>): Promise<void> {
    idleOwned = true;
    await work().finally(() => {
      idleOwned = false;
    });
  }

  function update(): void {
    assistant?.update();
    studio?.update();
    const { generating, run: running } = practice.state();
    const attempting = running?.phase === "running" || running?.phase === "cancelling";
    const activity = conversation.busy() ? "task" : attempting ? "attempt" : generating ? "generating" : "none";
    const { choice, model } = around();
    const idleSetting = settings.idle().mode === "off" ? "off" : "katas are generated";
    drawStatus(surfaces.status, {
      agent: agentBadge(choice, model),
      activity,
      idle: idleOwned,
      inbox: inbox(),
      idleSetting,
    });
    void commands.executeCommand("setContext", "etude.busy", activity !== "none");
  }

  function around() {
    return { choice: settings.agent(), model: settings.endpoint().model };
  }

  function inbox(): number {
    return memory.filter((item) => item.kind === "strategy" && item.status === "proposed").length;
  }

  async function callPerson(sentence: string): Promise<void> {
    if (assistant.visible()) return;
    if (await window.showInformationMessage(sentence, "Show Assistant")) await run("etude.focusAssistant");
  }

  function notify(text: string): void {
    channel.info(text);
    void window.showInformationMessage(text);
  }
}
