import { dirname } from "node:path";
import type { Facts } from "../facts.ts";
import { isWithin } from "../host-paths.ts";
import { type BindMount, type Mount, type Profile, SEEN } from "../profile.ts";

/** What `mount --all` needs: an empty tree to mount on, and the list of mounts. Paths are relative to the new root. */
export interface Layout {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  readonly links: readonly { readonly path: string; readonly target: string }[];
  readonly fstab: string;
}

export interface LayoutPlace {
  /** The new root, as `mount` will see it. */
  readonly root: string;
  readonly hostPath: (path: string) => string;
  readonly isFolder: (path: string) => boolean;
  readonly exists: (path: string) => boolean;
}

const DEVICES = ["null", "zero", "full", "random", "urandom", "tty"];
const DEVICE_LINKS = {
  fd: "/proc/self/fd",
  stdin: "/proc/self/fd/0",
  stdout: "/proc/self/fd/1",
  stderr: "/proc/self/fd/2",
};
/** Writable by uid 0 of the machine even without capabilities; a root caller must not meet them. */
const KERNEL_SWITCHES = ["sys", "irq", "bus", "fs", "sysrq-trigger"];

/** Pure apart from what `place` looks up. The tree itself is read-only: only what is mounted as writable can be written. */
export function layOut(profile: Profile, facts: Facts, place: LayoutPlace): Layout {
  const folders: string[] = [];
  const files: string[] = [];
  const links: { path: string; target: string }[] = [];
  const lines = [fstabEntry(place.root, place.root, "none", "bind,ro,nosuid,nodev")];
  const volatile = profile.mounts.flatMap((mount) => {
    if (mount.kind === "dev") return [`${mount.to}/shm`];
    return mount.kind === "tmpfs" ? [mount.to] : [];
  });

  for (const mount of profile.mounts) add(mount);
  return { folders, files, links, fstab: `${lines.join("\n")}\n` };

  function add(mount: Mount): void {
    const at = `${place.root}${mount.to}`;
    switch (mount.kind) {
      case "ro":
      case "rw":
        bind(mount);
        return;
      case "link":
        // Nothing can be put into a file system that is made anew for each command.
        if (!isVolatile(mount.to)) links.push({ path: mount.to, target: mount.target });
        return;
      case "tmpfs":
        folders.push(mount.to);
        lines.push(fstabEntry("tmpfs", at, "tmpfs", `nosuid,nodev,size=${mount.bytes},nr_inodes=100000,mode=1777`));
        return;
      case "proc":
        folders.push(mount.to);
        lines.push(fstabEntry("proc", at, "proc", "nosuid,nodev,noexec"));
        for (const name of KERNEL_SWITCHES.filter((each) => place.exists(`/proc/${each}`))) {
          lines.push(fstabEntry(`${at}/${name}`, `${at}/${name}`, "none", "bind,ro,nosuid,nodev,noexec"));
        }
        return;
      case "dev":
        devices(mount.to, mount.bytes);
        return;
      default:
        mount satisfies never;
    }
  }

  function bind(mount: BindMount): void {
    const made = isVolatile(mount.to);
    // Only folders can be made on the fly.
    const up = made && !place.isFolder(mount.from);
    const from = up ? dirname(mount.from) : mount.from;
    const to = up ? dirname(mount.to) : mount.to;
    const folder = place.isFolder(from);
    // Mount points in the copy are there already.
    if (!made && (to === SEEN.root || !isWithin(to, SEEN.root))) (folder ? folders : files).push(to);
    const how = [folder ? "rbind" : "bind", mount.kind, "nosuid", "nodev", ...(made ? ["X-mount.mkdir"] : [])];
    lines.push(fstabEntry(place.hostPath(from), `${place.root}${to}`, "none", [...how, ...kept(from)].join(",")));
    // A recursive bind is read-only at its top alone.
    for (const below of facts.mountPoints.filter(({ path }) => path !== from && isWithin(path, from)).reverse()) {
      const target = `${place.root}${to}${below.path.slice(from.length)}`;
      lines.push(
        fstabEntry(
          place.hostPath(below.path),
          target,
          "none",
          ["bind", mount.kind, "nosuid", "nodev", ...kept(below.path)].join(","),
        ),
      );
    }
  }

  function devices(to: string, bytes: number): void {
    const at = `${place.root}${to}`;
    folders.push(to, `${to}/pts`, `${to}/shm`);
    for (const name of DEVICES) {
      files.push(`${to}/${name}`);
      lines.push(fstabEntry(`/dev/${name}`, `${at}/${name}`, "none", "bind"));
    }
    for (const [name, target] of Object.entries(DEVICE_LINKS)) links.push({ path: `${to}/${name}`, target });
    links.push({ path: `${to}/ptmx`, target: "pts/ptmx" });
    lines.push(fstabEntry("devpts", `${at}/pts`, "devpts", "nosuid,noexec,newinstance,ptmxmode=0666,mode=620"));
    lines.push(fstabEntry("tmpfs", `${at}/shm`, "tmpfs", `nosuid,nodev,size=${bytes},nr_inodes=10000,mode=1777`));
  }

  function isVolatile(path: string): boolean {
    return volatile.some((folder) => path !== folder && isWithin(path, folder));
  }

  /** A user namespace may not take away the restrictions of the mount a path lies on. */
  function kept(path: string): readonly string[] {
    const options = facts.mountPoints.find((point) => isWithin(path, point.path))?.options ?? [];
    return options.includes("noexec") ? ["noexec"] : [];
  }
}

export function fstabEntry(source: string, target: string, type: string, options: string): string {
  return [quote(source), quote(target), type, options, "0", "0"].join(" ");
}

/** Blank, tab, newline, backslash and `#` as fstab writes them. */
function quote(path: string): string {
  return path.replace(/[\s\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`);
}
