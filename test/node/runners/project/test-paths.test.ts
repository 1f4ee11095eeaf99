import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { readProject } from "../../../../src/node/runners/project/project.ts";
import { setUpFiles, testPathMatcher } from "../../../../src/node/runners/project/test-paths.ts";
import { Fixture } from "../fixture.ts";

suite("test paths", () => {
  const isTest = testPathMatcher(new Set(["config/prepare.js"]));

  for (const path of [
    "test/a.js",
    "packages/x/__tests__/a.ts",
    "src/a.test.ts",
    "src/a.spec.mjs",
    "src/a-test.js",
    "test.js",
    "src/__snapshots__/a.snap",
    "tests/fixtures/data.json",
    "pkg/test_a.py",
    "pkg/a_test.py",
    "pkg/conftest.py",
    ".mocharc.yml",
    "jest.config.cjs",
    "vitest.config.ts",
    "pytest.ini",
    "config/prepare.js",
  ]) {
    test(`${path} belongs to the tests`, () => assert.equal(isTest(path), true));
  }

  for (const path of [
    "src/a.js",
    "src/contest.js",
    "lib/latest.js",
    "testing/a.js",
    "src/spectrum.js",
    "attest.py",
    "README.md",
  ]) {
    test(`${path} does not`, () => assert.equal(isTest(path), false));
  }

  test("set-up files and tests that the configuration and script name are found, sources they mention are not", async () => {
    const fixture = new Fixture("mocha");
    fixture.write(
      "vitest.config.ts",
      'export default { resolve: { alias: { "@": "./src/index.ts" } }, test: { setupFiles: ["./config/vitest-setup.ts"] } };',
    );
    fixture.write("config/vitest-setup.ts", "");
    fixture.write("config/jest-setup.js", "");
    fixture.write("config/preload.js", "");
    fixture.write("src/index.ts", "");
    fixture.write("jest.config.json", '{ "setupFilesAfterEnv": ["<rootDir>/config/jest-setup"] }');
    fixture.write("lib/checks.js", 'it("is a test", () => {});');
    fixture.write("lib/code.js", "export const isIt = (text) => /x/.test(text);");
    fixture.write("package.json", '{ "scripts": { "test": "mocha -r ./config/preload \'lib/**/*.js\'" } }');
    try {
      const found = await setUpFiles(await readProject(fixture.root));
      assert.deepEqual([...found].sort(), [
        "config/jest-setup.js",
        "config/preload.js",
        "config/vitest-setup.ts",
        "lib/checks.js",
        "test/fail.spec.js",
        "test/pass.spec.js",
        "test/set-up.cjs",
      ]);
    } finally {
      fixture.dispose();
    }
  });
});
