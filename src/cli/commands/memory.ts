import { unknownStrategy } from "../../core/errors.ts";
import { formatStrategy } from "../../core/memory/codec.ts";
import type { MemoryItem } from "../../core/memory/strategy.ts";
import { BadUsage, type CommandSpec } from "../command.ts";
import { withEtude } from "../open.ts";
import { table } from "../terminal.ts";

const decisions = { approve: "approved", reject: "rejected", retire: "retired" } as const;

/** Practice memory on the command line: look, decide. */
export const memoryCommand: CommandSpec = {
  name: "memory",
  usage: "memory list|show|approve|reject|retire <folder> [<strategy>] [--note TEXT]",
  summary: "List practice memory, show a strategy, approve, reject or retire it.",
  options: ["note"],
  words: { min: 2, max: 3 },
  async run(input, terminal) {
    const [verb = "", folder = "", id] = input.words;
    const known = verb === "list" || verb === "show" || verb in decisions;
    if (!known) throw new BadUsage(`There is no "memory ${verb}".`);
    if (verb !== "list" && id === undefined) throw new BadUsage(`"memory ${verb}" needs a strategy's id.`);

    return withEtude(input, folder, terminal, async (etude) => {
      const items = await etude.memory();
      if (verb === "list") {
        terminal.result(
          items.map(itemDocument),
          items.length === 0 ? ["Practice memory is empty."] : table(items.map(itemRow)),
        );
        return true;
      }
      const item = items.find((each) => each.kind === "strategy" && each.strategy.id === id);
      if (item?.kind !== "strategy") throw unknownStrategy(id ?? "");
      if (verb === "show") {
        terminal.result(itemDocument(item), [`status: ${item.status}`, formatStrategy(item.strategy)]);
        return true;
      }
      const decision = decisions[verb as keyof typeof decisions];
      await etude.decide(item.strategy.id, decision, input.option("note"));
      terminal.result({ strategy: item.strategy.id, hash: item.hash, decision }, [`${item.strategy.id}: ${decision}.`]);
      return true;
    });
  },
};

function itemDocument(item: MemoryItem) {
  if (item.kind === "quarantined") return { path: item.path, status: "quarantined", reason: item.reason };
  return { path: item.path, status: item.status, hash: item.hash, strategy: item.strategy };
}

function itemRow(item: MemoryItem): readonly string[] {
  if (item.kind === "quarantined") return ["quarantined", item.path, item.reason];
  return [item.status, item.strategy.id, item.strategy.title];
}
