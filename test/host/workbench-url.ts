/** What the web workbench is told to load; paths are absolute. */
export interface WorkbenchOptions {
  /** A folder, or a `.code-workspace` file. */
  readonly folder: string;
  /** One unpacked extension under development. */
  readonly extension?: string | undefined;
  /** A module that exports `run()`, loaded in the extension host. */
  readonly tests?: string | undefined;
  /** Variables for the extension host. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/**
 * The address that opens a workspace in a host's workbench. `extension`, `tests` and `env` travel in the payload
 * parameter, which the workbench heeds only when the server runs with the smoke-test driver enabled.
 */
export function workbenchUrl(authority: string, options: WorkbenchOptions): string {
  const url = new URL(`http://${authority}/`);
  url.searchParams.set(options.folder.endsWith(".code-workspace") ? "workspace" : "folder", options.folder);
  if (options.extension !== undefined) url.searchParams.set("payload", JSON.stringify(payload(authority, options)));
  return url.href;
}

function payload(authority: string, { extension, tests, env }: WorkbenchOptions): readonly (readonly string[])[] {
  const remote = (path: string) => `vscode-remote://${authority}${path}`;
  const entries = [
    ["extensionDevelopmentPath", remote(extension ?? "")],
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
  ];
  if (tests !== undefined) entries.push(["extensionTestsPath", remote(tests)]);
  if (env !== undefined) entries.push(["extensionEnvironment", JSON.stringify(env)]);
  return entries;
}
