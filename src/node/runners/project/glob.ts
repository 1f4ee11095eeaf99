/**
 * A glob over `/`-separated relative paths as a regular expression: `**`, `*`, `?`, `[...]`, `{a,b}` and the extended
 * forms `?(a|b)`, `*(...)`, `+(...)`, `@(...)`. A leading `./` is dropped; a bare folder does not match its content.
 */
export function globRegExp(glob: string): RegExp {
  const text = glob.replace(/^\.\//, "");
  const closers: string[] = [];
  let out = "";
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === "*" && next === "*") {
      const folders = text.charAt(at + 2) === "/";
      out += folders ? "(?:[^/]+/)*" : ".*";
      at += folders ? 2 : 1;
    } else if ("?*+@".includes(char) && next === "(") {
      out += "(?:";
      closers.push(char === "@" ? ")" : `)${char}`);
      at += 1;
    } else if (char === ")" && closers.length > 0) out += closers.pop();
    else if (char === "|" && closers.length > 0) out += "|";
    else if (char === "{") {
      out += "(?:";
      closers.push("}");
    } else if (char === "}" && closers.at(-1) === "}") {
      out += ")";
      closers.pop();
    } else if (char === "," && closers.at(-1) === "}") out += "|";
    else if (char === "*") out += "[^/]*";
    else if (char === "?") out += "[^/]";
    else if (char === "[" && text.includes("]", at + 2)) {
      const end = text.indexOf("]", at + 2);
      const inside = text
        .slice(at + 1, end)
        .replace(/^!/, "^")
        .replaceAll("\\", "\\\\");
      out += `[${inside}]`;
      at = end;
    } else if (char === "\\" && next !== "") {
      out += escapeRegExp(next);
      at += 1;
    } else out += escapeRegExp(char);
  }
  try {
    return new RegExp(`^${out}$`);
  } catch {
    return new RegExp(`^${escapeRegExp(text)}$`);
  }
}

/** Whether the text is a pattern rather than the name of a file or folder. */
export function isGlob(text: string): boolean {
  return /[*?[{]|[+@]\(/.test(text);
}

export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
