"use strict";
const { appendTo } = require("./line-file.cjs");

/**
 * Copies what a test file prints to the report, whole and at once: the pipe to the parent keeps only the two ends of
 * long output. Loaded with `--require` before the test file.
 */
const file = process.env.ETUDE_REPORT;
delete process.env.ETUDE_REPORT;
const write = process.stdout.write;
if (file !== undefined) {
  const append = appendTo(file);
  process.stdout.write = function copied(chunk, encoding, done) {
    try {
      append(String(chunk));
    } catch {
      // A report that cannot be written is noticed by its reader.
    }
    return write.call(process.stdout, chunk, encoding, done);
  };
}
