import type { Mount, Profile } from "../profile.ts";
import { type Driver, limited, RUN_AND_WAIT, type Setup, STILL_WANTED } from "./driver.ts";

/**
 * Bubblewrap, where it is installed, in a pid namespace of ours: its own first process makes known that it dies with
 * its parent only after all mounts are done, and outlives a parent that was killed before.
 */
export const bwrap: Driver = {
  name: "bwrap",
  installed: (facts) =>
    bareBwrap.installed(facts) && facts.programs.unshare !== undefined && facts.programs.setpriv !== undefined,
  async prepare(setup) {
    const { unshare = "", sh = "/bin/sh", options } = setup.facts.programs;
    const wrap = await bareBwrap.prepare(setup);
    const identity = options.mapCurrentUser ? "--map-current-user" : "--map-root-user";
    const guard = [unshare, "--user", identity, "--pid", "--fork", "--kill-child=SIGKILL", "--"];
    return (inner) => [...guard, sh, "-c", `${STILL_WANTED}\n${RUN_AND_WAIT}`, "sh", ...wrap(inner)];
  },
};

/** Bubblewrap alone, for systems that let no other program make namespaces. */
export const bareBwrap: Driver = {
  name: "bwrap",
  installed: ({ programs }) => programs.bwrap !== undefined && programs.prlimit !== undefined,
  prepare: async (setup) => {
    const fixed = bwrapArguments(setup);
    return (inner) => [...fixed, "--chdir", inner.cwd, "--", ...limited(inner, setup.profile, setup.facts)];
  },
};

/** The command line up to the working directory. */
export function bwrapArguments({ profile, facts, hostPath }: Setup): readonly string[] {
  const { programs } = facts;
  return [
    programs.bwrap ?? "bwrap",
    ...["--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"],
    ...["--die-with-parent", "--new-session", "--cap-drop", "ALL"],
    ...(programs.options.disableUserns ? ["--disable-userns"] : []),
    ...["--uid", String(profile.user.uid), "--gid", String(profile.user.gid), "--hostname", "kata"],
    ...["--clearenv", "--setenv", "PATH", searchPath(profile)],
    ...profile.mounts.flatMap((mount) => mountArguments(mount, hostPath)),
    // Else the root and /dev would be writable and without a cap; what is mounted below them is not affected.
    ...["--remount-ro", "/", "--remount-ro", "/dev"],
  ];
}

function mountArguments(mount: Mount, hostPath: Setup["hostPath"]): readonly string[] {
  switch (mount.kind) {
    case "ro":
      return ["--ro-bind", hostPath(mount.from), mount.to];
    case "rw":
      return ["--bind", hostPath(mount.from), mount.to];
    case "link":
      return ["--symlink", mount.target, mount.to];
    case "tmpfs":
      return ["--size", String(mount.bytes), "--tmpfs", mount.to];
    case "proc":
      return ["--proc", mount.to];
    case "dev":
      // A size caps only the tmpfs right after it.
      return ["--dev", mount.to, "--size", String(mount.bytes), "--tmpfs", `${mount.to}/shm`];
    default:
      return mount satisfies never;
  }
}

function searchPath(profile: Profile): string {
  return profile.env["PATH"] ?? "/usr/bin:/bin";
}
