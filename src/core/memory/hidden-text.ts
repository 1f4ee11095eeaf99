/** Control, format, private-use and unassigned code points, lone surrogates, line and paragraph separators. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Inclusive ranges that render as nothing although Unicode calls them letters, marks or symbols. */
const FILLERS = [
  [0x034f, 0x034f],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xffa0, 0xffa0],
  [0xe0100, 0xe01ef],
] as const;

/**
 * The first character a reviewer cannot see but a model reads, as people are told of it (`U+200B in line 3`), or
 * undefined. Tab, line feed and carriage return are fine. Emoji joined by invisible characters are reported too: a
 * strategy does without them. Lines count from 1.
 */
export function hiddenCharacter(text: string): string | undefined {
  let line = 1;
  for (const character of text) {
    if (character === "\n") line++;
    else if (isHidden(character)) {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      return `U+${code} in line ${line}`;
    }
  }
  return undefined;
}

function isHidden(character: string): boolean {
  if (character >= " " && character <= "~") return false;
  if (character === "\t" || character === "\r") return false;
  const code = character.codePointAt(0) ?? 0;
  return INVISIBLE.test(character) || FILLERS.some(([from, to]) => code >= from && code <= to);
}
