"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const { truncate, wrap, indent, slug, similarity } = require("../src/text.cjs");

test("truncate keeps a text that just fits", () => {
  assert.equal(truncate("hello", 5), "hello");
});
test("truncate cuts and marks", () => {
  assert.equal(truncate("hello world", 8), "hello...");
});
test("truncate takes another mark", () => {
  assert.equal(truncate("hello world", 6, { mark: "~" }), "hello~");
});
test("truncate with a limit shorter than the mark", () => {
  assert.equal(truncate("hello", 2), "..");
  assert.equal(truncate("hello", 3), "...");
});
test("truncate refuses what is no text", () => {
  assert.throws(() => truncate(12345678, 5), /text must be a string/);
});
test("wrap fills lines up to the width", () => {
  assert.deepEqual(wrap("aa bb cc", 5), ["aa bb", "cc"]);
});
test("wrap keeps a long word whole", () => {
  assert.deepEqual(wrap("a incredible b", 4), ["a", "incredible", "b"]);
});
test("wrap of nothing is nothing", () => {
  assert.deepEqual(wrap("", 4), []);
});
test("indent moves every line but empty ones", () => {
  assert.equal(indent("a\n\nb", 2), "  a\n\n  b");
});
test("indent takes a filler", () => {
  assert.equal(indent("a", 2, "."), "..a");
});
test("indent refuses a negative depth", () => {
  assert.throws(() => indent("a", -1), /depth must not be negative/);
  assert.equal(indent("a", 0), "a");
});
test("slug joins words with dashes", () => {
  assert.equal(slug("Hello, World 99!"), "hello-world-99");
});
test("slug keeps the letters at the ends of the alphabet", () => {
  assert.equal(slug("  az 09 "), "az-09");
});
test("similarity counts equal places", () => {
  assert.equal(similarity("abcd", "abxd"), 0.75);
  assert.equal(similarity("ab", "abcd"), 0.5);
});
test("similarity of nothing", () => {
  assert.equal(similarity("", "abc"), 0);
  assert.equal(similarity("", ""), 1);
});
