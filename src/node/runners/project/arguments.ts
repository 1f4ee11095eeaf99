/** Options and positional words of a command line, told apart with the list of options that take a value. */
export interface SplitArguments {
  /** Options with their values, in order. */
  readonly options: readonly string[];
  readonly words: readonly string[];
}

/**
 * Splits arguments; an option in `dropped` vanishes with its value. Options are compared without their `=value`;
 * `valued` must name every option whose value is a word of its own, dropped ones included.
 */
export function splitArguments(
  args: readonly string[],
  valued: ReadonlySet<string>,
  dropped: ReadonlySet<string>,
): SplitArguments {
  const options: string[] = [];
  const words: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? "";
    if (arg === "--") {
      words.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      words.push(arg);
      continue;
    }
    const name = arg.split("=")[0] ?? arg;
    const value = !arg.includes("=") && valued.has(name) ? args[at + 1] : undefined;
    if (value !== undefined) at += 1;
    if (!dropped.has(name)) options.push(arg, ...(value === undefined ? [] : [value]));
  }
  return { options, words };
}
