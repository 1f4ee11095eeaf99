import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runMocha } from "./mocha.ts";
import type { TestReport } from "./report.ts";

/** How long this process may live on after its last test before the tests count as leaking. */
const LINGER_MS = 10_000;
const LEAK_EXIT = 3;

/**
 * `node mocha-process.ts --report FILE --timeout MS [--detail suites|tests] [--grep RE] [--dry-run] FILES...`
 * The report is written after the last test, so its absence means that the run broke off.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    report: { type: "string", default: "" },
    timeout: { type: "string", default: "5000" },
    detail: { type: "string", default: "suites" },
    grep: { type: "string" },
    "dry-run": { type: "boolean", default: false },
  },
});

const tests = await runMocha({
  files: positionals,
  timeoutMs: Number(values.timeout),
  grep: values.grep,
  dryRun: values["dry-run"],
  detail: values.detail === "tests" ? "tests" : "suites",
  print: console.log,
});
writeFileSync(values.report, JSON.stringify({ tests } satisfies TestReport));
process.exitCode = tests.some((test) => test.state === "failed") ? 1 : 0;
setTimeout(() => {
  console.error(`The tests left something open: ${process.getActiveResourcesInfo().join(", ")}`);
  process.exit(LEAK_EXIT);
}, LINGER_MS).unref();
