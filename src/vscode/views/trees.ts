import type { MemoryItem } from "../../core/memory/strategy.ts";
import type { Engine } from "../engine.ts";
import { sentenceOf } from "../failure.ts";
import { settings } from "../settings.ts";
import type { LazyTree } from "./lazy-tree.ts";
import { memoryNodes } from "./memory-tree.ts";
import { skillNodes } from "./skills-tree.ts";
import type { Node } from "./tree.ts";

export interface TreeParts {
  readonly memory: LazyTree;
  readonly skills: LazyTree;
  readonly engine: Engine;
  readonly onChange: () => void;
  readonly log: (error: unknown) => void;
}

/** What the two trees show. Nothing here rejects: a tree that cannot be filled says why above its entries. */
export interface Trees {
  memoryRoots(): Promise<readonly Node[]>;
  skillRoots(): Promise<readonly Node[]>;
  /** Strategies that wait for a decision, as of the last look. */
  inbox(): number;
  refresh(): Promise<void>;
}

export function createTrees({ memory, skills, engine, onChange, log }: TreeParts): Trees {
  let items: readonly MemoryItem[] = [];
  return {
    async memoryRoots() {
      await look();
      const root = engine.root();
      return root ? memoryNodes(items, root) : [];
    },
    skillRoots: () => fill(skills, async () => skillNodes(await (await engine.etude()).skills(settings.agent())), []),
    inbox,
    async refresh() {
      await look();
      memory.refresh();
      skills.refresh();
    },
  };

  async function look(): Promise<void> {
    items = await fill(memory, async () => (await engine.etude()).memory(), items);
    const waiting = inbox();
    const tooltip = `${waiting} ${waiting === 1 ? "strategy waits" : "strategies wait"} for your decision`;
    memory.view.badge = waiting === 0 ? undefined : { value: waiting, tooltip };
    onChange();
  }

  /** Where Etude cannot work at all, the welcome texts of the manifest speak instead. */
  async function fill<T>(tree: LazyTree, work: () => Promise<T>, fallback: T): Promise<T> {
    if (engine.blocked() !== undefined) return fallback;
    try {
      const result = await work();
      tree.view.message = "";
      return result;
    } catch (error) {
      log(error);
      tree.view.message = sentenceOf(error);
      return fallback;
    }
  }

  function inbox(): number {
    return items.filter((item) => item.kind === "strategy" && item.status === "proposed").length;
  }
}
