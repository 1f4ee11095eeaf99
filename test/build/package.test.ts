import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { filesInZip } from "./zip-list.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

/** Upper bound on the package, in bytes. */
const MAX_VSIX_BYTES = 3 * 1024 * 1024;

suite("the package", () => {
  let folder = "";
  let vsix = "";
  suiteSetup(() => {
    folder = mkdtempSync(path.join(tmpdir(), "etude-vsix-"));
    vsix = path.join(folder, "etude.vsix");
    run("npm", ["run", "-s", "package", "--", "--out", vsix]);
  });
  suiteTeardown(() => rmSync(folder, { recursive: true, force: true }));

  test("holds exactly the committed list of files", () => {
    const committed = readFileSync(path.join(root, "test/golden/vsix-files.txt"), "utf8").trim().split("\n");
    assert.deepEqual(differences(filesInZip(readFileSync(vsix)), committed), []);
  });

  test("is at most 3 MB", () => {
    assert.ok(statSync(vsix).size <= MAX_VSIX_BYTES, `${statSync(vsix).size} bytes`);
  });

  test("has no native module and no install script", () => {
    const files = filesInZip(readFileSync(vsix));
    assert.deepEqual(
      files.filter((file) => /\.(node|so|dylib|dll|exe)$/.test(file)),
      [],
    );
    const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    assert.deepEqual(
      Object.keys(scripts).filter((name) => /^(pre|post)?install$|^prepare$|^vscode:uninstall$/.test(name)),
      [],
    );
  });

  test("a file too many and a file too few are told apart", () => {
    assert.deepEqual(differences(["a", "secret"], ["a", "b"]), ["not in the committed list: secret", "missing: b"]);
  });

  function run(command: string, args: readonly string[]): void {
    const done = spawnSync(command, args, { cwd: root, encoding: "utf8" });
    assert.equal(done.status, 0, `${done.stdout}${done.stderr}`);
  }
}).timeout(180_000);

function differences(files: readonly string[], committed: readonly string[]): readonly string[] {
  return [
    ...files.filter((file) => !committed.includes(file)).map((file) => `not in the committed list: ${file}`),
    ...committed.filter((file) => !files.includes(file)).map((file) => `missing: ${file}`),
  ];
}
