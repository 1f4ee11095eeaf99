"use strict";
const { collectInto } = require("./per-test-coverage.cjs");

/** Begins to count before mocha loads the test files; its reporter, which comes later, tells the tests apart. */
collectInto(process.env.ETUDE_TESTS_RAN);
