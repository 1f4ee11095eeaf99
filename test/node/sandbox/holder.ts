import { findCandidates, openBox } from "./box.ts";

/**
 * A process to be killed: opens a sandbox with the driver named first, says where it is, and runs the script that is the
 * second argument in it.
 */
const [name, script = ""] = process.argv.slice(2);
const candidate = (await findCandidates()).find((each) => each.name === name);
if (candidate?.engine === undefined) throw new Error(`${name} is not usable here`);
const box = await openBox(candidate.engine);
process.stdout.write(`${box.folder}\n`);
await box.sh(script, { limitMs: 60_000 });
