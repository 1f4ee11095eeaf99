import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Start } from "./commands.ts";
import { removeTree } from "./copy/leftovers.ts";
import type { Caller } from "./drivers/caller.ts";
import type { Driver } from "./drivers/driver.ts";
import type { Facts } from "./facts.ts";
import type { CopyPlaces, Profile } from "./profile.ts";

/** A way of running commands that has passed the probes, or is about to be put to them. */
export interface Engine {
  readonly driver: Driver;
  readonly caller: Caller;
  readonly facts: Facts;
  /** Longest time any command may take, in ms. */
  readonly wallMs: number;
  profile(places: CopyPlaces): Profile;
}

/** Makes ready to start commands in the copy whose folder is `run`. Files written there belong to this process. */
export async function startIn(engine: Engine, places: CopyPlaces, run: string): Promise<Start> {
  const folder = join(run, "driver");
  await removeTree(folder);
  await mkdir(folder);
  const { driver, caller, facts } = engine;
  const profile = engine.profile(places);
  const launch = await caller.prepare(profile, facts, folder);
  const wrap = await driver.prepare({ profile, facts, folder, hostPath: launch.hostPath });
  return (inner) => launch.start(wrap(inner));
}
