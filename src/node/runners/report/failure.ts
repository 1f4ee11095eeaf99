import type { StackFrame, TestFailure } from "../../../core/trace/test-run.ts";
import { cleanTerminalText } from "../../terminal-text.ts";
import type { RawFailure } from "./entry.ts";
import type { Locator } from "./locate.ts";

const MESSAGE_BYTES = 4_096;
const VALUE_BYTES = 1_024;

/** A failure as it is kept: clean, bounded, with the project's frames. */
export function failureOf(raw: RawFailure, locator: Locator): TestFailure {
  const { message, error, expected, actual, stack, frames } = raw;
  const resolved = frames ? locator.resolved(frames) : [];
  return {
    message: capped(cleanTerminalText(message).trim(), MESSAGE_BYTES),
    ...(error ? { error: capped(cleanTerminalText(error), 200) } : {}),
    ...(expected === undefined ? {} : { expected: capped(cleanTerminalText(expected), VALUE_BYTES) }),
    ...(actual === undefined ? {} : { actual: capped(cleanTerminalText(actual), VALUE_BYTES) }),
    frames: resolved.length > 0 ? resolved : framesOf(stack, message, locator),
  };
}

/** `SomeError: message`, with the lines up to a blank one or the stack. */
const THROWN =
  /^[ \t]*(?:Uncaught )?((?:[A-Za-z_$][\w$.]*)?(?:Error|Exception|Exit))(?: ?\[[^\]\n]*\])?: (.*(?:\n(?![ \t]+at |[ \t]*\n).+)*)/m;

/**
 * What the runtime printed when a process ended with an uncaught error: its message and class, and the project's
 * frames, starting with the place of a syntax error. Undefined when the text tells of no error.
 */
export function crashOf(printed: string, locator: Locator): TestFailure | undefined {
  const text = cleanTerminalText(printed).replace(/^[ \t]*Exception during run: /m, "");
  const [, error, told] = THROWN.exec(text) ?? [];
  const frames = locator.frames(text);
  if (told === undefined) return undefined;
  const message = told.replace(/\nRequire stack:[\s\S]*/, "");
  return { ...failureOf({ message, ...(error === undefined ? {} : { error }) }, locator), frames };
}

/** At most so many bytes of UTF-8, never half a character; what is left out shows as an ellipsis. */
export function capped(text: string, bytes: number): string {
  const all = Buffer.from(text);
  if (all.length <= bytes) return text;
  return `${all
    .subarray(0, bytes - 3)
    .toString("utf8")
    .replace(/\uFFFD+$/, "")}…`;
}

/** The message stands at the head of the stack and may itself contain lines that look like frames. */
function framesOf(stack: string | undefined, message: string, locator: Locator): readonly StackFrame[] {
  if (stack === undefined) return [];
  const at = message === "" ? -1 : stack.indexOf(message);
  return locator.frames(at < 0 ? stack : stack.slice(at + message.length));
}
