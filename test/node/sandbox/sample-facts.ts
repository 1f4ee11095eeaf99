import type { Facts } from "../../../src/node/sandbox/facts.ts";

/** A usual machine, for what is pure. */
export const sampleFacts: Facts = {
  root: false,
  cpus: 4,
  system: [{ path: "/usr" }, { path: "/bin", link: "usr/bin" }],
  etc: ["/etc/ssl/certs"],
  toolchains: [
    {
      mounts: [{ kind: "ro", from: "/home/ada/.nvm/v24/bin/node", to: "/home/ada/.nvm/v24/bin/node" }],
      path: ["/home/ada/.nvm/v24/bin"],
      env: {},
    },
  ],
  mountPoints: [
    { path: "/home/ada", options: ["rw", "nosuid", "noexec"] },
    { path: "/usr/local", options: ["rw"] },
    { path: "/", options: ["rw"] },
  ],
  ceilings: {},
  programs: {
    bwrap: "/usr/bin/bwrap",
    unshare: "/usr/bin/unshare",
    setpriv: "/usr/bin/setpriv",
    prlimit: "/usr/bin/prlimit",
    mount: "/usr/bin/mount",
    umount: "/usr/bin/umount",
    pivotRoot: "/usr/sbin/pivot_root",
    sh: "/bin/sh",
    env: "/usr/bin/env",
    options: { mapUser: true, mapCurrentUser: true, keepCaps: true, disableUserns: true, defaultSignal: true },
  },
};
