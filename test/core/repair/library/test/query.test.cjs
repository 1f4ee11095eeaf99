"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const { parse, stringify } = require("../src/query.cjs");

test("parse reads pairs", () => {
  assert.deepEqual(parse("a=1&b=2"), { a: "1", b: "2" });
});
test("parse passes over a question mark", () => {
  assert.deepEqual(parse("?a=1"), { a: "1" });
});
test("parse of nothing is empty", () => {
  assert.deepEqual(parse(""), {});
  assert.deepEqual(parse(undefined), {});
});
test("parse collects repeated keys", () => {
  assert.deepEqual(parse("a=1&a=2&a=3"), { a: ["1", "2", "3"] });
});
test("parse of a key without value", () => {
  assert.deepEqual(parse("a&b="), { a: "", b: "" });
});
test("parse leaves bare keys out when strict", () => {
  assert.deepEqual(parse("a&b=", { strict: true }), { b: "" });
});
test("parse keeps further signs in the value", () => {
  assert.deepEqual(parse("a=b=c"), { a: "b=c" });
});
test("parse decodes", () => {
  assert.deepEqual(parse("a%20b=c+d"), { "a b": "c d" });
});
test("parse leaves plain text alone", () => {
  assert.deepEqual(parse("a=%20+b", { plain: true }), { a: "%20 b" });
});
test("parse stops at the limit", () => {
  assert.deepEqual(parse("a=1&b=2&c=3", { limit: 2 }), { a: "1", b: "2" });
});
test("parse takes another delimiter", () => {
  assert.deepEqual(parse("a=1;b=2", { delimiter: ";" }), { a: "1", b: "2" });
});
test("parse passes over empty parts", () => {
  assert.deepEqual(parse("a=1&&b=2"), { a: "1", b: "2" });
});
test("parse never touches the prototype", () => {
  const result = parse("__proto__=1&a=2");
  assert.deepEqual(Object.keys(result), ["a"]);
});
test("options are checked", () => {
  assert.throws(() => parse("a=1", { limit: "2" }), /limit must be a number/);
  assert.throws(() => parse("a=1", { delimiter: "" }), /delimiter must not be empty/);
});
test("stringify writes pairs", () => {
  assert.equal(stringify({ a: 1, b: "c d" }), "a=1&b=c%20d");
});
test("stringify repeats keys for lists", () => {
  assert.equal(stringify({ a: [1, 2] }), "a=1&a=2");
});
test("stringify leaves undefined out", () => {
  assert.equal(stringify({ a: undefined, b: 1 }), "b=1");
});
test("stringify writes null as empty", () => {
  assert.equal(stringify({ a: null }), "a=");
});
test("stringify skips nulls when told", () => {
  assert.equal(stringify({ a: null, b: 1 }, { skipNulls: true }), "b=1");
});
test("stringify of no object is empty", () => {
  assert.equal(stringify(null), "");
  assert.equal(stringify("abc"), "");
});
test("stringify puts a question mark first when told", () => {
  assert.equal(stringify({ a: 1 }, { prefix: true }), "?a=1");
  assert.equal(stringify({}, { prefix: true }), "");
});
