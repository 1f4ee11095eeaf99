import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { UserError } from "../../../src/core/errors.ts";
import type { FileChange, Sandbox, SandboxCopy } from "../../../src/core/ports.ts";
import type { TestRun } from "../../../src/core/trace/test-run.ts";
import { removeTree } from "../../../src/node/sandbox/copy/leftovers.ts";
import { openCopy } from "../../../src/node/sandbox/copy/open-copy.ts";
import { RunFolders } from "../../../src/node/sandbox/copy/run-folders.ts";
import { findEngine } from "../../../src/node/sandbox/find-engine.ts";
import { openSandbox } from "../../../src/node/sandbox/open-sandbox.ts";
import { type Candidate, findCandidates } from "./box.ts";

const reportersDir = join(import.meta.dirname, "../../../src/node/runners/reporters");
const never = new AbortController().signal;
const project = {
  "package.json": JSON.stringify({ name: "p", type: "module", scripts: { test: "node --test" } }),
  "src/add.js": "import { one } from 'dep';\nexport const add = (a, b) => a + b * one;\n",
  "test/add.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { add } from "../src/add.js";
test("adds", () => assert.equal(add(1, 2), 3));
`,
  "node_modules/dep/package.json": JSON.stringify({ name: "dep", type: "module", exports: "./index.js" }),
  "node_modules/dep/index.js": "export const one = 1;\n",
  ".env": "KEY=1",
  ".gitignore": "node_modules\n",
};

let workspaceRoot = "";
let scratchDir = "";

suiteSetup(async () => {
  workspaceRoot = await mkdtemp(join(tmpdir(), "etude-project-"));
  scratchDir = await mkdtemp(join(tmpdir(), "etude-scratch-"));
  await chmod(workspaceRoot, 0o755);
  for (const [path, text] of Object.entries(project)) {
    await mkdir(dirname(join(workspaceRoot, path)), { recursive: true });
    await writeFile(join(workspaceRoot, path), text);
  }
});

suiteTeardown(async () => {
  await removeTree(workspaceRoot);
  await removeTree(scratchDir);
});

const candidates = await findCandidates();

for (const candidate of candidates) {
  suite(`a copy in ${candidate.name}`, () => {
    const { engine } = candidate;
    if (engine === undefined) {
      test(`${candidate.name} ${"why" in candidate ? candidate.why : ""}`, function () {
        this.skip();
      });
      return;
    }

    test("runs the project's tests with its dependencies", async () => {
      const run = await withCopy([], (copy) => runTests(copy));
      assert.deepEqual([run.outcome, statuses(run)], ["passed", { "test/add.test.js > adds": "passed" }]);
    });

    test("shows an edit to the tests and in its changes", async () => {
      const broken = project["src/add.js"].replace("a + b", "a - b");
      const [run, changes] = await withCopy([], async (copy) => {
        await copy.files.write("src/add.js", broken);
        await copy.files.write("src/extra.js", "export {};\n");
        return [await runTests(copy), await copy.changes()] as const;
      });
      assert.equal(run.outcome, "failed");
      assert.deepEqual(changes, [
        { path: "src/add.js", text: broken },
        { path: "src/extra.js", text: "export {};\n" },
      ]);
    });

    test("starts from the changes it is opened with, and counts none of them", async () => {
      const change = { path: "src/add.js", text: "export const add = () => 0;\n" };
      const [run, changes] = await withCopy([change, { path: ".gitignore", text: undefined }], async (copy) => {
        return [await runTests(copy), await copy.changes()] as const;
      });
      assert.deepEqual([run.outcome, changes], ["failed", []]);
    });

    test("lists the project without dependencies and secrets", async () => {
      const listed = await withCopy([], (copy) => copy.files.list());
      assert.deepEqual(listed, [".gitignore", "package.json", "src/add.js", "test/add.test.js"]);
    });

    for (const path of [
      "test/add.test.js",
      "./test/../test/add.test.js",
      "package.json",
      "test/new.test.js",
      "vitest.config.js",
      "node_modules/dep/index.js",
    ]) {
      test(`refuses to write ${path}`, async () => {
        await withCopy([], async (copy) => {
          await assert.rejects(copy.files.write(path, "no"), UserError);
          await assert.rejects(copy.files.remove(path), UserError);
          assert.deepEqual(await copy.changes(), []);
        });
      });
    }

    test("has nothing outside", async () => {
      await withCopy([], async (copy) => {
        await assert.rejects(copy.files.outside.read("/etc/hostname"), UserError);
        await assert.rejects(copy.files.read("../../etc/hostname"), UserError);
        assert.equal(await copy.files.read(".env"), undefined);
      });
    });

    test("code under test that attacks its surroundings changes neither tests nor later runs", async () => {
      const attack = `import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
const tried = (work) => { try { work(); } catch {} };
tried(() => writeFileSync("/kata/test/add.test.js", "import { test } from 'node:test'; test('adds', () => {});"));
tried(() => renameSync("/kata/test", "/kata/away"));
tried(() => writeFileSync("/kata/package.json", "{}"));
tried(() => { mkdirSync("/kata/src/node_modules/dep", { recursive: true }); writeFileSync("/kata/src/node_modules/dep/index.js", "exports.one = 1"); });
tried(() => symlinkSync("/etc", "/kata/src/etc"));
tried(() => writeFileSync("/kata/src/helper.js", "left"));
export const add = () => 0;
`;
      const [first, second, changes] = await withCopy([], async (copy) => {
        await copy.files.write("src/add.js", attack);
        const attacked = await runTests(copy);
        await copy.files.write("src/add.js", project["src/add.js"]);
        return [attacked, await runTests(copy), await copy.changes()] as const;
      });
      assert.deepEqual([first.outcome, second.outcome], ["failed", "passed"]);
      assert.deepEqual(changes, [{ path: "src/helper.js", text: "left" }]);
      assert.equal(await readFile(join(workspaceRoot, "test/add.test.js"), "utf8"), project["test/add.test.js"]);
    });

    test("a folder serves again without a trace of the copy before", async () => {
      const folders = new RunFolders(scratchDir);
      const options = { workspaceRoot, reportersDir, folders };
      const first = await openCopy(engine, options, [], never);
      await first.files.write("src/add.js", "changed\n");
      await first.files.write("src/left.js", "left\n");
      await first.dispose();
      const second = await openCopy(engine, options, [], never);
      try {
        assert.deepEqual(await second.files.list(), [".gitignore", "package.json", "src/add.js", "test/add.test.js"]);
        assert.equal(await second.files.read("src/add.js"), project["src/add.js"]);
        await assert.rejects(first.files.write("src/add.js", "too late"));
        assert.equal((await runTests(second)).outcome, "passed");
      } finally {
        await second.dispose();
      }
    });

    test("an aborted opening leaves nothing behind", async () => {
      const own = await mkdtemp(join(tmpdir(), "etude-aborted-"));
      try {
        const stop = new AbortController();
        stop.abort();
        const options = { workspaceRoot, reportersDir, folders: new RunFolders(own) };
        await assert.rejects(openCopy(engine, options, [], stop.signal), { name: "AbortError" });
        assert.deepEqual(await readdir(own), []);
      } finally {
        await removeTree(own);
      }
    });

    async function withCopy<T>(changes: readonly FileChange[], work: (copy: SandboxCopy) => Promise<T>): Promise<T> {
      const options = { workspaceRoot, reportersDir, folders: new RunFolders(scratchDir) };
      const copy = await openCopy(ready(candidate), options, changes, never);
      try {
        return await work(copy);
      } finally {
        await copy.dispose();
      }
    }
  });
}

suite("opening the sandbox", () => {
  test("without a driver on PATH it is unavailable, and nothing is run or left", async () => {
    const empty = await mkdtemp(join(tmpdir(), "etude-empty-"));
    try {
      const scratch = join(empty, "scratch");
      const state = await openSandbox({ workspaceRoot, scratchDir: scratch, reportersDir, env: { PATH: empty } });
      assert.equal(state.kind, "unavailable");
      assert.match(
        state.kind === "unavailable" ? state.reason : "",
        /^Neither bwrap nor the util-linux tools were found/,
      );
      assert.deepEqual(await readdir(scratch), []);
    } finally {
      await removeTree(empty);
    }
  });

  for (const [name, script] of [
    ["does nothing", "exit 0"],
    ["runs its command without any protection", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"'],
  ] as const) {
    test(`a driver that ${name} is found out`, async () => {
      const folder = await mkdtemp(join(tmpdir(), "etude-fake-"));
      try {
        await writeFile(join(folder, "bwrap"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
        const state = await openSandbox({
          workspaceRoot,
          scratchDir: join(folder, "s"),
          reportersDir,
          env: { PATH: folder },
        });
        assert.equal(state.kind, "unavailable");
        assert.match(state.kind === "unavailable" ? state.reason : "", /^bwrap does not work here \(/);
      } finally {
        await removeTree(folder);
      }
    });
  }

  test("a driver that lies in the workspace is not used", async () => {
    const folder = join(workspaceRoot, "tools");
    await mkdir(folder);
    await writeFile(join(folder, "bwrap"), "#!/bin/sh\ntouch ../ran\n", { mode: 0o755 });
    const engine = await findEngine({ workspaceRoot, scratchDir, env: { PATH: folder } });
    assert.match(typeof engine === "string" ? engine : "found one", /^Neither/);
    await removeTree(folder);
  });

  test("where a driver passes the probes it is ready, and asked once", async function () {
    if (candidates.every(({ engine }) => engine === undefined)) return this.skip();
    const options = { workspaceRoot, scratchDir, reportersDir, env: process.env };
    const state = await openSandbox(options);
    assert.equal(state.kind, "ready");
    assert.equal(await openSandbox(options), state);
    const sandbox: Sandbox | undefined = state.kind === "ready" ? state.sandbox : undefined;
    const copy = await sandbox?.open([], never);
    assert.equal(copy && (await runTests(copy)).outcome, "passed");
    await copy?.dispose();
  });
});

function ready(candidate: Candidate) {
  if (candidate.engine === undefined) throw new Error("skipped above");
  return candidate.engine;
}

function runTests(copy: SandboxCopy): Promise<TestRun> {
  return copy.tests.run({ limitMs: 30_000 }, () => undefined, never);
}

function statuses(run: TestRun): Readonly<Record<string, string>> {
  return "tests" in run ? Object.fromEntries(run.tests.map(({ id, status }) => [id, status])) : {};
}
