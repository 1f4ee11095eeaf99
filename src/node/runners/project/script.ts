/** A call of a tool in a package script, freed of shell, package manager and wrappers. */
export interface ToolCommand {
  /** Name of the program: `mocha`, `pytest`; `node` for a plain script, `node:test` for `node --test`. */
  readonly tool: string;
  readonly args: readonly string[];
  /** Options for the node process the tool runs in. */
  readonly nodeArgs: readonly string[];
  /** Variables the script sets for this call. */
  readonly env: Readonly<Record<string, string>>;
}

type Scripts = Readonly<Record<string, string>>;

const DEPTH = 5;
const WRAPPERS = new Set([
  "nyc",
  "c8",
  "istanbul",
  "env",
  "cross-env",
  "cross-env-shell",
  "dotenv",
  "dotenvx",
  "env-cmd",
]);
const NPX = new Set(["npx", "pnpx", "bunx"]);
const NODE_VALUE_OPTIONS = new Set([
  "-r",
  "--require",
  "--import",
  "--loader",
  "--experimental-loader",
  "-C",
  "--conditions",
]);
/** What a wrapper is searched for: the program whose call it wraps. */
const KNOWN = /^(?:node|mocha|_mocha|vitest|jest|tape|tap|pytest|py\.test|python3?|tsx|npm|yarn|pnpm|npx)$/;

/** The tools a package script calls, in order, following scripts that call scripts. Never throws. */
export function toolCommands(scripts: Scripts, name: string): readonly ToolCommand[] {
  return expand(scripts, name, [], DEPTH);
}

function expand(scripts: Scripts, name: string, extra: readonly string[], depth: number): readonly ToolCommand[] {
  const script = scripts[name];
  if (script === undefined || depth === 0) return [];
  const calls = simpleCommands(script);
  return calls.flatMap((words, index) => {
    const all = index === calls.length - 1 ? [...words, ...extra] : words;
    return resolve(scripts, all, {}, depth);
  });
}

function resolve(
  scripts: Scripts,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  depth: number,
): readonly ToolCommand[] {
  const [first = "", ...rest] = words;
  const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(first);
  if (assignment?.[1] !== undefined) {
    return resolve(scripts, rest, { ...env, [assignment[1]]: assignment[2] ?? "" }, depth);
  }
  const program = programName(first);
  if (program === "") return [];
  if (NPX.has(program)) return resolve(scripts, dropOptions(rest), env, depth);
  if (WRAPPERS.has(program)) return resolve(scripts, unwrap(rest), env, depth);
  const scriptCalls = calledScripts(scripts, program, rest);
  if (scriptCalls) return scriptCalls.names.flatMap((name) => expand(scripts, name, scriptCalls.extra, depth - 1));
  if (program === "pnpm" || program === "yarn" || program === "npm") {
    const inner = /^(?:exec|x|dlx)$/.test(rest[0] ?? "") ? rest.slice(1) : program === "npm" ? [] : rest;
    return inner.length > 0 ? resolve(scripts, dropOptions(inner), env, depth) : [];
  }
  if (program === "node") return [nodeCommand(rest, env)];
  if (program === "tsx" && rest.includes("--test")) return [nodeCommand(["--import", "tsx", ...rest], env)];
  if (/^python3?$/.test(program) && rest[0] === "-m" && rest[1] === "pytest") {
    return [{ tool: "pytest", args: rest.slice(2), nodeArgs: [], env }];
  }
  return [{ tool: canonical(program), args: rest, nodeArgs: [], env }];
}

/** `node --test ...`, `node node_modules/mocha/bin/mocha.js ...` or `node file.js`. */
function nodeCommand(args: readonly string[], env: Readonly<Record<string, string>>): ToolCommand {
  if (args.includes("--test")) return { tool: "node:test", args, nodeArgs: [], env };
  let at = 0;
  while (at < args.length && args[at]?.startsWith("-")) at += NODE_VALUE_OPTIONS.has(args[at] ?? "") ? 2 : 1;
  const nodeArgs = args.slice(0, at);
  const file = args[at] ?? "";
  const installed = /(?:^|\/)node_modules\/(?:\.bin\/([\w.-]+)|([\w.-]+)\/)/.exec(file);
  const tool = installed?.[1] ?? installed?.[2];
  if (tool !== undefined) return { tool: canonical(tool), args: args.slice(at + 1), nodeArgs, env };
  return { tool: "node", args: args.slice(at), nodeArgs, env };
}

function calledScripts(
  scripts: Scripts,
  program: string,
  args: readonly string[],
): { readonly names: readonly string[]; readonly extra: readonly string[] } | undefined {
  if (/^(?:run-s|run-p|npm-run-all)$/.test(program)) {
    return { names: args.filter((word) => scripts[word] !== undefined), extra: [] };
  }
  if (!/^(?:npm|pnpm|yarn|bun)$/.test(program)) return undefined;
  const words = args.filter((word, index) => !word.startsWith("-") || args.indexOf("--") <= index);
  const runs = /^(?:run|run-script|rum|urn)$/.test(words[0] ?? "");
  const isTest = /^(?:test|t|tst)$/.test(words[0] ?? "");
  const name = runs ? words[1] : isTest ? "test" : program === "npm" ? undefined : words[0];
  if (name === undefined || scripts[name] === undefined) return undefined;
  const dashes = args.indexOf("--");
  return { names: [name], extra: dashes < 0 ? [] : args.slice(dashes + 1) };
}

function unwrap(words: readonly string[]): readonly string[] {
  const dashes = words.indexOf("--");
  if (dashes >= 0) return words.slice(dashes + 1);
  const at = words.findIndex((word) => /^[A-Za-z_]\w*=/.test(word) || KNOWN.test(programName(word)));
  return at < 0 ? [] : words.slice(at);
}

function dropOptions(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => !word.startsWith("-"));
  return at < 0 ? [] : words.slice(at);
}

function programName(word: string): string {
  const base = word.split(/[\\/]/).at(-1) ?? "";
  return base.replace(/\.(?:cmd|exe)$/i, "");
}

function canonical(tool: string): string {
  if (tool === "_mocha") return "mocha";
  return tool === "py.test" ? "pytest" : tool;
}

/** Splits at shell operators and into words; quotes and backslashes as in a POSIX shell, nothing is expanded. */
function simpleCommands(script: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  const token =
    /\s*(?:(&&|\|\||;|\||&(?!>)|\n)|\d*[<>]+&?\s*[^\s;&|]+|((?:[^\s"'\\;&|<>]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+)|(\S))/gy;
  for (const [, operator, word] of script.matchAll(token)) {
    if (operator !== undefined) commands.push([]);
    else if (word !== undefined) commands.at(-1)?.push(unquote(word));
  }
  return commands.filter((words) => words.length > 0);
}

function unquote(word: string): string {
  return word.replace(/\\([\s\S])|"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'/g, (_, escaped, double, single) => {
    if (escaped !== undefined) return escaped;
    if (double !== undefined) return String(double).replace(/\\(["\\$`])/g, "$1");
    return single;
  });
}
