import OpenAI, { APIError } from "openai";
import type { Model, ModelEvent, ModelRequest } from "../../core/ports.ts";
import { CallAssembler } from "./calls.ts";
import { FaultError, faultOf } from "./faults.ts";
import { DEFAULT_LIMITS, type GuardLimits, guarded } from "./guard.ts";
import { toChat, toChatTools } from "./messages.ts";

export interface OpenAiOptions {
  /** Up to and including the version, such as `http://127.0.0.1:8080/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Local servers often need none. */
  readonly apiKey?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly limits?: Partial<GuardLimits> | undefined;
}

type Body = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming;

/** What a server turned out not to know; found out by its refusals, kept for the life of the model. */
interface Quirks {
  plainAnswers: boolean;
  newTokenLimit: boolean;
  noUsage: boolean;
}

/**
 * A model behind an OpenAI-compatible endpoint. The prompt goes to that host only: redirects are not followed. Faults
 * are events; nothing is thrown, and the key is in no message.
 */
export function createOpenAiModel(options: OpenAiOptions): Model {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const secrets = [options.apiKey ?? "", ...Object.values(options.headers ?? {})];
  const quirks: Quirks = { plainAnswers: false, newTokenLimit: false, noUsage: false };
  return {
    id: `openai/${options.model}`,
    stream: (request, signal) =>
      guarded(
        (trySignal, pulse) => streamOnce(options, request, quirks, limits, secrets, trySignal, pulse),
        limits,
        signal,
      ),
  };
}

async function* streamOnce(
  options: OpenAiOptions,
  request: ModelRequest,
  quirks: Quirks,
  limits: GuardLimits,
  secrets: readonly string[],
  signal: AbortSignal,
  pulse: () => void,
): AsyncGenerator<ModelEvent> {
  let begun = false;
  const onByte = () => {
    begun = true;
    pulse();
  };
  try {
    const client = new OpenAI({
      // Local servers need no key, and the SDK must not go looking for one in the environment.
      apiKey: options.apiKey || "none",
      baseURL: options.baseUrl,
      organization: null,
      project: null,
      maxRetries: 0,
      timeout: limits.deadlineMs,
      logLevel: "off",
      defaultHeaders: { ...options.headers },
      fetch: strictFetch(limits.maxBytes, onByte),
    });
    for (;;) {
      try {
        const stream = await client.chat.completions.create(bodyOf(options.model, request, quirks), { signal });
        yield* read(stream);
        return;
      } catch (error) {
        if (begun || !learn(quirks, error, request)) throw error;
      }
    }
  } catch (error) {
    yield { kind: "fault", fault: faultOf(error, begun, secrets) };
  }
}

async function* read(stream: AsyncIterable<OpenAI.Chat.Completions.ChatCompletionChunk>): AsyncGenerator<ModelEvent> {
  const assembler = new CallAssembler();
  let finish: string | undefined;
  let hasText = false;
  for await (const chunk of stream) {
    const choice = chunk.choices?.[0];
    if (choice?.delta?.content) {
      hasText = true;
      yield { kind: "text", text: choice.delta.content };
    }
    for (const piece of choice?.delta?.tool_calls ?? []) assembler.add(piece);
    finish = choice?.finish_reason ?? finish;
    if (chunk.usage) {
      const { prompt_tokens, completion_tokens } = chunk.usage;
      yield { kind: "usage", inputTokens: prompt_tokens ?? 0, outputTokens: completion_tokens ?? 0 };
    }
  }

  const calls = assembler.calls();
  if (finish === undefined) throw new FaultError("truncated", "The model's answer broke off before its end.");
  if (finish === "length") throw new FaultError("truncated", "The model's answer was cut off at its length limit.");
  if (finish === "content_filter") throw new FaultError("refused", "The model's server withheld the answer.");
  if (calls.some((call) => call.tool === ""))
    throw new FaultError("malformed", "The model called a tool without naming it.");
  if (calls.length === 0 && !hasText) throw new FaultError("malformed", "The model sent an empty answer.");
  for (const call of calls) yield { kind: "call", call };
  yield { kind: "end", why: calls.length > 0 ? "calls" : "stop" };
}

function bodyOf(model: string, request: ModelRequest, quirks: Quirks): Body {
  const { messages, tools, maxTokens, answer } = request;
  const schema = answer === undefined ? undefined : { ...answer };
  const plain: ModelRequest["messages"] =
    schema !== undefined && quirks.plainAnswers
      ? [
          ...messages,
          {
            role: "user",
            text: `Answer with one JSON value and nothing else. It follows this JSON schema:\n${JSON.stringify(schema)}`,
          },
        ]
      : messages;
  return {
    model,
    stream: true,
    messages: toChat(plain),
    ...(quirks.noUsage ? {} : { stream_options: { include_usage: true } }),
    ...(quirks.newTokenLimit ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }),
    ...(tools.length === 0 ? {} : { tools: toChatTools(tools) }),
    ...(schema === undefined || quirks.plainAnswers
      ? {}
      : { response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: false } } }),
  };
}

/** Whether a refusal taught something that makes another try worth while. Each lesson is learnt once. */
function learn(quirks: Quirks, error: unknown, request: ModelRequest): boolean {
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return false;
  if (error.code === "context_length_exceeded") return false;
  const said = error.message;
  if (/max_completion_tokens/.test(said) && !quirks.newTokenLimit) {
    quirks.newTokenLimit = true;
    return true;
  }
  if (/stream_options|include_usage/.test(said) && !quirks.noUsage) {
    quirks.noUsage = true;
    return true;
  }
  // Servers word this refusal in many ways, and a second try without the schema costs little.
  if (request.answer !== undefined && !quirks.plainAnswers) {
    quirks.plainAnswers = true;
    return true;
  }
  return false;
}

/** Refuses redirects, pages that are no event stream, and answers without end; tells of every byte. */
function strictFetch(maxBytes: number, onByte: () => void): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: "error" });
    if (!response.ok || response.body === null) return response;
    const type = response.headers.get("content-type") ?? "";
    if (!/^text\/event-stream\b/i.test(type)) {
      await response.body.cancel();
      throw new FaultError(
        "malformed",
        `The address answers with ${type || "untyped data"} instead of a model's answer; check the base URL.`,
      );
    }
    let bytes = 0;
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        onByte();
        bytes += chunk.byteLength;
        if (bytes > maxBytes)
          controller.error(new FaultError("malformed", "The model's answer is larger than Etude takes in."));
        else controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(counter), { status: response.status, headers: response.headers });
  };
}
