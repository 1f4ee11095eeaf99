import type { Facts } from "../facts.ts";
import type { Profile } from "../profile.ts";

/** A command as the sandbox sees it: paths, folder and the whole environment are those of the inside. */
export interface Inner {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What to spawn on the host so that the command runs inside. */
export type Wrap = (inner: Inner) => readonly string[];

export interface Setup {
  readonly profile: Profile;
  readonly facts: Facts;
  /** Existing host folder for the driver's own files. */
  readonly folder: string;
  /** The name under which the spawned driver reaches a host path. */
  readonly hostPath: (path: string) => string;
}

/** One way to bring a profile about. */
export interface Driver {
  readonly name: string;
  /** Whether the programs it is made of are installed; whether they work is for the probes to say. */
  installed(facts: Facts): boolean;
  prepare(setup: Setup): Promise<Wrap>;
}

/** Exit code of a sandbox that could not be set up; its reason follows `SETUP_FAILED` on stderr. */
export const SETUP_EXIT = 125;
export const SETUP_FAILED = "etude-sandbox: ";

/** The environment of the drivers themselves. Nothing of the user's reaches them. */
export const DRIVER_ENV = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" } as const;

/**
 * For the first process of a new pid namespace, started by an `unshare` that takes it along when it dies. Whoever died
 * before that was agreed on went unnoticed, so it looks once more: on the machine's own /proc, its parent must be the
 * one that was told to die with Etude.
 */
export const STILL_WANTED = `read -r _ _ _ parent _ < /proc/self/stat
[ "$parent" = "$ETUDE_GUARD" ] || exit ${SETUP_EXIT}`;

/** Ends at once when asked to, and everything in the pid namespace with it: a first process has to ask for signals. */
export const RUN_AND_WAIT = `trap 'exit 143' TERM
"$@" &
wait $!`;

/** First in line when the machine runs out of memory, whatever the limits missed. */
const VOLUNTEER = 'echo 1000 > /proc/self/oom_score_adj; exec "$@"';

/** The last steps inside, the same for every driver: limits, a clean environment, the command. */
export function limited({ argv, env }: Inner, { limits }: Profile, { programs, ceilings }: Facts): readonly string[] {
  const rlimits = {
    cpu: limits.cpuSeconds,
    data: limits.dataBytes,
    fsize: limits.fileBytes,
    nofile: limits.openFiles,
    // Set here, in the innermost user namespace, the limit counts the sandbox alone and not what else the user runs.
    nproc: limits.processes,
    core: 0,
  };
  return [
    ...[programs.sh ?? "/bin/sh", "-c", VOLUNTEER, "sh"],
    programs.prlimit ?? "prlimit",
    ...Object.entries(rlimits).map(([name, value]) => `--${name}=${Math.min(value, ceilings[name] ?? value)}`),
    "--",
    ...[programs.env ?? "/usr/bin/env", "-i"],
    // A shell starts what it waits for in the background with these ignored.
    ...(programs.options.defaultSignal ? ["--default-signal=INT,QUIT"] : []),
    ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
    ...(argv[0]?.includes("=") ? [programs.sh ?? "/bin/sh", "-c", 'exec "$@"', "sh"] : []),
    ...argv,
  ];
}
