"use strict";
const { appendTo, line } = require("./line-file.cjs");

/**
 * Notes that a test file's process was ended by `process.exit`: node:test then reports the file as passed, whatever
 * its tests were about to say. Loaded with `--require` into every process of the run.
 */
const file = process.env.ETUDE_EXITS;
const main = process.argv[1] ?? "";
const exit = process.reallyExit;
if (file !== undefined) {
  const append = appendTo(file);
  process.reallyExit = function reallyExit(code) {
    try {
      const stack = String(new Error("process.exit was called").stack).slice(0, 8_000);
      append(line({ file: main, code: Number(code) || 0, stack }));
    } catch {
      // The note is lost; ending goes first.
    }
    return exit.call(process, code);
  };
}
