/** What unused time may be spent on. */
export type IdleMode = "off" | "generate" | "generateAndPractise";

/** Everything the decision rests on. Times in ms. */
export interface IdleFacts {
  readonly mode: IdleMode;
  readonly trusted: boolean;
  /** Undefined while nothing has looked yet. */
  readonly sandboxReady: boolean | undefined;
  /** A task, an attempt or a generation is under way. */
  readonly busy: boolean;
  /** Since the window was last used. */
  readonly inactiveMs: number;
  readonly afterMs: number;
  readonly stock: number;
  readonly wantedStock: number;
  /** In this spell of inactivity already: whether katas were generated, and how many attempts were made. */
  readonly spell: { readonly generated: boolean; readonly attempts: number };
}

export type IdleDecision =
  | { readonly do: "nothing"; readonly why: IdleReason }
  | { readonly do: "probe" }
  | { readonly do: "generate"; readonly count: number }
  | { readonly do: "practise" };

export type IdleReason = "off" | "untrusted" | "no-sandbox" | "busy" | "in-use" | "enough";

/**
 * What to do with the present moment. Generating comes before practising; one spell of inactivity generates once and
 * attempts at most as many katas as the stock is meant to hold, so that an unattended machine comes to rest.
 */
export function decideIdle(facts: IdleFacts): IdleDecision {
  const refusal = refuse(facts);
  if (refusal) return { do: "nothing", why: refusal };
  if (facts.sandboxReady === undefined) return { do: "probe" };
  const missing = facts.wantedStock - facts.stock;
  if (missing > 0 && !facts.spell.generated) return { do: "generate", count: missing };
  if (facts.mode === "generateAndPractise" && facts.stock > 0 && facts.spell.attempts < facts.wantedStock) {
    return { do: "practise" };
  }
  return { do: "nothing", why: "enough" };
}

function refuse(facts: IdleFacts): IdleReason | undefined {
  if (facts.mode === "off") return "off";
  if (!facts.trusted) return "untrusted";
  if (facts.inactiveMs < facts.afterMs) return "in-use";
  if (facts.busy) return "busy";
  return facts.sandboxReady === false ? "no-sandbox" : undefined;
}
