import type { Facts } from "./facts.ts";

/** One thing a sandboxed command sees at `to`. Nothing else of the machine exists for it. */
export type Mount =
  | BindMount
  | { readonly kind: "link"; readonly target: string; readonly to: string }
  | { readonly kind: "tmpfs"; readonly to: string; readonly bytes: number }
  | { readonly kind: "proc"; readonly to: "/proc" }
  /** `/dev` with null, zero, full, random, urandom, tty, a private pts and a capped shm. */
  | { readonly kind: "dev"; readonly to: "/dev"; readonly bytes: number };

export interface BindMount {
  readonly kind: "ro" | "rw";
  readonly from: string;
  readonly to: string;
}

/** Limits of one command. Sizes in bytes; per process unless said. */
export interface Limits {
  /** Wall-clock ceiling for any command, in ms. */
  readonly wallMs: number;
  readonly cpuSeconds: number;
  /** Private writable memory. Not address space: WebAssembly and V8 reserve many gigabytes that they never touch. */
  readonly dataBytes: number;
  readonly fileBytes: number;
  readonly openFiles: number;
  /** Processes and threads of the whole sandbox. */
  readonly processes: number;
}

/** Everything a driver has to bring about. There is no network in it, and no way to ask for one. */
export interface Profile {
  /** In the order of mounting: parents before what lies in them. */
  readonly mounts: readonly Mount[];
  /** The whole environment, apart from what a command adds itself. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Limits;
  /** Who the command is to itself; to the host it is the caller, or nobody when the caller is root. */
  readonly user: { readonly uid: number; readonly gid: number };
}

/** Host folders and files that belong to one copy. */
export interface CopyPlaces {
  /** The writable copy of the workspace. */
  readonly copy: string;
  readonly reports: string;
  readonly reporters: string;
  /** Generated `passwd`, `group` and `hosts`. */
  readonly etc: string;
  /** Laid read-only over the copy, paths relative to it: dependencies, tests, protected files. */
  readonly over: readonly { readonly from: string; readonly path: string }[];
}

/** Where the copy, the reports and Etude's reporters are for the command. */
export const SEEN = { root: "/kata", reports: "/reports", reporters: "/etude", home: "/home/kata" } as const;

const MB = 1024 * 1024;
const INSIDE_PATH = ["/usr/local/bin", "/usr/bin", "/bin"];

/** The one profile of every kata command. */
export function buildProfile(facts: Facts, places: CopyPlaces): Profile {
  return {
    mounts: [
      ...facts.system.map(systemMount),
      ...facts.etc.map((path): Mount => ({ kind: "ro", from: path, to: path })),
      ...["passwd", "group", "hosts"].map(
        (name): Mount => ({ kind: "ro", from: `${places.etc}/${name}`, to: `/etc/${name}` }),
      ),
      { kind: "proc", to: "/proc" },
      { kind: "dev", to: "/dev", bytes: 64 * MB },
      { kind: "tmpfs", to: "/tmp", bytes: 512 * MB },
      { kind: "tmpfs", to: SEEN.home, bytes: 64 * MB },
      // After /tmp: a toolchain may live below it.
      ...uniqueByTarget(facts.toolchains.flatMap((toolchain) => toolchain.mounts)),
      { kind: "ro", from: places.reporters, to: SEEN.reporters },
      { kind: "rw", from: places.reports, to: SEEN.reports },
      { kind: "rw", from: places.copy, to: SEEN.root },
      ...[...places.over]
        .sort((a, b) => depth(a.path) - depth(b.path) || (a.path < b.path ? -1 : 1))
        .map(({ from, path }): Mount => ({ kind: "ro", from, to: `${SEEN.root}/${path}` })),
    ],
    env: {
      ...Object.assign({}, ...facts.toolchains.map((toolchain) => toolchain.env)),
      PATH: [...new Set([...facts.toolchains.flatMap((toolchain) => toolchain.path), ...INSIDE_PATH])].join(":"),
      HOME: SEEN.home,
      USER: "kata",
      TMPDIR: "/tmp",
      LANG: "C.UTF-8",
      TERM: "dumb",
      CI: "1",
      PYTHONDONTWRITEBYTECODE: "1",
    },
    limits: {
      wallMs: 10 * 60_000,
      cpuSeconds: 600,
      dataBytes: 4096 * MB,
      fileBytes: 256 * MB,
      openFiles: 4096,
      // A test runner starts one worker per core, and a Node worker has about a dozen threads.
      processes: 256 + 32 * facts.cpus,
    },
    user: { uid: 1000, gid: 1000 },
  };
}

function systemMount({ path, link }: Facts["system"][number]): Mount {
  return link === undefined ? { kind: "ro", from: path, to: path } : { kind: "link", target: link, to: path };
}

function uniqueByTarget(mounts: readonly Mount[]): readonly Mount[] {
  return [...new Map(mounts.map((mount) => [mount.to, mount])).values()];
}

function depth(path: string): number {
  return path.split("/").length;
}
