import type { AbortSignal } from "../ports.ts";

export const ABORTED = Symbol("aborted");

/**
 * The promise's result, or `ABORTED` as soon as the signal aborts, whatever the promise still does. A rejection after
 * the abort is swallowed: nobody waits for it any more.
 */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | typeof ABORTED> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(ABORTED);
    const settled = () => signal.removeEventListener("abort", stop);
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).then(settled, settled);
    if (signal.aborted) stop();
  });
}
