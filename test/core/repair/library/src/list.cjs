"use strict";

function chunk(list, size) {
  if (!Array.isArray(list)) return [];
  if (size < 1) throw new RangeError("size must be at least 1");
  const chunks = [];
  for (let start = 0; start < list.length; start += size) {
    chunks.push(list.slice(start, start + size));
  }
  return chunks;
}

function range(from, to, step) {
  const by = step || 1;
  const result = [];
  if (by > 0 && from > to) return result;
  for (let at = from; at <= to; at += by) result.push(at);
  return result;
}

function binarySearch(list, wanted) {
  let low = 0;
  let high = list.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (list[middle] === wanted) return middle;
    if (list[middle] < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function groupBy(list, keyOf) {
  const groups = {};
  for (const item of list) {
    if (item === null || item === undefined) continue;
    const key = keyOf(item);
    if (!Object.hasOwn(groups, key)) groups[key] = [];
    groups[key].push(item);
  }
  return groups;
}

function flatten(list, depth) {
  const result = [];
  for (const item of list) {
    if (Array.isArray(item) && depth > 0) {
      result.push(...flatten(item, depth - 1));
    } else {
      result.push(item);
    }
  }
  return result;
}

function insertAt(list, index, item) {
  const place = index < 0 ? list.length + index + 1 : index;
  return [...list.slice(0, place), item, ...list.slice(place)];
}

function median(numbers) {
  if (numbers.length === 0) return undefined;
  const sorted = numbers.slice().sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[half];
  return (sorted[half - 1] + sorted[half]) / 2;
}

module.exports = { chunk, range, binarySearch, groupBy, flatten, insertAt, median };
