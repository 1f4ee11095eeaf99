import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Facts } from "../facts.ts";
import { isFolder, isWithin } from "../host-paths.ts";
import type { Profile } from "../profile.ts";
import { SETUP_EXIT, SETUP_FAILED } from "./driver.ts";
import { fstabEntry } from "./layout.ts";

/** As whom, on the host, a driver is started. */
export interface Caller {
  readonly name: "self" | "nobody";
  /** Owner that the files of a copy must have, when it is not the caller. */
  readonly owner: number | undefined;
  prepare(profile: Profile, facts: Facts, folder: string): Promise<Launch>;
}

export interface Launch {
  /** The name under which the started driver reaches a host path. */
  readonly hostPath: (path: string) => string;
  readonly start: (argv: readonly string[]) => readonly string[];
}

/**
 * Whoever runs Etude. The driver dies with this process. The parent is compared after the wish has been made known:
 * a parent that died before would go unnoticed.
 */
export const asSelf: Caller = {
  name: "self",
  owner: undefined,
  prepare: async (_profile, facts) => ({ hostPath: (path) => path, start: (argv) => dyingWithUs(facts, argv) }),
};

/** A user id that no distribution gives to anyone. */
const NOBODY = 60_999;
/** Covered in a mount namespace of our own: no source ever lies there, and it exists everywhere. */
const STAGE = "/sys";

const STAGE_SCRIPT = `
fstab=$1
shift
mount --all --fstab "$fstab" || { echo "${SETUP_FAILED}the sources could not be gathered" >&2; exit ${SETUP_EXIT}; }
exec "$@"
`;

/**
 * For root: gathers the sources where an ordinary user reaches them, becomes that user, and goes on as one. Root's own
 * id would pass limits on processes, and owns kernel switches even without capabilities.
 */
export const asNobody: Caller = {
  name: "nobody",
  owner: NOBODY,
  async prepare(profile, facts, folder) {
    const roots = stageRoots(profile, facts, dirname(folder));
    const fstab = join(folder, "stage");
    const lines = [
      fstabEntry("tmpfs", STAGE, "tmpfs", "nosuid,nodev,mode=755"),
      ...roots.map((root, index) => fstabEntry(root, `${STAGE}/${index}`, "none", "rbind,X-mount.mkdir")),
    ];
    await writeFile(fstab, `${lines.join("\n")}\n`);
    const { unshare = "", setpriv = "", sh = "/bin/sh" } = facts.programs;
    const become = [setpriv, `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--inh-caps=-all", "--"];
    return {
      hostPath(path) {
        const index = roots.findIndex((root) => isWithin(path, root));
        const root = roots[index];
        return root === undefined ? path : `${STAGE}/${index}${path.slice(root.length)}`;
      },
      start: (argv) => [
        ...[unshare, "--mount", "--", sh, "-c", STAGE_SCRIPT, "sh", fstab],
        ...become,
        ...dyingWithUs(facts, argv),
      ],
    };
  },
};

function dyingWithUs({ programs }: Facts, argv: readonly string[]): readonly string[] {
  const { setpriv, sh = "/bin/sh" } = programs;
  if (setpriv === undefined) return argv;
  const check = `[ "$PPID" = "$0" ] || exit ${SETUP_EXIT}; ETUDE_GUARD=$$; export ETUDE_GUARD; exec "$@"`;
  return [setpriv, "--pdeathsig", "KILL", "--", sh, "-c", check, String(process.pid), ...argv];
}

/** Folders that hold all sources of the profile, apart from those every user can read; none within another. */
function stageRoots(profile: Profile, facts: Facts, copyFolder: string): readonly string[] {
  const open = [...facts.system.map(({ path }) => path), "/etc"];
  const sources = profile.mounts
    .flatMap((mount) => (mount.kind === "ro" || mount.kind === "rw" ? [mount.from] : []))
    .map((from) => (isFolder(from) ? from : dirname(from)))
    .filter((from) => !open.some((folder) => isWithin(from, folder)));
  const candidates = [...new Set([copyFolder, ...sources])].sort((a, b) => a.length - b.length);
  return candidates.filter((each, index) => !candidates.slice(0, index).some((outer) => isWithin(each, outer)));
}
