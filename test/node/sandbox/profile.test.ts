import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { bwrapArguments } from "../../../src/node/sandbox/drivers/bwrap.ts";
import { limited } from "../../../src/node/sandbox/drivers/driver.ts";
import { layOut } from "../../../src/node/sandbox/drivers/layout.ts";
import { parseLimits, parseMountInfo } from "../../../src/node/sandbox/facts.ts";
import { buildProfile, type CopyPlaces } from "../../../src/node/sandbox/profile.ts";
import { sampleFacts } from "./sample-facts.ts";

const places: CopyPlaces = {
  copy: "/scratch/k/copy",
  reports: "/scratch/k/reports",
  reporters: "/ext/reporters",
  etc: "/scratch/k/etc",
  over: [
    { from: "/ws/a/node_modules", path: "a/node_modules" },
    { from: "/scratch/k/sealed/test", path: "test" },
  ],
};
const profile = buildProfile(sampleFacts, places);
const setup = { profile, facts: sampleFacts, folder: "/scratch/k/driver", hostPath: (path: string) => path };

suite("sandbox profile", () => {
  test("what lies in the copy is mounted after the copy, outer folders first", () => {
    const inCopy = profile.mounts.map((mount) => mount.to).filter((to) => to.startsWith("/kata"));
    assert.deepEqual(inCopy, ["/kata", "/kata/test", "/kata/a/node_modules"]);
  });

  test("only the copy and the reports can be written", () => {
    const writable = profile.mounts.filter((mount) => mount.kind === "rw").map((mount) => mount.to);
    assert.deepEqual(writable, ["/reports", "/kata"]);
  });

  test("of /etc only named files are shown, and the users are made up", () => {
    const etc = profile.mounts.flatMap((mount) => (mount.kind === "ro" && mount.to.startsWith("/etc") ? [mount] : []));
    assert.deepEqual(
      etc.map(({ from, to }) => [from, to]),
      [
        ["/etc/ssl/certs", "/etc/ssl/certs"],
        ["/scratch/k/etc/passwd", "/etc/passwd"],
        ["/scratch/k/etc/group", "/etc/group"],
        ["/scratch/k/etc/hosts", "/etc/hosts"],
      ],
    );
  });

  test("the user's toolchain comes first on PATH", () => {
    assert.equal(profile.env["PATH"], "/home/ada/.nvm/v24/bin:/usr/local/bin:/usr/bin:/bin");
  });

  test("the number of processes grows with the cores", () => {
    const larger = buildProfile({ ...sampleFacts, cpus: 32 }, places);
    assert.deepEqual([profile.limits.processes, larger.limits.processes], [384, 1280]);
  });

  test("a mount offered by two toolchains is mounted once", () => {
    const twice = { ...sampleFacts, toolchains: [...sampleFacts.toolchains, ...sampleFacts.toolchains] };
    assert.deepEqual(buildProfile(twice, places).mounts, profile.mounts);
  });

  test("bwrap gets every namespace, no capability and a sealed root", () => {
    const argv = bwrapArguments(setup);
    for (const option of ["user", "pid", "net", "ipc", "uts"]) assert.ok(argv.includes(`--unshare-${option}`), option);
    assert.ok(!argv.includes("--share-net"));
    const text = argv.join(" ");
    assert.match(text, /--cap-drop ALL --disable-userns/);
    assert.match(text, /--symlink usr\/bin \/bin/);
    assert.match(text, /--size 536870912 --tmpfs \/tmp/);
    assert.match(text, /--bind \/scratch\/k\/copy \/kata --ro-bind \/scratch\/k\/sealed\/test \/kata\/test/);
    assert.match(text, /--remount-ro \/ --remount-ro \/dev$/);
  });

  test("a command's environment is set from nothing, whatever its name holds", () => {
    const argv = limited({ argv: ["a=b", "c"], cwd: "/", env: { A: "1 2" } }, profile, sampleFacts);
    const at = argv.indexOf("/usr/bin/env");
    assert.deepEqual(argv.slice(at), [
      ...["/usr/bin/env", "-i", "--default-signal=INT,QUIT", "A=1 2"],
      ...["/bin/sh", "-c", 'exec "$@"', "sh", "a=b", "c"],
    ]);
  });
});

suite("util-linux layout", () => {
  const folders = new Set(["/usr", "/etc/ssl/certs", "/scratch/k/copy", "/scratch/k/reports", "/ext/reporters"]);
  const place = {
    root: "/new root",
    hostPath: (path: string) => path,
    isFolder: (path: string) => folders.has(path) || path.endsWith("node_modules") || path.endsWith("/test"),
    exists: (path: string) => path === "/proc/sys",
  };
  const layout = layOut(profile, sampleFacts, place);
  const lines = layout.fstab.trimEnd().split("\n");

  test("the new root itself is read-only and blanks are escaped", () => {
    assert.equal(lines[0], "/new\\040root /new\\040root none bind,ro,nosuid,nodev 0 0");
  });

  test("a mount below a read-only folder is made read-only as well", () => {
    assert.ok(lines.includes("/usr/local /new\\040root/usr/local none bind,ro,nosuid,nodev 0 0"), layout.fstab);
  });

  test("the restrictions of the mount a file lies on are kept", () => {
    const node = lines.find((line) => line.startsWith("/home/ada/.nvm"));
    assert.match(node ?? "", / bind,ro,nosuid,nodev,noexec 0 0$/);
  });

  test("kernel switches are read-only once proc is there", () => {
    const proc = lines.findIndex((line) => line.startsWith("proc "));
    assert.match(lines[proc + 1] ?? "", /\/proc\/sys none bind,ro/);
  });

  test("mount points in the copy are not made a second time", () => {
    assert.deepEqual(
      [...layout.folders, ...layout.files].filter((path) => path.startsWith("/kata")),
      ["/kata"],
    );
  });

  test("a file below a temporary folder is reached through its folder", () => {
    const toolchains = [
      { mounts: [{ kind: "ro", from: "/tmp/n/bin/node", to: "/tmp/n/bin/node" } as const], path: [], env: {} },
    ];
    const facts = { ...sampleFacts, toolchains };
    const folder = (path: string) => path === "/tmp/n/bin" || place.isFolder(path);
    const { fstab, files } = layOut(buildProfile(facts, places), facts, { ...place, isFolder: folder });
    assert.match(fstab, /^\/tmp\/n\/bin \/new\\040root\/tmp\/n\/bin none rbind,ro,nosuid,nodev,X-mount.mkdir 0 0$/m);
    assert.ok(!files.includes("/tmp/n/bin/node"));
  });

  test("mount points are read with their options, longest first", () => {
    const text =
      "22 1 8:1 / / rw,relatime - ext4 /dev/sda rw\n23 22 8:2 / /home/a\\040b rw,noexec - ext4 /dev/sdb rw\nshort\n";
    assert.deepEqual(parseMountInfo(text), [
      { path: "/home/a b", options: ["rw", "noexec"] },
      { path: "/", options: ["rw", "relatime"] },
    ]);
  });

  test("hard limits are read where there are any", () => {
    const text =
      "Limit                     Soft Limit           Hard Limit           Units\nMax open files            1024                 4096                 files\nMax data size             unlimited            unlimited            bytes\n";
    assert.deepEqual(parseLimits(text), { nofile: 4096 });
  });
});
