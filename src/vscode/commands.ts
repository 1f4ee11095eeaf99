import { commands, type ExtensionContext, Uri, window, workspace } from "vscode";
import { UserError, unknownStrategy } from "../core/errors.ts";
import { chooseAgent, chooseEpisode, chooseStrategy, type StrategyItem } from "./choose.ts";
import type { Conversation } from "./conversation.ts";
import type { Documents } from "./documents.ts";
import { API_KEY, type Engine } from "./engine.ts";
import { isForPeople, sentenceOf } from "./failure.ts";
import type { CommandId } from "./ids.ts";
import type { Practice } from "./practice.ts";
import { settings } from "./settings.ts";
import { SkillNode } from "./views/skills-tree.ts";
import type { StudioSurface } from "./views/studio.ts";

export interface CommandParts {
  readonly context: ExtensionContext;
  readonly engine: Engine;
  readonly conversation: Conversation;
  readonly practice: Practice;
  readonly studio: StudioSurface;
  readonly documents: Documents;
  /** Memory, skills or stock may have changed. */
  readonly refresh: () => Promise<void>;
  readonly log: (error: unknown) => void;
}

export type CommandTable = Readonly<Record<CommandId, (argument?: unknown) => Promise<void>>>;

/** What each command does. Arguments come from menus and pages, or from anywhere: they are checked. */
export function commandTable(parts: CommandParts): CommandTable {
  const { engine, conversation, practice, studio, documents, refresh } = parts;
  return {
    "etude.focusAssistant": async () => void (await commands.executeCommand("etude.assistant.focus")),
    "etude.newTask": async () => {
      conversation.clear();
      await commands.executeCommand("etude.assistant.focus");
    },
    "etude.cancel": async () => {
      conversation.cancel();
      practice.cancelAttempt();
      practice.cancelGenerate();
    },
    "etude.openStudio": async () => studio.open(),
    "etude.generateKatas": async (argument) => {
      studio.open();
      const skill = argument instanceof SkillNode ? argument.standing.skill.id : undefined;
      await practice.generate(Math.max(1, settings.idle().stock), skill);
    },
    "etude.practise": async (argument) => {
      studio.open();
      const skill = argument instanceof SkillNode ? argument.standing.skill.id : undefined;
      await practice.attempt({ skill });
    },
    "etude.openStrategy": openStrategy,
    "etude.approveStrategy": (argument) =>
      decide(
        argument,
        "approved",
        "Approve which strategy?",
        (item) => item.status !== "trial" && item.status !== "active",
      ),
    "etude.rejectStrategy": (argument) =>
      decide(argument, "rejected", "Reject which strategy?", (item) => item.status === "proposed"),
    "etude.retireStrategy": (argument) =>
      decide(
        argument,
        "retired",
        "Retire which strategy?",
        (item) => item.status === "trial" || item.status === "active",
      ),
    "etude.showTrace": showTrace,
    "etude.selectAgent": chooseAgent,
    "etude.setApiKey": setApiKey,
    "etude.refresh": refresh,
  };

  async function openStrategy(argument?: unknown): Promise<void> {
    const etude = await engine.etude();
    const item =
      typeof argument === "string"
        ? (await etude.memory()).find((each) => each.kind === "strategy" && each.strategy.id === argument)
        : await chooseStrategy(etude, argument, "Open which strategy?", () => true);
    const root = engine.root();
    if (typeof argument === "string" && !item) throw unknownStrategy(argument);
    if (item && root) await window.showTextDocument(Uri.joinPath(root, item.path), { preview: true });
  }

  async function decide(
    argument: unknown,
    decision: "approved" | "rejected" | "retired",
    question: string,
    fits: (item: StrategyItem) => boolean,
  ): Promise<void> {
    const etude = await engine.etude();
    const item = await chooseStrategy(etude, argument, question, fits);
    if (!item || !(await isAsSeen(item))) return;
    await etude.decide(item.strategy.id, decision);
    await refresh();
    window.setStatusBarMessage(DECIDED[decision](item.strategy.title), 6000);
  }

  /** A decision is about bytes a person has seen: what they are typing now counts, a change from elsewhere does not. */
  async function isAsSeen(item: StrategyItem): Promise<boolean> {
    const open = workspace.textDocuments.find((each) => each.uri.fsPath.endsWith(item.path) && each.isDirty);
    if (open) return open.save();
    const now = (await (await engine.etude()).memory()).find((each) => each.path === item.path);
    if (now?.kind === "strategy" && now.hash === item.hash) return true;
    await refresh();
    throw new UserError(`“${item.strategy.title}” has changed since it was listed. Read it again, then decide.`);
  }

  async function showTrace(argument?: unknown): Promise<void> {
    const episode = typeof argument === "string" ? argument : await chooseEpisode(await engine.etude());
    if (episode === undefined) return;
    const document = await workspace.openTextDocument(documents.trace(episode));
    await window.showTextDocument(document, { preview: true });
  }

  async function setApiKey(): Promise<void> {
    const key = await window.showInputBox({
      title: "API key",
      prompt: "Kept in this machine's secret storage, never in settings. Leave it empty to forget the key.",
      password: true,
      ignoreFocusOut: true,
    });
    if (key === undefined) return;
    if (key.trim() === "") await parts.context.secrets.delete(API_KEY);
    else await parts.context.secrets.store(API_KEY, key.trim());
    window.setStatusBarMessage(key.trim() === "" ? "The API key is forgotten." : "The API key is stored.", 5000);
  }
}

const DECIDED = {
  approved: (title: string) => `Approved: “${title}” is consulted from now on.`,
  rejected: (title: string) => `Rejected: “${title}” will not be consulted.`,
  retired: (title: string) => `Retired: “${title}” is no longer consulted.`,
} as const;

/** Runs a command. This is where its failures meet a person. Never rejects. */
export async function runCommand(table: CommandTable, id: CommandId, argument: unknown, log: (error: unknown) => void) {
  try {
    await table[id](argument);
  } catch (error) {
    log(error);
    if (isForPeople(error)) void window.showWarningMessage(sentenceOf(error));
    else void window.showErrorMessage(sentenceOf(error));
  }
}
