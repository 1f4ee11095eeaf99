import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { atEnd, removeTree } from "./lifetime.ts";
import { startTree, type Tree } from "./processes.ts";
import { ensureEditor } from "./setup.ts";
import { SetupError } from "./setup-error.ts";
import { workbenchUrl } from "./workbench-url.ts";

const READY_LIMIT_MS = 60_000;

/** Settings that keep the editor calm and off the network. */
const CALM_SETTINGS = {
  "workbench.startupEditor": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "git.openRepositoryInParentFolders": "never",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
};

export interface HostOptions {
  /** Absolute path of a folder or a `.code-workspace` file, opened by the plain `url`. */
  readonly folder: string;
  /** User settings, over the calm ones. */
  readonly userDataSettings?: Readonly<Record<string, unknown>> | undefined;
  /** Lets the page load an extension under development and run tests. Dialogs refuse to open then. */
  readonly smokeDriver?: boolean | undefined;
  /** Folder of installed extensions; a fresh one by default. */
  readonly extensionsDir?: string | undefined;
  /** Variables for the server, hence for every extension host and terminal. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** A free one by default. */
  readonly port?: number | undefined;
}

/** A running VS Code server. Its files live in a temporary folder that goes with it. */
export interface Host {
  readonly url: string;
  readonly authority: string;
  /** The host's own temporary folder. */
  readonly home: string;
  /** What the server printed so far. */
  log(): string;
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  /** Ends every process the host started and removes its files. */
  dispose(): Promise<void>;
}

/** Starts VS Code and waits until it answers. Throws SetupError when it is not installable here. */
export async function startHost(options: HostOptions): Promise<Host> {
  const entry = await ensureEditor();
  const home = mkdtempSync(join(tmpdir(), "etude-host-"));
  const forget = atEnd(() => removeTree(home));
  const authority = `127.0.0.1:${await freePort(options.port)}`;
  const tree = startServer(entry, home, authority, options);
  const dispose = async () => {
    await tree.end();
    removeTree(home);
    forget();
  };
  const log = () => readLog(home);
  try {
    await untilReady(authority, tree, log);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { url: workbenchUrl(authority, options), authority, home, log, ended: tree.ended, dispose };
}

/** Installs a packaged extension into `extensionsDir`, which is made if need be. */
export async function installVsix(vsix: string, extensionsDir: string): Promise<void> {
  const entry = await ensureEditor();
  const home = mkdtempSync(join(tmpdir(), "etude-install-"));
  const forget = atEnd(() => removeTree(home));
  const tree = launch(entry, home, extensionsDir, ["--install-extension", vsix], {});
  const code = await tree.ended;
  await tree.end();
  const output = readLog(home);
  removeTree(home);
  forget();
  if (code !== 0) throw new Error(`Installing ${vsix} failed.\n${output}`);
}

/**
 * Makes an unpacked extension look installed. Unlike one loaded as under development it needs no smoke-test driver, so
 * that dialogs open and the window looks as users see it. The link ends with `extensionsDir`, its target does not.
 */
export function linkExtension(extension: string, extensionsDir: string): void {
  const { publisher, name, version }: Readonly<Record<string, string>> = JSON.parse(
    readFileSync(join(extension, "package.json"), "utf8"),
  );
  mkdirSync(extensionsDir, { recursive: true });
  symlinkSync(extension, join(extensionsDir, `${publisher}.${name}-${version}`), "dir");
}

function startServer(entry: string, home: string, authority: string, options: HostOptions): Tree {
  mkdirSync(join(home, "user-data", "User"), { recursive: true });
  const settings = { ...CALM_SETTINGS, ...options.userDataSettings };
  // Settings of machine scope are read from the server's own file, all others from the user's.
  for (const level of ["User", "Machine"]) {
    mkdirSync(join(home, "user-data", level), { recursive: true });
    writeFileSync(join(home, "user-data", level, "settings.json"), JSON.stringify(settings, undefined, 2));
  }
  const args = [
    ...["--auth", "none", "--bind-addr", authority, "--disable-telemetry", "--disable-update-check"],
    ...["--disable-workspace-trust", "--disable-getting-started-override", "--disable-proxy"],
    ...(options.smokeDriver ? ["--vscode-option", "enable-smoke-test-driver"] : []),
    options.folder,
  ];
  return launch(entry, home, options.extensionsDir ?? join(home, "extensions"), args, options.env ?? {});
}

/** Runs code-server with everything it would put under the user's home directed into `home`. */
function launch(
  entry: string,
  home: string,
  extensionsDir: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Tree {
  for (const folder of [extensionsDir, join(home, "tmp")]) mkdirSync(folder, { recursive: true });
  const config = join(home, "config.yaml");
  writeFileSync(config, "auth: none\n");
  const log = openSync(join(home, "server.log"), "a");
  const common = ["--config", config, "--user-data-dir", join(home, "user-data"), "--extensions-dir", extensionsDir];
  try {
    return startTree(process.execPath, [entry, ...common, ...args], {
      cwd: home,
      env: { ...cleanEnvironment(), ...homeVariables(home), ...env },
      stdio: ["ignore", log, log],
    });
  } finally {
    closeSync(log);
  }
}

function homeVariables(home: string): Record<string, string> {
  return {
    XDG_CONFIG_HOME: join(home, "xdg", "config"),
    XDG_DATA_HOME: join(home, "xdg", "data"),
    XDG_STATE_HOME: join(home, "xdg", "state"),
    XDG_CACHE_HOME: join(home, "xdg", "cache"),
    TMPDIR: join(home, "tmp"),
    SHELL: "/bin/bash",
  };
}

/** The environment a person's editor would have: without what npm or an enclosing VS Code terminal adds. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(npm_|VSCODE_|CODE_SERVER_|ELECTRON_|NODE_OPTIONS$|INIT_CWD$|PASSWORD$|HASHED_PASSWORD$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

async function untilReady(authority: string, tree: Tree, log: () => string): Promise<void> {
  const over = new AbortController();
  const ended = tree.ended.then(() => over.abort());
  const deadline = Date.now() + READY_LIMIT_MS;
  while (!over.signal.aborted && Date.now() < deadline) {
    if (await answers(authority)) return;
    await Promise.race([delay(100), ended]);
  }
  const why = over.signal.aborted ? "ended at once" : `did not answer within ${READY_LIMIT_MS / 1000} s`;
  throw new Error(`The VS Code server at ${authority} ${why}.\n${log().slice(-2000)}`);
}

async function answers(authority: string): Promise<boolean> {
  try {
    return (await fetch(`http://${authority}/healthz`)).ok;
  } catch {
    return false;
  }
}

function readLog(home: string): string {
  const file = join(home, "server.log");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** A port that was free a moment ago: the wanted one, or any. */
function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", () => reject(new SetupError(`Port ${wanted} is not free; choose another one.`)));
    probe.listen(wanted, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : wanted));
    });
  });
}
