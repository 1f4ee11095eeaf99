"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const { chunk, range, binarySearch, groupBy, flatten, insertAt, median } = require("../src/list.cjs");

test("chunk cuts a list into pieces", () => {
  assert.deepEqual(chunk([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]]);
});
test("chunk of size one", () => {
  assert.deepEqual(chunk([1, 2], 1), [[1], [2]]);
});
test("chunk of no list is empty", () => {
  assert.deepEqual(chunk(undefined, 2), []);
  assert.deepEqual(chunk("abc", 2), []);
});
test("chunk refuses a size of zero", () => {
  assert.throws(() => chunk([1], 0), /size must be at least 1/);
});
test("range includes both ends", () => {
  assert.deepEqual(range(1, 4), [1, 2, 3, 4]);
});
test("range takes steps", () => {
  assert.deepEqual(range(0, 6, 3), [0, 3, 6]);
});
test("range the wrong way is empty", () => {
  assert.deepEqual(range(3, 1), []);
});
test("binarySearch finds every item", () => {
  for (const [index, item] of [2, 3, 5, 7, 11].entries()) {
    assert.equal(binarySearch([2, 3, 5, 7, 11], item), index);
  }
});
test("binarySearch tells what is missing", () => {
  assert.equal(binarySearch([2, 3, 5], 4), -1);
  assert.equal(binarySearch([], 4), -1);
});
test("groupBy collects by key", () => {
  assert.deepEqual(
    groupBy(["apple", "avocado", "bean"], (word) => word[0]),
    { a: ["apple", "avocado"], b: ["bean"] },
  );
});
test("groupBy passes over holes", () => {
  assert.deepEqual(
    groupBy([null, "x", undefined], (word) => word[0]),
    { x: ["x"] },
  );
});
test("flatten goes as deep as told", () => {
  assert.deepEqual(flatten([1, [2, [3, [4]]]], 1), [1, 2, [3, [4]]]);
  assert.deepEqual(flatten([1, [2, [3, [4]]]], 2), [1, 2, 3, [4]]);
});
test("flatten by zero copies", () => {
  assert.deepEqual(flatten([[1]], 0), [[1]]);
});
test("insertAt puts an item at its place", () => {
  assert.deepEqual(insertAt(["a", "c"], 1, "b"), ["a", "b", "c"]);
  assert.deepEqual(insertAt(["b"], 0, "a"), ["a", "b"]);
});
test("insertAt counts from the end", () => {
  assert.deepEqual(insertAt(["a", "b"], -1, "c"), ["a", "b", "c"]);
});
test("median of an odd number of numbers", () => {
  assert.equal(median([9, 1, 10]), 9);
});
test("median of an even number of numbers", () => {
  assert.equal(median([4, 1, 2, 3]), 2.5);
});
test("median of nothing", () => {
  assert.equal(median([]), undefined);
});
