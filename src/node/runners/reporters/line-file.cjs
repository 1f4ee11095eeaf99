"use strict";
const { openSync, writeSync } = require("node:fs");

/**
 * Appends text to a file at once. Works with what it took hold of when it was loaded and without option objects:
 * tests may replace built-ins or add to `Object.prototype` while they report.
 */
exports.appendTo = function appendTo(file) {
  const descriptor = openSync(file, "a");
  return (text) => {
    writeSync(descriptor, text);
  };
};

const { stringify } = JSON;
exports.line = (entry) => `${stringify(entry)}\n`;
