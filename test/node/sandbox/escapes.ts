/**
 * Attempts to get out of the sandbox. Each script is plain `sh`, or Node where it says so; it prints `ESCAPED` when it
 * got what it was after, and `tried` when it came to its end. `@SECRET@` stands for a pattern that matches the secret and
 * not itself. Variables: CANARY a host file that holds the secret, HOME_DIR its folder, PORT a listening TCP port of the
 * host, SOCKET and ABSTRACT its Unix sockets, HOST_PID its process, SHM a file of its /dev/shm, HOST_IP another address.
 */
export interface Escape {
  readonly name: string;
  readonly sh?: string;
  readonly node?: string;
}

const got = (condition: string) => `if ( ${condition} ) >/dev/null 2>&1; then echo ESCAPED; fi; echo tried`;
const connects = (target: string) =>
  `const done = (said) => { console.log(said); process.exit(0); };
   require("node:net").connect(${target}).on("connect", () => done("ESCAPED")).on("error", () => done("tried"));
   setTimeout(() => done("tried"), 3000);`;

export const escapes: readonly Escape[] = [
  // Files of the host
  { name: "reading a file in the caller's home", sh: got('cat "$CANARY"') },
  { name: "reading it by climbing out of the copy", sh: got('cat "/kata/../../../../../..$CANARY"') },
  { name: "reading it through a link", sh: got('ln -sf "$CANARY" /kata/link; grep @SECRET@ /kata/link') },
  { name: "reading it through process 1", sh: got('grep @SECRET@ "/proc/1/root$CANARY"') },
  { name: "reading it through a working directory", sh: got('grep @SECRET@ "/proc/self/cwd/../../../..$CANARY"') },
  { name: "writing into the caller's home", sh: got('echo no > "$HOME_DIR/planted"') },
  { name: "writing through a link to the host", sh: got('ln -sf "$CANARY" /kata/l2; echo no > /kata/l2') },
  { name: "listing the caller's home", sh: got('ls -A "$HOME_DIR" | grep .') },
  { name: "reading the password hashes", sh: got("cat /etc/shadow") },
  { name: "reading keys of the administrator", sh: got("ls -d /root/.ssh /root/.aws /etc/ssh /etc/sudoers | grep .") },
  {
    name: "finding a file descriptor of the host",
    sh: got('ls -l /proc/self/fd | grep -E " (3|[4-9]|[1-9][0-9]+) -> /[^p]"'),
  },
  { name: "seeing the host's shared memory", sh: got('cat "$SHM"') },
  { name: "finding a block device", sh: got("ls /dev/sd? /dev/vd? /dev/nvme* /dev/mapper | grep .") },
  { name: "making a block device", sh: got("mknod /tmp/disk b 8 0") },
  { name: "reading kernel memory", sh: got("head -c 1 /proc/kcore || head -c 1 /dev/mem || head -c 1 /dev/kmsg") },
  // The system
  { name: "writing to /usr", sh: got("echo no > /usr/bin/planted") },
  { name: "writing to /etc", sh: got("echo no > /etc/planted") },
  { name: "writing to the root", sh: got("echo no > /planted || mkdir /planted") },
  { name: "writing to /dev", sh: got("echo no > /dev/planted") },
  { name: "replacing the users", sh: got("echo root::0:0::/:/bin/sh > /etc/passwd") },
  { name: "setting the core pattern", sh: got("( : >> /proc/sys/kernel/core_pattern )") },
  { name: "setting the module loader", sh: got("( : >> /proc/sys/kernel/modprobe )") },
  { name: "pressing a system key", sh: got("( : >> /proc/sysrq-trigger )") },
  { name: "releasing a control group", sh: got("ls /sys/fs/cgroup | grep . || ls /sys/kernel") },
  { name: "changing the host's name", sh: got("echo planted > /proc/sys/kernel/hostname || hostname planted") },
  // The project
  { name: "changing a sealed test", sh: got("echo no > /kata/test/a.js") },
  { name: "removing a sealed test", sh: got("rm -f /kata/test/a.js && ! test -e /kata/test/a.js") },
  { name: "adding a file to a sealed folder", sh: got("echo no > /kata/test/b.js") },
  { name: "moving the sealed folder away", sh: got("mv /kata/test /kata/gone") },
  {
    name: "writing a sealed test through a second name",
    sh: got("ln /kata/test/a.js /kata/b.js && echo no >> /kata/b.js"),
  },
  { name: "making a sealed test writable", sh: got("chmod 666 /kata/test/a.js || chown 1000 /kata/test/a.js") },
  { name: "changing a dependency", sh: got("echo no > /kata/node_modules/dep/index.js") },
  { name: "adding a dependency", sh: got("mkdir /kata/node_modules/planted") },
  { name: "moving the dependencies away", sh: got("mv /kata/node_modules /kata/gone") },
  { name: "changing Etude's reporters", sh: got("echo no > /etude/planted") },
  { name: "finding the history", sh: got("ls -d /kata/.git /kata/.etude | grep .") },
  // The network
  { name: "reaching the host over loopback", node: connects('Number(process.env.PORT), "127.0.0.1"') },
  { name: "reaching the host over another address", node: connects("Number(process.env.PORT), process.env.HOST_IP") },
  { name: "reaching the internet", node: connects('53, "1.1.1.1"') },
  { name: "reaching a Unix socket of the host", node: connects("process.env.SOCKET") },
  { name: "reaching an abstract Unix socket of the host", node: connects('"\\0" + process.env.ABSTRACT') },
  {
    name: "finding a container engine",
    sh: got("ls -d /var/run/docker.sock /run/docker.sock /run/podman /run/dbus | grep ."),
  },
  {
    name: "finding a second network interface",
    node: `const all = Object.keys(require("node:os").networkInterfaces()); console.log(all.some((name) => name !== "lo") ? "ESCAPED" : "tried");`,
  },
  // Processes and rights
  { name: "seeing a process of the host", sh: got('cat /proc/*/cmdline | grep "mo[c]ha"') },
  { name: "ending a process of the host", sh: got('test "$HOST_PID" -gt 40 && kill -0 "$HOST_PID"') },
  { name: "reading the caller's environment", sh: got("env | grep @SECRET@ || grep @SECRET@ /proc/*/environ") },
  { name: "entering another namespace", sh: got("nsenter --target 1 --mount true || nsenter --target 1 --net true") },
  { name: "making a user namespace", sh: got("unshare --user true || unshare --user --map-root-user true") },
  { name: "mounting", sh: got("mount -t tmpfs none /tmp || mount -t proc none /tmp || mount --bind /kata /usr") },
  { name: "lifting a read-only mount", sh: got("mount -o remount,rw /usr || mount -o remount,bind,rw /kata/test") },
  { name: "unmounting the seal", sh: got("umount /kata/test || umount -l /kata/node_modules") },
  { name: "changing the root", sh: got("chroot / true") },
  { name: "becoming another user", sh: got("setpriv --reuid 0 true || setpriv --reuid 1001 true") },
  {
    name: "gaining rights from a set-user-id file",
    sh: got("grep 'NoNewPrivs:.0' /proc/self/status"),
  },
  {
    name: "having a capability",
    sh: got('grep -E "^Cap(Inh|Prm|Eff|Amb)" /proc/self/status | grep -v "0000000000000000$"'),
  },
  {
    name: "lifting its own limits",
    sh: got("prlimit --nproc=100000:100000 --pid $$ || prlimit --fsize=unlimited:unlimited --pid $$"),
  },
  { name: "having a terminal to type into", sh: got("exec < /dev/tty") },
  { name: "setting the clock", sh: got("date -s 2001-01-01") },
];
