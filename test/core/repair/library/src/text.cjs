"use strict";

function truncate(text, limit, options) {
  const mark = options === undefined ? "..." : options.mark;
  if (typeof text !== "string") {
    throw new TypeError("text must be a string");
  }
  if (text.length <= limit) return text;
  if (limit <= mark.length) {
    return mark.slice(0, limit);
  }
  return text.slice(0, limit - mark.length) + mark;
}

function wrap(text, width) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") lines.push(line);
  return lines;
}

function indent(text, depth, filler) {
  if (depth < 0) {
    throw new RangeError("depth must not be negative");
  }
  const pad = (filler === undefined ? " " : filler).repeat(depth);
  return text
    .split("\n")
    .map((line) => (line === "" ? line : pad + line))
    .join("\n");
}

function slug(text) {
  let result = "";
  let gap = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i].toLowerCase();
    const isWord = (char >= "a" && char <= "z") || (char >= "0" && char <= "9");
    if (isWord) {
      if (gap && result !== "") result += "-";
      result += char;
      gap = false;
    } else {
      gap = true;
    }
  }
  return result;
}

function similarity(a, b) {
  if (a === b) return 1;
  if (a.length === 0 || b.length === 0) return 0;
  let same = 0;
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) {
    if (a[i] === b[i]) same += 1;
  }
  return same / Math.max(a.length, b.length);
}

module.exports = { truncate, wrap, indent, slug, similarity };
