import { join, resolve } from "node:path";

/** The project's own folder. */
export const ROOT = resolve(import.meta.dirname, "../..");

/** The workspace that tests and `npm start` open a copy of. */
export const SAMPLE_WORKSPACE = join(ROOT, "test", "workspaces", "tally");

/** Pictures and logs that tests leave behind; not under version control. */
export const ARTIFACTS = join(ROOT, ".test-host");
