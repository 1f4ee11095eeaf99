import { existsSync, readdirSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { spawnExec } from "../exec.ts";
import { isProgram, isWithin, realOr } from "./host-paths.ts";
import type { Mount } from "./profile.ts";

/** What a language outside the system folders needs inside the sandbox. */
export interface Toolchain {
  readonly mounts: readonly Mount[];
  /** Folders to put on PATH, first come first. */
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Node and Python as the user's own PATH has them, plus the interpreters of the workspace's virtual environments. */
export async function findToolchains(
  path: readonly string[],
  env: Env,
  workspaceRoot: string,
): Promise<readonly Toolchain[]> {
  const node = firstProgram("node", path);
  const python = firstProgram("python3", path);
  const found = [
    node === undefined ? undefined : nodeToolchain(realpathSync(node)),
    python === undefined ? undefined : await pythonOnPath(python, env, workspaceRoot),
    ...[".venv", "venv"].map((folder) => pythonToolchain(realOr(join(workspaceRoot, folder, "bin", "python")), false)),
  ];
  return found.filter((each) => each !== undefined);
}

/** The binary alone and npm beside it; never the folders around them, which may be anything of the user's. */
function nodeToolchain(program: string): Toolchain | undefined {
  if (isSystem(program)) return undefined;
  const folder = dirname(program);
  const npm = join(dirname(folder), "lib", "node_modules", "npm");
  const mounts: Mount[] = [{ kind: "ro", from: program, to: program }];
  if (existsSync(npm)) {
    mounts.push({ kind: "ro", from: npm, to: npm });
    for (const name of ["npm", "npx"]) {
      if (basename(program) !== name && existsSync(join(folder, name)))
        mounts.push({ kind: "link", target: join(npm, "bin", `${name}-cli.js`), to: join(folder, name) });
    }
  }
  return { mounts, path: [folder], env: {} };
}

/** Asks the interpreter where it lives: what PATH names may be a shim. */
async function pythonOnPath(program: string, env: Env, workspaceRoot: string): Promise<Toolchain | undefined> {
  if (isWithin(realOr(dirname(program)), realOr(workspaceRoot))) return pythonToolchain(realOr(program), false);
  const script =
    "import os, site, sys; print(os.path.realpath(sys.executable)); print(site.getuserbase()); print(site.getusersitepackages())";
  const { stdout } = await spawnExec(
    {
      argv: [program, "-I", "-c", script],
      cwd: "/",
      env: { PATH: env["PATH"] ?? "", HOME: env["HOME"] ?? "/" },
      limitMs: 10_000,
    },
    new AbortController().signal,
  );
  const [executable = "", userBase = "", userSite = ""] = stdout.split("\n").map((line) => line.trim());
  const base = pythonToolchain(executable, true);
  if (userSite === "" || !existsSync(userSite)) return base;
  return {
    mounts: [...(base?.mounts ?? []), { kind: "ro", from: userSite, to: userSite }],
    path: base?.path ?? [],
    env: { PYTHONUSERBASE: userBase },
  };
}

/**
 * `<prefix>/bin/pythonX.Y` and `<prefix>/lib`, provided that this is a Python at all: a workspace can name its
 * interpreter by a link, and the link must not open a folder of the user's choosing.
 */
function pythonToolchain(executable: string, onPath: boolean): Toolchain | undefined {
  const name = basename(executable);
  const version = /^python(3\.\d+)[a-z]*$/.exec(name)?.[1];
  const folder = dirname(executable);
  const lib = join(dirname(folder), "lib");
  if (version === undefined || isSystem(executable) || !isProgram(executable)) return undefined;
  if (!existsSync(join(lib, `python${version}`, "os.py"))) return undefined;
  const libraries = readdirSync(lib).filter((each) => /^libpython.*\.so/.test(each));
  return {
    mounts: [
      { kind: "ro", from: executable, to: executable },
      // All of lib for the user's own choice (compiled packages link to libraries beside Python), else Python alone.
      ...(onPath ? ["."] : [`python${version}`, ...libraries]).map((each): Mount => {
        const path = join(lib, each);
        return { kind: "ro", from: path, to: path };
      }),
      ...["python", "python3", `python${version}`]
        .filter((alias) => alias !== name && realOr(join(folder, alias)) === executable)
        .map((alias): Mount => ({ kind: "link", target: name, to: join(folder, alias) })),
    ],
    path: onPath ? [folder] : [],
    env: {},
  };
}

function firstProgram(name: string, path: readonly string[]): string | undefined {
  return path.map((folder) => join(folder, name)).find(isProgram);
}

function isSystem(path: string): boolean {
  return ["/usr", "/bin", "/opt", "/nix/store", "/gnu/store"].some((folder) => isWithin(path, folder));
}
