import { setTimeout as delay } from "node:timers/promises";
import type { AbortSignal as CoreSignal, ModelEvent, ModelFault } from "../../core/ports.ts";

/** Bounds on one request. Times in ms. */
export interface GuardLimits {
  /** Longest silence once bytes have come. */
  readonly idleMs: number;
  /** Longest wait for the first byte: local servers read a long prompt before they answer. */
  readonly firstByteMs: number;
  /** Whole request, retries included. */
  readonly deadlineMs: number;
  /** Bytes of one answer. */
  readonly maxBytes: number;
  /** Further tries, only while no byte of an answer has come. */
  readonly retries: number;
  /** Wait before the first retry; doubles each time. */
  readonly backoffMs: number;
  /** A server that asks to wait longer is not waited for. */
  readonly maxRetryAfterMs: number;
}

export const DEFAULT_LIMITS: GuardLimits = {
  idleMs: 60_000,
  firstByteMs: 180_000,
  deadlineMs: 600_000,
  maxBytes: 8 * 1024 * 1024,
  retries: 2,
  backoffMs: 500,
  maxRetryAfterMs: 20_000,
};

/** One try. Calls `pulse` at every byte that arrives; ends with exactly one `end` or `fault`; never throws. */
export type Try = (signal: AbortSignal, pulse: () => void) => AsyncIterable<ModelEvent>;

const RETRYABLE: readonly ModelFault["kind"][] = ["unreachable", "server", "rate-limited"];
const fault = (kind: ModelFault["kind"], message: string): ModelEvent => ({ kind: "fault", fault: { kind, message } });

/**
 * Streams a request under its bounds. Ends with exactly one `end` or `fault`, at once on abort, and at the latest at
 * the deadline, whatever the server does. Retries only what may be repeated without anyone having seen an answer.
 */
export async function* guarded(attempt: Try, limits: GuardLimits, signal: CoreSignal): AsyncGenerator<ModelEvent> {
  const stop = new AbortController();
  let decide: (event: ModelEvent) => void = () => undefined;
  const verdict = new Promise<ModelEvent>((resolve) => {
    decide = resolve;
  });
  const giveUp = (event: ModelEvent) => {
    decide(event);
    stop.abort();
  };
  const onAbort = () => giveUp(fault("aborted", "The request was cancelled."));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const deadline = setTimeout(
    () => giveUp(fault("stalled", `The model did not finish within ${seconds(limits.deadlineMs)}.`)),
    limits.deadlineMs,
  );
  let silence: NodeJS.Timeout | undefined;
  const listen = (ms: number) => {
    clearTimeout(silence);
    silence = setTimeout(() => giveUp(fault("stalled", `The model sent nothing for ${seconds(ms)}.`)), ms);
  };

  try {
    for (let round = 0; ; round++) {
      let begun = false;
      listen(limits.firstByteMs);
      const pulse = () => {
        begun = true;
        listen(limits.idleMs);
      };
      const failed = yield* relay(attempt(stop.signal, pulse), verdict, () => !begun && round < limits.retries);
      if (failed === undefined) return;
      const waitMs = failed.retryAfterMs ?? limits.backoffMs * 2 ** round;
      if (waitMs > limits.maxRetryAfterMs) {
        yield { kind: "fault", fault: failed };
        return;
      }
      clearTimeout(silence);
      const given = await Promise.race([
        delay(waitMs, undefined, { signal: stop.signal }).catch(() => verdict),
        verdict,
      ]);
      if (given !== undefined) {
        yield given;
        return;
      }
    }
  } finally {
    clearTimeout(deadline);
    clearTimeout(silence);
    signal.removeEventListener("abort", onAbort);
    stop.abort();
  }
}

/** Passes events on until the end. Returns the fault instead of passing it on when it may be retried. */
async function* relay(
  events: AsyncIterable<ModelEvent>,
  verdict: Promise<ModelEvent>,
  mayRetry: () => boolean,
): AsyncGenerator<ModelEvent, ModelFault | undefined> {
  const source = events[Symbol.asyncIterator]();
  const stopped = verdict.then((event) => ({ stopped: event }));
  for (;;) {
    const next = await Promise.race([stopped, source.next()]);
    if ("stopped" in next) {
      source.return?.().then(undefined, () => undefined);
      yield next.stopped;
      return undefined;
    }
    if (next.done) {
      yield fault("malformed", "The model's answer broke off without an end.");
      return undefined;
    }
    const event = next.value;
    if (event.kind === "fault" && RETRYABLE.includes(event.fault.kind) && mayRetry()) return event.fault;
    yield event;
    if (event.kind === "fault" || event.kind === "end") return undefined;
  }
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
}
