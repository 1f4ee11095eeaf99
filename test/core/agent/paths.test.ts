import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { globMatcher } from "../../../src/core/agent/glob.ts";
import { isProtected, isSecret, judgePath } from "../../../src/core/agent/paths.ts";

suite("path guard", () => {
  for (const [path, root, expected] of [
    ["src/a.js", undefined, "inside src/a.js"],
    ["./src//b/../a.js", undefined, "inside src/a.js"],
    ["src\\a.js", undefined, "inside src/a.js"],
    [".", undefined, "inside ."],
    ["src/...js", undefined, "inside src/...js"],
    ["/etc/passwd", undefined, "outside /etc/passwd"],
    ["/project/../etc/passwd", "/project", "outside /etc/passwd"],
    ["/project/src/a.js", "/project", "inside src/a.js"],
    ["/projector/a.js", "/project", "outside /projector/a.js"],
    ["C:\\work\\a.js", "C:\\work", "inside a.js"],
    ["../a.js", undefined, "refused"],
    ["src/../../a.js", undefined, "refused"],
    ["~/a.js", undefined, "refused"],
    ["C:/a.js", undefined, "refused"],
    ["//server/share", undefined, "refused"],
    ["a.js:stream", undefined, "refused"],
    [".git./config", undefined, "refused"],
    ["src/a.js ", undefined, "refused"],
    ["a\u0000b", undefined, "refused"],
    ["a\nb", undefined, "refused"],
    ["", undefined, "refused"],
    ["a".repeat(4097), undefined, "refused"],
  ] as const) {
    test(`${JSON.stringify(path.slice(0, 30))}${root === undefined ? "" : ` below ${root}`} is ${expected}`, () => {
      const verdict = judgePath(path, root);
      assert.equal(verdict.kind === "refused" ? "refused" : `${verdict.kind} ${verdict.path}`, expected);
    });
  }

  test("no path is judged inside while it climbs, or names a root", () => {
    const part = fc.constantFrom("..", ".", "", "a", "~", "C:", ".git", "..\\", "\\", "/", " ", "a.", "\u0301");
    const path = fc.array(part, { maxLength: 10 }).map((parts) => parts.join("/"));
    fc.assert(
      fc.property(path, (each) => {
        const verdict = judgePath(each);
        if (verdict.kind !== "inside") return true;
        const segments = verdict.path.split("/");
        return !segments.includes("..") && !verdict.path.startsWith("/") && !segments.some((one) => /[:\\]/.test(one));
      }),
      { numRuns: 20_000, seed: 3 },
    );
  });

  for (const path of [
    ".git/config",
    ".GIT/hooks/pre-commit",
    "sub/.git/config",
    ".vscode/settings.json",
    ".etude/memory/a.md",
    "package.json",
    "packages/a/package.json",
    "x.code-workspace",
    "Makefile",
    "makefile",
    ".github/workflows/ci.yml",
    "AGENTS.md",
    "conftest.py",
    "vitest.config.ts",
    "yarn.lock",
    "pnpm-lock.yaml",
    ".mcp.json",
    ".env",
    "deploy.pem",
  ]) {
    test(`${path} is protected`, () => assert.ok(isProtected(path)));
  }
  for (const path of [
    "src/package.ts",
    "src/git/config.ts",
    "docs/makefile.md",
    "src/env.ts",
    "locks/a.js",
    "agents.ts",
  ]) {
    test(`${path} is not protected`, () => assert.ok(!isProtected(path)));
  }
  for (const path of [
    ".env",
    ".ENV.local",
    "config/.env",
    "server.pem",
    "id_ed25519",
    ".npmrc",
    "home/.ssh/config",
    ".git/config",
  ]) {
    test(`${path} is secret`, () => assert.ok(isSecret(path)));
  }
  for (const path of [".env.example", "id_ed25519.pub", "src/environment.ts", "keys.ts"]) {
    test(`${path} is not secret`, () => assert.ok(!isSecret(path)));
  }
});

suite("globs", () => {
  for (const [glob, path, expected] of [
    ["*.js", "src/deep/a.js", true],
    ["*.js", "a.jsx", false],
    ["src/*.js", "src/a.js", true],
    ["src/*.js", "src/b/a.js", false],
    ["src/**", "src/b/a.js", true],
    ["src/**/a.js", "src/a.js", true],
    ["**/test/**/*.ts", "x/test/y/z.ts", true],
    ["src/", "src/a/b.js", true],
    ["*.{ts,tsx}", "a.tsx", true],
    ["{src,lib}/?.js", "lib/a.js", true],
    ["{src,lib}/?.js", "lib/ab.js", false],
    ["[a].js", "[a].js", true],
  ] as const) {
    test(`${glob} ${expected ? "matches" : "does not match"} ${path}`, () =>
      assert.equal(globMatcher(glob)(path), expected));
  }

  test("a glob full of stars costs no more than its length allows", () => {
    assert.ok(!globMatcher(`${"*a".repeat(100)}b`)("a".repeat(4000)));
    assert.ok(!globMatcher(`${"**/".repeat(100)}b`)("a/".repeat(2000)));
  });
});
