import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { pageHtml } from "../../src/vscode/views/page-html.ts";

const html = pageHtml({ title: "T", source: "https://own", script: "s.js", style: "s.css", nonce: "n0nce" });

suite("page frame", () => {
  test("the policy allows the page's own files and one script, nothing else", () => {
    assert.equal(
      /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1],
      "default-src 'none'; img-src https://own; style-src https://own; font-src https://own; script-src 'nonce-n0nce'",
    );
  });

  test("the only script carries the nonce and no code", () => {
    assert.deepEqual(html.match(/<script[\s\S]*?<\/script>/g), ['<script nonce="n0nce" src="s.js"></script>']);
  });
});
