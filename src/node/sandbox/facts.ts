import { existsSync, lstatSync, readFileSync, readlinkSync } from "node:fs";
import { availableParallelism } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { spawnExec } from "../exec.ts";
import { isProgram, isWithin, realOr } from "./host-paths.ts";
import { findToolchains, type Toolchain } from "./toolchains.ts";

/** What the sandbox has to know about this machine. Everything else is the same everywhere. */
export interface Facts {
  /** Whether this process is root, which then hands its commands to another user. */
  readonly root: boolean;
  readonly cpus: number;
  /** System folders that exist; `link` is the target where one is a link. */
  readonly system: readonly { readonly path: string; readonly link?: string }[];
  /** The few files of /etc that programs need. */
  readonly etc: readonly string[];
  readonly toolchains: readonly Toolchain[];
  /** Mount points of the machine with their options, longest first. */
  readonly mountPoints: readonly { readonly path: string; readonly options: readonly string[] }[];
  /** Highest value this process may set each limit to, by prlimit's names; absent where there is no bound. */
  readonly ceilings: Readonly<Record<string, number>>;
  readonly programs: Programs;
}

/** Absolute paths of the programs a driver is made of; undefined where not found. */
export interface Programs {
  readonly bwrap?: string | undefined;
  readonly unshare?: string | undefined;
  readonly setpriv?: string | undefined;
  readonly prlimit?: string | undefined;
  readonly mount?: string | undefined;
  readonly umount?: string | undefined;
  readonly pivotRoot?: string | undefined;
  readonly sh?: string | undefined;
  readonly env?: string | undefined;
  /** Options that older versions lack. */
  readonly options: {
    readonly mapUser: boolean;
    readonly mapCurrentUser: boolean;
    readonly keepCaps: boolean;
    readonly disableUserns: boolean;
    readonly defaultSignal: boolean;
  };
}

const SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store", "/gnu/store"];
/** Never all of /etc: for a root caller that would include the password hashes. */
const ETC = ["ssl/certs", "ca-certificates", "alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime"];
/** Tools of the administrator, which ordinary users do not have on PATH. */
const ADMIN_FOLDERS = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

const LIMIT_TITLES = {
  cpu: "Max cpu time",
  data: "Max data size",
  fsize: "Max file size",
  nofile: "Max open files",
  nproc: "Max processes",
  core: "Max core file size",
};

/** Reads the facts once; `env` is the environment of the user, whose PATH decides what is installed. */
export async function readFacts(
  env: Readonly<Record<string, string | undefined>>,
  workspaceRoot: string,
): Promise<Facts> {
  const path = (env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  // A repository must not bring its own sandbox.
  const trusted = path.filter((folder) => !isWithin(realOr(folder), realOr(workspaceRoot)));
  const find = (name: string, folders: readonly string[]) => {
    const program = folders.map((each) => join(each, name)).find(isProgram);
    // The drivers go on inside, where only system folders are. A link within those stays: its name may matter.
    if (program === undefined || SYSTEM.some((folder) => isWithin(program, folder))) return program;
    return realOr(program);
  };
  const bwrap = find("bwrap", trusted);
  const unshare = find("unshare", trusted);
  const envProgram = find("env", ["/usr/bin", "/bin", ...trusted]);
  const [unshareHelp, bwrapHelp, envHelp] = await Promise.all([unshare, bwrap, envProgram].map(helpOf));
  return {
    root: process.getuid?.() === 0,
    cpus: availableParallelism(),
    system: SYSTEM.filter((each) => existsSync(each)).map((each) =>
      lstatSync(each).isSymbolicLink() ? { path: each, link: readlinkSync(each) } : { path: each },
    ),
    etc: ETC.map((name) => `/etc/${name}`).filter((each) => existsSync(each)),
    toolchains: await findToolchains(path, env, workspaceRoot),
    mountPoints: parseMountInfo(readFileSync("/proc/self/mountinfo", "utf8")),
    ceilings: parseLimits(readFileSync("/proc/self/limits", "utf8")),
    programs: {
      bwrap,
      unshare,
      setpriv: find("setpriv", trusted),
      prlimit: find("prlimit", [...trusted, ...ADMIN_FOLDERS]),
      mount: find("mount", [...trusted, ...ADMIN_FOLDERS]),
      umount: find("umount", [...trusted, ...ADMIN_FOLDERS]),
      pivotRoot: find("pivot_root", [...trusted, ...ADMIN_FOLDERS]),
      sh: find("sh", ["/bin", "/usr/bin", ...trusted]),
      env: envProgram,
      options: {
        mapUser: unshareHelp?.includes("--map-user=") === true,
        mapCurrentUser: unshareHelp?.includes("--map-current-user") === true,
        keepCaps: unshareHelp?.includes("--keep-caps") === true,
        disableUserns: bwrapHelp?.includes("--disable-userns") === true,
        defaultSignal: envHelp?.includes("--default-signal") === true,
      },
    },
  };
}

/** Mount points and per-mount options of a `/proc/<pid>/mountinfo`, longest path first. */
export function parseMountInfo(text: string): Facts["mountPoints"] {
  return text
    .split("\n")
    .map((line) => line.split(" "))
    .filter((fields) => fields.length > 6)
    .map((fields) => ({ path: decodeOctal(fields[4] ?? ""), options: (fields[5] ?? "").split(",") }))
    .sort((a, b) => b.path.length - a.path.length);
}

/** Hard limits of a `/proc/<pid>/limits`; those without a bound are left out. */
export function parseLimits(text: string): Facts["ceilings"] {
  const found: Record<string, number> = {};
  for (const [name, title] of Object.entries(LIMIT_TITLES)) {
    const hard = new RegExp(`^${title}\\s+\\S+\\s+(\\d+)\\b`, "m").exec(text)?.[1];
    if (hard !== undefined) found[name] = Number(hard);
  }
  return found;
}

async function helpOf(program: string | undefined): Promise<string> {
  if (program === undefined) return "";
  const { stdout } = await spawnExec(
    { argv: [program, "--help"], cwd: "/", env: { LC_ALL: "C" }, limitMs: 5_000 },
    new AbortController().signal,
  );
  return stdout;
}

function decodeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
