import { basename } from "node:path";
import { commands } from "vscode";
import type { AssistantRequest } from "../core/protocol/assistant.ts";
import type { StudioRequest } from "../core/protocol/studio.ts";
import type { Conversation } from "./conversation.ts";
import type { Documents } from "./documents.ts";
import type { CommandId } from "./ids.ts";
import type { Practice } from "./practice.ts";
import { settings } from "./settings.ts";

type Run = (id: CommandId, argument?: unknown) => Promise<void>;
type Asked<Request> = Exclude<Request, { readonly kind: "ready" }>;

export interface AssistantTargets {
  readonly conversation: Conversation;
  readonly documents: Documents;
  readonly run: Run;
}

/** What each request of the Assistant page does. */
export function assistantRequests({ conversation, documents, run }: AssistantTargets) {
  return (request: Asked<AssistantRequest>): unknown => {
    switch (request.kind) {
      case "task":
        return conversation.start(request.goal);
      case "cancel":
        return conversation.cancel();
      case "clear":
        return conversation.clear();
      case "answer":
        return conversation.answer(request.call, request.allowed);
      case "open-strategy":
        return run("etude.openStrategy", request.strategy);
      case "open-diff":
        return openDiff(request.key);
      case "show-trace":
        return run("etude.showTrace", request.episode);
      case "select-agent":
        return run("etude.selectAgent");
      case "open-studio":
        return run("etude.openStudio");
      default:
        return request satisfies never;
    }
  };

  async function openDiff(key: string): Promise<void> {
    const texts = conversation.editOf(key);
    if (!texts) return;
    const { before, after } = documents.edit(key, texts);
    await commands.executeCommand("vscode.diff", before, after, `${basename(texts.path)} (this edit)`);
  }
}

export interface StudioTargets {
  readonly practice: Practice;
  readonly run: Run;
}

/** What each request of the Practice studio does. */
export function studioRequests({ practice, run }: StudioTargets) {
  return (request: Asked<StudioRequest>): unknown => {
    switch (request.kind) {
      case "refresh":
        return practice.refresh();
      case "generate":
        return practice.generate(Math.max(1, settings.idle().stock), request.skill);
      case "cancel-generate":
        return practice.cancelGenerate();
      case "practise":
        return practice.attempt({ kata: request.kata });
      case "cancel-practise":
        return practice.cancelAttempt();
      case "drop-kata":
        return practice.drop(request.kata);
      case "open-strategy":
        return run("etude.openStrategy", request.strategy);
      case "show-trace":
        return run("etude.showTrace", request.episode);
      case "select-agent":
        return run("etude.selectAgent");
      default:
        return request satisfies never;
    }
  };
}
