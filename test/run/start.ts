import { cpSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { atEnd, removeTree } from "../host/lifetime.ts";
import { ROOT, SAMPLE_WORKSPACE } from "../host/paths.ts";
import { startTree } from "../host/processes.ts";
import { linkExtension, startHost } from "../host/server.ts";
import { SetupError } from "../host/setup-error.ts";

const USAGE = "Use: npm start -- [FOLDER] [--port N] [--browser]";

interface StartOptions {
  readonly folder: string;
  readonly port: number | undefined;
  /** Serve the editor to a browser even where there is a desktop VS Code. */
  readonly browser: boolean;
}

/** Opens a real VS Code with Etude on a copy of a workspace, and cleans up when it is closed or interrupted. */
async function main(): Promise<number> {
  const options = readArguments();
  if ((await runHere("npm", ["run", "--silent", "build"], ROOT)) !== 0) return fail("The build failed; mend it first.");

  const temp = mkdtempSync(join(tmpdir(), "etude-start-"));
  atEnd(() => removeTree(temp));
  const workspace = join(temp, basename(options.folder));
  await copyWorkspace(options.folder, workspace);

  const code = options.browser ? undefined : desktopEditor();
  return code === undefined ? serve(workspace, temp, options.port) : openDesktop(code, workspace, temp);
}

/** The copy has a history of its own, of one commit: agents' changes show as differences. */
async function copyWorkspace(from: string, to: string): Promise<void> {
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => basename(path) !== ".git",
  });
  const author = ["-c", "user.name=Etude", "-c", "user.email=etude@localhost", "-c", "commit.gpgsign=false"];
  for (const args of [
    ["init", "--quiet", "--initial-branch=main"],
    ["add", "--all"],
    [...author, "commit", "--quiet", "--no-verify", "--message=Sample workspace"],
  ]) {
    if ((await runHere("git", args, to)) !== 0) {
      console.log("The copy has no git history, because git is missing or failed.");
      return;
    }
  }
}

/** Path of a desktop VS Code's command-line tool, where a person could see the window it opens. */
function desktopEditor(): string | undefined {
  const { CI, PATH, DISPLAY, WAYLAND_DISPLAY, VSCODE_IPC_HOOK_CLI } = process.env;
  const seen = process.platform !== "linux" || DISPLAY || WAYLAND_DISPLAY;
  // In a terminal of a remote window, `code` is another tool, which cannot load an extension.
  if (CI || !seen || VSCODE_IPC_HOOK_CLI) return undefined;
  const name = process.platform === "win32" ? "code.cmd" : "code";
  return (PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Runs in a profile of its own, so that closing it closes everything and nobody's settings are touched. */
async function openDesktop(code: string, workspace: string, temp: string): Promise<number> {
  console.log(`Opening VS Code on ${workspace}\nClose the window or press Ctrl-C to end it and remove the copy.`);
  const args = [
    `--extensionDevelopmentPath=${ROOT}`,
    `--user-data-dir=${join(temp, "user-data")}`,
    `--extensions-dir=${join(temp, "extensions")}`,
    ...["--disable-workspace-trust", "--skip-welcome", "--skip-release-notes", "--new-window", "--wait"],
    workspace,
  ];
  const shell = process.platform === "win32";
  const tree = startTree(shell ? `"${code}"` : code, args, { stdio: "inherit", shell });
  const exitCode = await tree.ended;
  await tree.end();
  return exitCode ?? 1;
}

async function serve(workspace: string, temp: string, port: number | undefined): Promise<number> {
  const extensionsDir = join(temp, "extensions");
  linkExtension(ROOT, extensionsDir);
  const host = await startHost({ folder: workspace, extensionsDir, port });
  console.log(`
VS Code with Etude is running on a copy of the workspace (${workspace}). Open it in a browser:

${host.url}

Press Ctrl-C to end it and remove the copy.`);
  await host.ended;
  console.log(host.log().slice(-2000));
  return fail("The VS Code server ended unexpectedly.");
}

async function runHere(command: string, args: readonly string[], cwd: string): Promise<number | undefined> {
  const tree = startTree(command, args, { cwd, stdio: "inherit", shell: process.platform === "win32" });
  const exitCode = await tree.ended;
  await tree.end();
  return exitCode;
}

function readArguments(): StartOptions {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { port: { type: "string" }, browser: { type: "boolean", default: false } },
    });
    const folder = resolve(positionals[0] ?? SAMPLE_WORKSPACE);
    if (positionals.length > 1) throw new Error("Only one folder can be opened.");
    if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
    return { folder, port: readPort(values.port), browser: values.browser };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error} ${USAGE}`);
    process.exit(2);
  }
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`"${text}" is not a port.`);
  return port;
}

function fail(sentence: string): number {
  console.error(sentence);
  return 1;
}

try {
  process.exit(await main());
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.exit(fail(error.message));
}
