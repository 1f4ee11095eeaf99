import { bareBwrap, bwrap } from "./drivers/bwrap.ts";
import { asNobody, asSelf, type Caller } from "./drivers/caller.ts";
import type { Driver } from "./drivers/driver.ts";
import { utilLinux } from "./drivers/util-linux.ts";
import type { Engine } from "./engine.ts";
import { type Facts, readFacts } from "./facts.ts";
import { probe } from "./probe.ts";
import { buildProfile } from "./profile.ts";

export interface EngineOptions {
  readonly workspaceRoot: string;
  readonly scratchDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const DRIVERS: readonly Driver[] = [bwrap, utilLinux, bareBwrap];

/** The first way of running commands that stands the probes, or one sentence for people why there is none. */
export async function findEngine(options: EngineOptions): Promise<Engine | string> {
  if (process.platform !== "linux")
    return "Etude has a sandbox for Linux only so far; on this system open the project in a Linux container or in WSL.";
  const facts = await readFacts(options.env, options.workspaceRoot);
  const reasons: string[] = [];
  for (const engine of enginesFor(facts)) {
    const verdict = await probe(engine, options.scratchDir);
    if (verdict.kind === "tight") return engine;
    reasons.push(`${engine.driver.name} does not work here (${verdict.reason})`);
  }
  const advice = "install bubblewrap, or allow unprivileged user namespaces";
  return reasons.length === 0
    ? `Neither bwrap nor the util-linux tools were found on PATH; ${advice}.`
    : `${[...new Set(reasons)].join(", and ")}; ${advice}.`;
}

/** The ways to try, best first. Root becomes someone else where it can. */
export function enginesFor(facts: Facts): readonly Engine[] {
  const callers: readonly Caller[] = facts.root ? [asNobody, asSelf] : [asSelf];
  return callers.flatMap((caller) =>
    DRIVERS.filter((driver) => driver.installed(facts) && (caller === asSelf || canBecome(facts))).map((driver) =>
      engineOf(driver, caller, facts),
    ),
  );
}

function engineOf(driver: Driver, caller: Caller, facts: Facts): Engine {
  const profile: Engine["profile"] = (places) => buildProfile(facts, places);
  const { wallMs } = profile({ copy: "/", reports: "/", reporters: "/", etc: "/", over: [] }).limits;
  return { driver, caller, facts, wallMs, profile };
}

function canBecome({ programs }: Facts): boolean {
  return programs.unshare !== undefined && programs.setpriv !== undefined && programs.mount !== undefined;
}
