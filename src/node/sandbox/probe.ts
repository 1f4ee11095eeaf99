import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createExec } from "./commands.ts";
import { handOver, makeRunFolder, removeTree } from "./copy/leftovers.ts";
import { type Engine, startIn } from "./engine.ts";
import { SEEN } from "./profile.ts";

/** What the probes came to: nothing got out, or the first reason why this way is not used. */
export type Verdict = { readonly kind: "tight" } | { readonly kind: "unfit"; readonly reason: string };

const LIMIT_MS = 20_000;
/** Variables that the profile may set; a shell adds the last three. */
const ENV_NAMES = "PATH HOME USER TMPDIR LANG TERM CI PYTHONDONTWRITEBYTECODE PYTHONUSERBASE PWD SHLVL _ OLDPWD";

/**
 * Tries to get out, in shell alone so that it works without any toolchain, and in ways that do no harm where nothing
 * holds it back. Prints `escape <what>` for whatever got
 * out or is missing, and `end` last. $1 secret file, $2 port on the host, $3 secret text, $4 names of variables.
 */
const SCRIPT = `
file=$1 port=$2 secret=$3 names=$4
check() { if eval "$2" >/dev/null 2>&1; then echo "escape $1"; fi; }
need() { if ! eval "$2" >/dev/null 2>&1; then echo "escape $1"; fi; }

need "no writing inside" 'echo ok > /kata/probe && echo ok > /reports/probe && echo ok > /tmp/probe'
check "changing a sealed file" 'echo no > /kata/sealed/file'
check "removing a sealed file" 'rm /kata/sealed/file'
check "moving the sealed folder" 'mv /kata/sealed /kata/other'
for path in /probe /usr/probe /etc/probe /dev/probe /opt/probe /etude/probe /proc/sys/kernel/core_pattern \
  /proc/sys/kernel/modprobe /proc/sys/vm/overcommit_memory /proc/sysrq-trigger; do
  check "writing $path" '( : >> "$path" ) && { case $path in /proc/*) ;; *) rm -f "$path" ;; esac; }'
done
check "a kernel switch in /sys" 'test -e /sys/kernel'
check "reading a file of the host" 'grep -q "$secret" "$file"'
check "another way to a file of the host" 'grep -q "$secret" "/proc/1/root$file"'
check "the password hashes" 'cat /etc/shadow'
check "the disks" 'ls /dev/sd* || ls /dev/vd* || ls /dev/nvme* || ls /dev/mem'
check "the processes of the host" 'set -- /proc/[0-9]*; test $# -gt 12'
check "a network interface" 'grep : /proc/net/dev | grep -qv "^ *lo:"'
check "a route" 'sed 1d /proc/net/route | grep -q .'
check "capabilities" 'grep -E "^Cap(Inh|Prm|Eff|Amb)" /proc/self/status | grep -qv "0000000000000000$"'
need "no no_new_privs" 'grep -q "NoNewPrivs:.1" /proc/self/status'
check "a user namespace of its own" 'unshare --user true'
check "a mount" 'mount -t tmpfs none /kata/sealed'
check "more processes than allowed" 'prlimit --nproc=1 sh -c "/bin/true & /bin/true"'
for name in $(env | sed -n 's/^\\([A-Za-z_][A-Za-z_0-9]*\\)=.*/\\1/p'); do
  case " $names " in *" $name "*) ;; *) echo "escape the variable $name" ;; esac
done
export port
if command -v python3 >/dev/null; then
  check "a connection to the host" 'python3 -c "import os, socket; socket.create_connection((\\"127.0.0.1\\", int(os.environ[\\"port\\"])), 2)"'
elif command -v node >/dev/null; then
  check "a connection to the host" 'node -e "require(\\"net\\").connect(process.env.port, \\"127.0.0.1\\").on(\\"connect\\", () => process.exit(0)).on(\\"error\\", () => process.exit(1))"'
fi
echo end
`;

/** Runs the probes in the engine's own profile. Leaves nothing behind. */
export async function probe(engine: Engine, scratchDir: string): Promise<Verdict> {
  const run = await makeRunFolder(scratchDir);
  const listener = createServer((socket) => socket.destroy());
  try {
    const places = {
      copy: join(run, "copy"),
      reports: join(run, "reports"),
      reporters: join(run, "reporters"),
      etc: join(run, "etc"),
    };
    const sealed = join(run, "sealed");
    for (const folder of [...Object.values(places), sealed, join(places.copy, "sealed")]) await mkdir(folder);
    for (const name of ["passwd", "group", "hosts"]) await writeFile(join(places.etc, name), "");
    const secret = randomBytes(16).toString("hex");
    for (const file of [join(sealed, "file"), join(run, "secret")]) await writeFile(file, secret);
    await new Promise<void>((done, failed) => {
      listener.once("error", failed);
      listener.listen(0, "127.0.0.1", done);
    });
    const address = listener.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;

    const start = await startIn(engine, { ...places, over: [{ from: sealed, path: "sealed" }] }, run);
    if (engine.caller.owner !== undefined) await handOver(run, engine.caller.owner);
    const exec = createExec(async () => start, new AbortController().signal, LIMIT_MS);
    const env = engine.profile({ ...places, over: [] }).env;
    const argv = ["/bin/sh", "-c", SCRIPT, "sh", join(run, "secret"), String(port), secret, ENV_NAMES];
    const result = await exec({ argv, cwd: SEEN.root, env, limitMs: LIMIT_MS }, new AbortController().signal);
    return judge(result.stdout, result.failedToStart ?? result.stderr);
  } catch (error) {
    return { kind: "unfit", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    listener.close();
    await removeTree(run);
  }
}

/** Only a complete run without any escape counts. */
function judge(stdout: string, complaint: string): Verdict {
  const lines = stdout.trimEnd().split("\n");
  const escaped = lines.find((line) => line.startsWith("escape "))?.slice("escape ".length);
  if (escaped !== undefined) return { kind: "unfit", reason: `a probe found ${escaped}` };
  if (lines.at(-1) === "end") return { kind: "tight" };
  return { kind: "unfit", reason: complaint.trim().split("\n")[0] || "the probes did not come to their end" };
}
