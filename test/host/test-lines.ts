const MARK = "[test] ";

/** Says a line from inside the extension host, so that `heardLine` finds it in the page among the editor's own log. */
export function sayLine(line: string): void {
  console.log(`${MARK}${line}`);
}

/** The line that `sayLine` was given, or undefined when somebody else said it. */
export function heardLine(logged: string): string | undefined {
  return logged.startsWith(MARK) ? logged.slice(MARK.length) : undefined;
}
