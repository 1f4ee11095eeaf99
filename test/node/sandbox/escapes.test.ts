import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { probe } from "../../../src/node/sandbox/probe.ts";
import type { Mount, Profile } from "../../../src/node/sandbox/profile.ts";
import { type Box, findCandidates, openBox } from "./box.ts";
import { type Escape, escapes } from "./escapes.ts";

const secret = randomBytes(12).toString("hex");
const mark = randomBytes(12).toString("hex");
const pattern = `[${secret.slice(0, 1)}]${secret.slice(1)}`;
const servers: Server[] = [];
let home = "";
let shm = "";
let env: Readonly<Record<string, string>> = {};

suiteSetup(async () => {
  home = await mkdtemp(join(tmpdir(), "etude-home-"));
  shm = join("/dev/shm", `etude-${mark}`);
  await writeFile(join(home, "canary"), secret);
  await writeFile(shm, secret);
  // The driver may run as another user: only the sandbox is to keep it out.
  await chmod(home, 0o777);
  await chmod(join(home, "canary"), 0o666);
  // What a child inherits unless somebody takes care.
  process.env["ETUDE_TEST_KEY"] = secret;
  const socket = join(home, "socket");
  const abstract = `etude-${mark}`;
  const port = await listen({ port: 0, host: "0.0.0.0" });
  await listen({ path: socket });
  await chmod(socket, 0o777);
  await listen({ path: `\0${abstract}` });
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const other = addresses.find((each) => !each.internal && each.family === "IPv4")?.address;
  env = {
    CANARY: join(home, "canary"),
    HOME_DIR: home,
    PORT: String(port),
    SOCKET: socket,
    ABSTRACT: abstract,
    SHM: shm,
    HOST_PID: String(process.pid),
    HOST_IP: other ?? "127.0.0.1",
  };
});

suiteTeardown(async () => {
  delete process.env["ETUDE_TEST_KEY"];
  for (const server of servers) server.close();
  await rm(home, { recursive: true, force: true });
  await rm(shm, { force: true });
});

for (const { name, engine, ...rest } of await findCandidates()) {
  suite(`escapes from ${name}`, () => {
    if (engine === undefined) {
      const why = "why" in rest ? rest.why : "";
      test(`${name} ${why}`, function () {
        this.skip();
      });
      return;
    }

    let box: Box;
    suiteSetup(async () => {
      box = await openBox(engine);
    });
    suiteTeardown(() => box.dispose());

    for (const each of escapes) {
      test(`${each.name} fails`, async () => {
        assert.equal(await attempt(box, each), "contained");
      });
    }

    test("working in the copy is possible", async () => {
      const { stdout } = await box.sh(
        "echo 2 > src/a.js && cat src/a.js && echo r > /reports/r && cat /reports/r && echo t > /tmp/t && cat /tmp/t && echo h > ~/h && cat ~/h",
      );
      assert.equal(stdout, "2\nr\nt\nh\n");
      assert.equal(await readFile(join(box.copy, "src/a.js"), "utf8"), "2\n");
    });

    test("a server and its client inside reach each other over loopback", async () => {
      const script = `require("node:net").createServer((socket) => socket.end("hello")).listen(0, "127.0.0.1", function () {
        require("node:net").connect(this.address().port, "127.0.0.1").on("data", (text) => { console.log(String(text)); process.exit(0); });
      });`;
      assert.equal((await box.node(script)).stdout, "hello\n");
    });

    test("the environment is the profile's and nothing more", async () => {
      const names = (await box.node("console.log(Object.keys(process.env).sort().join())")).stdout.trim();
      assert.deepEqual(
        names.split(",").filter((each) => each !== "PYTHONUSERBASE"),
        ["CI", "HOME", "LANG", "PATH", "PYTHONDONTWRITEBYTECODE", "TERM", "TMPDIR", "USER"],
      );
    });

    const shown = (kind: "ro" | "rw") => withMount(() => ({ kind, from: home, to: home }));
    for (const [weakness, weaken, found] of [
      ["the home readable", shown("ro"), "reading a file in the caller's home"],
      ["the home readable", shown("ro"), "listing the caller's home"],
      ["the home readable", shown("ro"), "reaching a Unix socket of the host"],
      ["the home writable", shown("rw"), "writing into the caller's home"],
      ["the home writable", shown("rw"), "writing through a link to the host"],
      ["shared memory", withMount(() => ({ kind: "ro", from: shm, to: shm })), "seeing the host's shared memory"],
      ["unsealed tests", withoutMount("/kata/test"), "changing a sealed test"],
      ["unsealed tests", withoutMount("/kata/test"), "moving the sealed folder away"],
      ["unsealed dependencies", withoutMount("/kata/node_modules"), "adding a dependency"],
    ] as const) {
      test(`with ${weakness}, the attempt at ${found} succeeds`, async () => {
        const weak = await openBox(engine, weaken);
        try {
          const way = escapes.find((each) => each.name === found);
          assert.equal(way && (await attempt(weak, way)), "escaped");
        } finally {
          await weak.dispose();
        }
      });
    }

    for (const [weakness, weaken, reason] of [
      [
        "the folder of copies is visible",
        (scratch: string) => withMount(() => ({ kind: "ro", from: scratch, to: scratch })),
        "reading a file of the host",
      ],
      ["tests are not sealed", () => withoutMount("/kata/sealed"), "changing a sealed file"],
      ["another variable is set", () => withVariable("API_KEY", secret), "the variable API_KEY"],
    ] as const) {
      test(`the start-up probe refuses a profile in which ${weakness}`, async () => {
        const scratch = await mkdtemp(join(tmpdir(), "etude-weak-"));
        await chmod(scratch, 0o755);
        try {
          const weak = weaken(scratch);
          const verdict = await probe({ ...engine, profile: (places) => weak(engine.profile(places)) }, scratch);
          assert.deepEqual(verdict, { kind: "unfit", reason: `a probe found ${reason}` });
        } finally {
          await rm(scratch, { recursive: true, force: true });
        }
      });
    }
  });
}

function withMount(mount: () => Mount) {
  return (profile: Profile): Profile => ({ ...profile, mounts: [...profile.mounts, mount()] });
}

function withoutMount(to: string) {
  return (profile: Profile): Profile => ({ ...profile, mounts: profile.mounts.filter((mount) => mount.to !== to) });
}

function withVariable(name: string, value: string) {
  return (profile: Profile): Profile => ({ ...profile, env: { ...profile.env, [name]: value } });
}

async function attempt(box: Box, way: Escape): Promise<string> {
  const { stdout, stderr, failedToStart } = await (way.sh === undefined
    ? box.node(way.node ?? "", { env })
    : box.sh(way.sh.replaceAll("@SECRET@", `'${pattern}'`), { env }));
  if (stdout.includes("ESCAPED")) return "escaped";
  return stdout.includes("tried") ? "contained" : `did not come to its end: ${failedToStart ?? stderr}`;
}

async function listen(where: { path: string } | { port: number; host: string }): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  await new Promise<void>((done, failed) => server.once("error", failed).listen(where, done));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
