import { existsSync } from "node:fs";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isFolder } from "../host-paths.ts";
import { type Driver, limited, RUN_AND_WAIT, SETUP_EXIT, SETUP_FAILED, STILL_WANTED } from "./driver.ts";
import { layOut } from "./layout.ts";

/**
 * Runs as process 1 of new namespaces, with all rights over them and none over the machine. It limits user namespaces
 * to the one that the command gets, mounts, leaves the machine's root behind for good, and starts the command without
 * any rights. Paths come as arguments, never as text of the script.
 *
 * $1 fstab, $2 new root, $3 folder to start in; then the command.
 */
const SCRIPT = `
fail() { echo "${SETUP_FAILED}$1" >&2; exit ${SETUP_EXIT}; }
fstab=$1 root=$2 folder=$3
shift 3
${STILL_WANTED}
{ echo 1 > /proc/sys/user/max_user_namespaces; } 2>/dev/null || fail "user namespaces cannot be limited"
mount --all --fstab "$fstab" || fail "a mount was refused"
up='socket(my $s, 2, 2, 0) or exit 1; exit(ioctl($s, 0x8914, pack("a16 s x14", "lo", 65)) ? 0 : 1)'
ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null || perl -e "$up" 2>/dev/null
hostname kata 2>/dev/null
cd "$root" || fail "the new root is missing"
pivot_root . . || fail "the root could not be changed"
umount -l . || fail "the old root could not be left"
cd "$folder" 2>/dev/null || fail "there is no folder $folder inside"
${RUN_AND_WAIT}
`;

/** The tools that every distribution has: unshare, mount, pivot_root, setpriv, prlimit. */
export const utilLinux: Driver = {
  name: "util-linux",
  installed: ({ programs }) =>
    [programs.unshare, programs.setpriv, programs.prlimit, programs.mount, programs.umount, programs.pivotRoot].every(
      (program) => program !== undefined,
    ),

  async prepare({ profile, facts, folder, hostPath }) {
    const root = join(folder, "root");
    const fstab = join(folder, "fstab");
    const layout = layOut(profile, facts, { root: hostPath(root), hostPath, isFolder, exists: existsSync });
    for (const path of ["", ...layout.folders]) await makeFolder(join(root, path));
    for (const path of layout.files) {
      await makeFolder(dirname(join(root, path)));
      await writeFile(join(root, path), "");
    }
    for (const { path, target } of layout.links) {
      await makeFolder(dirname(join(root, path)));
      await symlink(target, join(root, path));
    }
    await writeFile(fstab, layout.fstab);

    const { unshare = "", setpriv = "", sh = "/bin/sh", options } = facts.programs;
    const { uid, gid } = profile.user;
    const outer = ["--user", "--map-root-user", "--mount", "--pid", "--net", "--ipc", "--uts", "--cgroup"];
    const identity = options.mapUser ? [`--map-user=${uid}`, `--map-group=${gid}`] : ["--map-root-user"];
    return (inner) => [
      ...[unshare, ...outer, "--fork", "--kill-child=SIGKILL", "--"],
      ...[sh, "-c", SCRIPT, "sh", hostPath(fstab), hostPath(root), inner.cwd],
      // A session of its own: no terminal of the host to type into.
      "setsid",
      ...[unshare, "--user", ...identity, ...(options.keepCaps ? ["--keep-caps"] : []), "--"],
      ...[setpriv, "--no-new-privs", "--inh-caps=-all"],
      // Dropping the bounding set needs the capability that only --keep-caps brings over.
      ...(options.keepCaps ? ["--ambient-caps=-all", "--bounding-set=-all"] : []),
      "--",
      ...limited(inner, profile, facts),
    ];
  },
};

/** Readable for whoever the command runs as, whatever the caller's umask. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let at = path; at.length >= first.length; at = dirname(at)) await chmod(at, 0o755);
}
