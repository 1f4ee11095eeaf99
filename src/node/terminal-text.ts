const ESC = "\\u001b";

/**
 * Introducer of a string sequence (OSC, DCS, SOS, PM, APC), at most 4096 characters of payload, and its terminator
 * if there is one. Shell-integration marks (OSC 633) can forge command lines, so the payload goes too.
 */
const STRING_SEQUENCE = new RegExp(
  `(?:${ESC}[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0007\\u001b\\u009c\\n]{0,4096}(?:\\u0007|${ESC}\\\\|\\u009c)?`,
  "g",
);
const CONTROL_SEQUENCE = new RegExp(`(?:${ESC}\\[|\\u009b)[0-?]{0,64}[ -/]{0,16}[@-~]?`, "g");
const OTHER_ESCAPE = new RegExp(`${ESC}[ -/]{0,8}[0-~]?`, "g");
/** The category Cc is C0, DEL and C1. */
const CONTROLS = /[^\P{Cc}\t\n]/gu;

/**
 * The text a terminal would have shown, without anything that could steer one: no escape sequences, no control
 * characters but tab and newline. Idempotent, linear in the length of the text.
 */
export function cleanTerminalText(text: string): string {
  return text
    .replace(STRING_SEQUENCE, "")
    .replace(CONTROL_SEQUENCE, "")
    .replace(OTHER_ESCAPE, "")
    .replaceAll("\r\n", "\n")
    .replace(CONTROLS, "");
}
