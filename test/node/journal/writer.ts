import { openJournal } from "../../../src/node/journal/open-journal.ts";
import { eventEntry } from "./entries.ts";

/** Appends numbered entries until it is killed; prints a number once it is acknowledged. */
const [path = "", from = "1"] = process.argv.slice(2);
const journal = await openJournal(path);
for (let number = Number(from); ; number += 2) {
  // Two appends in flight, so that a kill can come between them.
  await Promise.all([journal.append([eventEntry(number)]), journal.append([eventEntry(number + 1)])]);
  process.stdout.write(`${number + 1}\n`);
}
