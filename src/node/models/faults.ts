import { APIConnectionError, APIError, APIUserAbortError, OpenAIError } from "openai";
import type { ModelFault } from "../../core/ports.ts";

/** A fault found below the SDK, on its way up through it. */
export class FaultError extends Error {
  override readonly name = "FaultError";
  readonly fault: ModelFault;
  constructor(kind: ModelFault["kind"], message: string) {
    super(message);
    this.fault = { kind, message };
  }
}

const OVERFLOW =
  /context.{0,20}(length|window|size)|maximum context|too many tokens|prompt is too long|too large for model/i;

/**
 * What went wrong, as a fault with a sentence. `begun`: bytes of the answer had arrived. `secrets` are cut out of
 * whatever the server said: servers echo keys.
 */
export function faultOf(error: unknown, begun: boolean, secrets: readonly string[]): ModelFault {
  const own = causes(error).find((cause) => cause instanceof FaultError);
  if (own instanceof FaultError) return own.fault;
  if (error instanceof APIUserAbortError) return { kind: "aborted", message: "The request was cancelled." };
  if (error instanceof APIConnectionError) return connectionFault(error);
  if (error instanceof APIError) return statusFault(error, redacted(error.message, secrets));
  if (error instanceof SyntaxError)
    return { kind: "malformed", message: "The server sent an answer that cannot be read." };
  if (begun) return { kind: "truncated", message: "The connection to the model broke in mid-answer." };
  if (error instanceof OpenAIError) {
    return { kind: "refused", message: `The request cannot be made: ${redacted(error.message, secrets)}` };
  }
  return connectionFault(error);
}

/** How long the server asked to wait, in ms; undefined when it did not say. */
export function retryAfterOf(headers: Headers | undefined, now: number): number | undefined {
  const exact = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (exact >= 0) return exact;
  const said = headers?.get("retry-after");
  if (said === null || said === undefined) return undefined;
  const seconds = Number(said);
  if (seconds >= 0) return seconds * 1000;
  const until = Date.parse(said);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now);
}

/** Text with every secret in it cut out, and shortened to what fits a sentence. */
export function redacted(text: string, secrets: readonly string[]): string {
  const safe = secrets
    .filter((secret) => secret.length >= 4)
    .reduce((rest, secret) => rest.replaceAll(secret, "[key]"), text);
  return safe
    .replace(/\b(sk|pk|key)-[\w*.-]{6,}/gi, "[key]")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
}

function statusFault(error: APIError, said: string): ModelFault {
  const { status, code } = error;
  if (
    code === "context_length_exceeded" ||
    ((status === 400 || status === 413 || status === undefined) && OVERFLOW.test(said))
  ) {
    return { kind: "overflow", message: "The conversation has become longer than the model can take in." };
  }
  if (status === 401 || status === 403) {
    return {
      kind: "refused-key",
      message: "The model's server refused the API key; check the key in Etude's settings.",
    };
  }
  if (status === 429) {
    const retryAfterMs = retryAfterOf(error.headers, Date.now());
    const wait = retryAfterMs === undefined ? "" : ` It asks to wait ${Math.ceil(retryAfterMs / 1000)} s.`;
    return { kind: "rate-limited", message: `The model's server limits how often it is asked.${wait}`, retryAfterMs };
  }
  if (status === undefined || status >= 500 || status === 408 || status === 409) {
    const number = status === undefined ? "" : ` (status ${status})`;
    return {
      kind: "server",
      message: `The model's server failed${number}: ${said}`,
      retryAfterMs: retryAfterOf(error.headers, Date.now()),
    };
  }
  return { kind: "refused", message: `The model's server refused the request (status ${status}): ${said}` };
}

function connectionFault(error: unknown): ModelFault {
  const why = causes(error)
    .map((cause) => `${"code" in cause ? cause.code : ""} ${cause.message}`)
    .join(" ");
  if (/redirect/i.test(why)) {
    return {
      kind: "unreachable",
      message: "The model's server redirects elsewhere, and Etude does not follow; set its final address as base URL.",
    };
  }
  const code = /\bE[A-Z]{4,}\b/.exec(why)?.[0];
  return {
    kind: "unreachable",
    message: `The model's server cannot be reached${code === undefined ? "" : ` (${code})`}; check the base URL and the connection.`,
  };
}

function causes(error: unknown): readonly Error[] {
  const found: Error[] = [];
  for (let at = error; at instanceof Error && found.length < 8; at = at.cause) found.push(at);
  return found;
}
