import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { toolCommands } from "../../../../src/node/runners/project/script.ts";

const scripts = (test: string, more: Readonly<Record<string, string>> = {}) => ({ test, ...more });

suite("tools a test script calls", () => {
  for (const [name, given, expected] of [
    ["a plain call", scripts("mocha -t 5 'test/**/*.js'"), [["mocha", "-t", "5", "test/**/*.js"]]],
    [
      "several commands",
      scripts("eslint . && vitest run; echo done"),
      [
        ["eslint", "."],
        ["vitest", "run"],
        ["echo", "done"],
      ],
    ],
    ["a coverage wrapper", scripts("nyc --reporter text tape 'test/**/*.js'"), [["tape", "test/**/*.js"]]],
    ["wrappers with a separator", scripts("c8 -r html -- node --test"), [["node:test", "--test"]]],
    ["npx with options", scripts("npx --no-install jest --ci"), [["jest", "--ci"]]],
    ["a file in node_modules", scripts("node -r esm ./node_modules/mocha/bin/mocha.js a.js"), [["mocha", "a.js"]]],
    ["a link in .bin", scripts("node ./node_modules/.bin/_mocha a.js"), [["mocha", "a.js"]]],
    ["a plain script", scripts("node test/run.js --x"), [["node", "test/run.js", "--x"]]],
    ["tsx", scripts("tsx --test a.ts"), [["node:test", "--import", "tsx", "--test", "a.ts"]]],
    ["pytest as a module", scripts("python3 -m pytest -q"), [["pytest", "-q"]]],
    ["yarn and a tool", scripts("yarn jest --ci"), [["jest", "--ci"]]],
    ["pnpm exec", scripts("pnpm exec vitest run"), [["vitest", "run"]]],
    [
      "a script of scripts",
      scripts("npm run lint && npm run unit -- --bail", { lint: "eslint .", unit: "mocha a.js" }),
      [
        ["eslint", "."],
        ["mocha", "a.js", "--bail"],
      ],
    ],
    ["run-s", scripts("run-s lint unit", { lint: "eslint .", unit: "jest" }), [["eslint", "."], ["jest"]]],
    ["a script that calls itself", scripts("npm test"), []],
    ["redirections", scripts("mocha a.js > out.txt 2>&1"), [["mocha", "a.js"]]],
    ["quotes and escapes", scripts(`mocha "a \\"b\\".js" c\\ d.js 'e f'`), [["mocha", 'a "b".js', "c d.js", "e f"]]],
    ["unbalanced quotes", scripts("mocha 'a.js"), [["mocha", "a.js"]]],
    ["no script", {}, []],
  ] as const) {
    test(`${name} is understood`, () => {
      assert.deepEqual(
        toolCommands(given, "test").map(({ tool, args }) => [tool, ...args]),
        expected,
      );
    });
  }

  test("variables and node's options are kept apart from the tool's", () => {
    const [command] = toolCommands(
      scripts("cross-env NODE_ENV=test X='a b' node --no-warnings node_modules/.bin/jest"),
      "test",
    );
    assert.deepEqual(command, {
      tool: "jest",
      args: [],
      nodeArgs: ["--no-warnings"],
      env: { NODE_ENV: "test", X: "a b" },
    });
  });
});
