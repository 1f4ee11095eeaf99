import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setup, suite, teardown, test } from "mocha";
import { snapshotOf } from "../../../src/node/sandbox/copy/copy-tree.ts";
import { removeTree } from "../../../src/node/sandbox/copy/leftovers.ts";
import { decidesTests, planSeals, Seals } from "../../../src/node/sandbox/copy/seals.ts";

const isTest = (path: string) => /(^|\/)test\/|\.test\.js$/.test(path);

suite("seals", () => {
  for (const [name, paths, folders, files] of [
    ["a folder of tests is sealed whole", ["src/a.js", "test/a.js", "test/deep/b.js"], ["test"], []],
    ["a test beside code is sealed alone", ["src/a.js", "src/a.test.js"], [], ["src/a.test.js"]],
    ["a folder of tests within code is sealed whole", ["src/a.js", "src/test/a.js"], ["src/test"], []],
    ["the root is never sealed as a whole", ["a.test.js", "b.test.js"], [], ["a.test.js", "b.test.js"]],
    ["nothing to seal", ["src/a.js"], [], []],
  ] as const) {
    test(name, () => assert.deepEqual(planSeals(paths, isTest), { folders, files }));
  }

  for (const [path, decides] of [
    ["package.json", true],
    ["packages/a/package.json", true],
    ["vitest.config.ts", true],
    ["conftest.py", true],
    ["lib/sitecustomize.py", true],
    [".github/workflows/ci.yml", true],
    ["node_modules/a/index.js", true],
    ["src/config.js", false],
    ["src/package.js", false],
  ] as const) {
    test(`${path} ${decides ? "decides" : "does not decide"} how tests run`, () => {
      assert.equal(decidesTests(path), decides);
    });
  }
});

suite("healing", () => {
  let folder = "";
  let copy = "";
  let seals: Seals;
  const files = {
    "src/a.js": "a",
    "src/a.test.js": "ta",
    "test/b.js": "tb",
    "test/deep/c.js": "tc",
    "package.json": "{}",
  };

  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), "etude-seals-"));
    copy = join(folder, "copy");
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(copy, path)), { recursive: true });
      await writeFile(join(copy, path), text);
    }
    await mkdir(join(folder, "store"));
    const isSealed = (path: string) => isTest(path) || decidesTests(path);
    seals = new Seals({ copy, store: join(folder, "store") }, Object.keys(files), ["node_modules"], isSealed);
    await seals.store();
    seals.mark();
  });
  teardown(() => removeTree(folder));

  for (const [name, harm] of [
    ["a moved folder of tests", async () => rename(join(copy, "test"), join(copy, "gone"))],
    ["a link in the place of a folder of tests", async () => replace("test", folder)],
    ["a link in the place of a parent folder", async () => replace("src", join(folder, "store"))],
    ["a removed test", async () => rm(join(copy, "src/a.test.js"))],
    ["a changed test", async () => writeFile(join(copy, "src/a.test.js"), "xx")],
    [
      "a folder in the place of a test",
      async () => mkdir(join(copy, "test/b.js.d")).then(() => replace("test/b.js", "b.js.d")),
    ],
    ["a new configuration", async () => writeFile(join(copy, "vitest.config.js"), "planted")],
    ["a new test", async () => writeFile(join(copy, "src/b.test.js"), "planted")],
    [
      "new dependencies in a folder of code",
      async () => mkdir(join(copy, "src/node_modules/dep"), { recursive: true }),
    ],
    ["a repository", async () => mkdir(join(copy, "src/.git"), { recursive: true })],
    ["a file in the place of the dependencies", async () => replace("node_modules", "src")],
  ] as const) {
    test(`undoes ${name}`, async () => {
      await harm();
      await seals.heal();
      const held = await snapshotOf(copy, new Set());
      const sealed = [...(await snapshotOf(join(folder, "store"), new Set()))];
      assert.deepEqual(
        [...held].filter(([path]) => path !== "src/a.js" && !path.startsWith("gone/")),
        sealed,
      );
    });
  }

  test("leaves what a command did to code", async () => {
    await writeFile(join(copy, "src/a.js"), "changed");
    await writeFile(join(copy, "src/new.js"), "new");
    const before = await snapshotOf(copy, new Set());
    await seals.heal();
    assert.deepEqual(await snapshotOf(copy, new Set()), before);
  });

  async function replace(path: string, target: string): Promise<void> {
    await rm(join(copy, path), { recursive: true });
    await symlink(target, join(copy, path));
  }
});
