import type { Conversation } from "../conversation.ts";
import type { Practice } from "../practice.ts";
import type { IdlePractice } from "./idle.ts";

/** Practice on behalf of idleness. It knows what it started itself, and stops nothing else. */
export interface OwnedPractice extends IdlePractice {
  running(): boolean;
}

export function createIdlePractice(conversation: Conversation, practice: Practice): OwnedPractice {
  let owned = false;
  return {
    running: () => owned,
    facts: () => ({
      sandboxReady: practice.state().loading ? undefined : practice.blocked() === undefined,
      busy: conversation.busy() || practice.busy(),
      stock: practice.state().suggestions.length,
    }),
    probe: practice.refresh,
    generate: (count) => own(() => practice.generate(count, undefined)),
    practise: () => own(() => practice.attempt({})),
    stop() {
      if (!owned) return;
      practice.cancelGenerate();
      practice.cancelAttempt();
    },
  };

  async function own(work: () => Promise<void>): Promise<void> {
    owned = true;
    await work().finally(() => {
      owned = false;
    });
  }
}
