import type { RunPlace } from "../place.ts";
import { CannotRun, type Run } from "../runner-kind.ts";

/** A place's PATH does not change, so its node is asked once. */
const known = new WeakMap<RunPlace, number>();

/** Version of the node on the place's PATH as a number, minor in two digits: 18.19, 24.21. Throws `CannotRun`. */
export async function nodeVersion(run: Pick<Run, "launch" | "place">): Promise<number> {
  const asked = known.get(run.place);
  if (asked !== undefined) return asked;
  const { stdout, failedToStart } = await run.launch(["node", "--version"]);
  const [, major = "", minor = ""] = /^v(\d+)\.(\d+)\./.exec(stdout.trim()) ?? [];
  if (major === "") throw new CannotRun(`Node could not be run: ${failedToStart ?? "it did not tell its version"}.`);
  const version = Number(major) + Number(minor) / 100;
  known.set(run.place, version);
  return version;
}
