import { parse as parseYaml } from "yaml";

/** Reads JSON, JSON with comments, or YAML by the file's name; undefined when it cannot be read. Never runs code. */
export function parseConfig(path: string, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return /\.ya?ml$/.test(path) ? parseYaml(text) : parseYaml(withoutComments(text));
  } catch {
    return undefined;
  }
}

/** Comments go, strings that look like them stay. What is left is JSON, and with that YAML. */
function withoutComments(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|\/\/.*|\/\*[\s\S]*?\*\//g, (_, string) => string ?? "");
}
