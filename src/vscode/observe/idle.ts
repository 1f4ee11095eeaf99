import { type Disposable, window, workspace } from "vscode";
import { decideIdle, type IdleFacts } from "../../core/practice/idle.ts";
import { settings } from "../settings.ts";

/** How often an unused window is looked at, in ms. */
const LOOK_MS = 15_000;

/** The part of the app that unused time is spent with. */
export interface IdlePractice {
  facts(): Pick<IdleFacts, "sandboxReady" | "busy" | "stock">;
  /** Finds out about sandbox and stock. */
  probe(): Promise<void>;
  generate(count: number): Promise<void>;
  practise(): Promise<void>;
  /** Ends at once what idleness started; leaves alone what a person started. */
  stop(): void;
}

/**
 * Spends unused time, as the settings allow. `load` is called only when the window has been unused long enough, so
 * that nothing heavy is loaded for it earlier. Any use of the window stops what runs.
 */
export function watchIdle(load: () => Promise<IdlePractice>): Disposable {
  let since: number | undefined = inUse() ? undefined : Date.now();
  let spell = { generated: false, attempts: 0 };
  let practice: IdlePractice | undefined;
  let working = false;

  const listening = window.onDidChangeWindowState(() => {
    if (!inUse()) {
      since ??= Date.now();
      return;
    }
    since = undefined;
    spell = { generated: false, attempts: 0 };
    practice?.stop();
  });
  const typing = workspace.onDidChangeTextDocument(() => {
    if (since !== undefined && inUse()) since = undefined;
    if (inUse()) practice?.stop();
  });
  const timer = setInterval(() => void look(), LOOK_MS);

  return {
    dispose() {
      clearInterval(timer);
      listening.dispose();
      typing.dispose();
      practice?.stop();
    },
  };

  async function look(): Promise<void> {
    const { mode, afterMs, stock: wantedStock } = settings.idle();
    const inactiveMs = since === undefined ? 0 : Date.now() - since;
    if (working || mode === "off" || inactiveMs < afterMs || !workspace.workspaceFolders) return;
    working = true;
    try {
      practice ??= await load();
      const trusted = workspace.isTrusted;
      const decision = decideIdle({ mode, trusted, inactiveMs, afterMs, wantedStock, spell, ...practice.facts() });
      if (decision.do === "probe") await practice.probe();
      if (decision.do === "generate") {
        spell = { ...spell, generated: true };
        await practice.generate(decision.count);
      }
      if (decision.do === "practise") {
        spell = { ...spell, attempts: spell.attempts + 1 };
        await practice.practise();
      }
    } finally {
      working = false;
    }
  }
}

function inUse(): boolean {
  return window.state.focused && window.state.active;
}
