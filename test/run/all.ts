import { parseArgs } from "node:util";
import { closingLines, isSuccess, judgeTier, sumTotals, type TierResult } from "./report.ts";
import { hostObstacle, runBuild, TIERS, type Tier } from "./tiers.ts";

const USAGE = `Use: npm test -- [--only ${TIERS.map((tier) => tier.name).join(",")}] [--grep REGEX]`;

/** Runs the tiers one after another and ends with the total over all of them, alone on the last line. */
async function main(): Promise<number> {
  const { tiers, grep } = readArguments();
  const results: TierResult[] = [];
  for (const tier of tiers.filter((each) => !each.needsHost)) results.push(await runTier(tier, grep));

  const hosted = tiers.filter((tier) => tier.needsHost);
  if (hosted.length > 0) results.push(...(await runHosted(hosted, grep)));

  for (const line of closingLines(results)) console.log(line);
  return isSuccess(sumTotals(results)) ? 0 : 1;
}

async function runHosted(tiers: readonly Tier[], grep: string | undefined): Promise<readonly TierResult[]> {
  const build = await timed("build", async () => judgeTier("build", await runBuild()));
  const obstacle =
    build.failed > 0 ? "The extension does not build, so there is nothing to run." : await hostObstacle();
  const results = [build];
  for (const tier of tiers) {
    results.push(obstacle === undefined ? await runTier(tier, grep) : await skipTier(tier, obstacle));
  }
  return results;
}

function runTier(tier: Tier, grep: string | undefined): Promise<TierResult> {
  const filtered = grep !== undefined;
  return timed(tier.name, async () => judgeTier(tier.name, await tier.run(grep), { filtered }));
}

async function skipTier(tier: Tier, reason: string): Promise<TierResult> {
  console.log(`\n== ${tier.name} == skipped: ${reason}`);
  return judgeTier(tier.name, { kind: "could-not-run", reason, tests: await tier.count() });
}

async function timed(name: string, run: () => Promise<TierResult>): Promise<TierResult> {
  console.log(`\n== ${name} ==`);
  const started = performance.now();
  const result = await run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${name}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped in ${seconds} s`);
  return result;
}

function readArguments(): { readonly tiers: readonly Tier[]; readonly grep: string | undefined } {
  try {
    const { values } = parseArgs({ options: { only: { type: "string" }, grep: { type: "string" } } });
    const names = values.only?.split(",") ?? TIERS.map((tier) => tier.name);
    const unknown = names.find((name) => !TIERS.some((tier) => tier.name === name));
    if (unknown !== undefined) throw new Error(`There is no tier named "${unknown}".`);
    return { tiers: TIERS.filter((tier) => names.includes(tier.name)), grep: values.grep };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error} ${USAGE}`);
    process.exit(2);
  }
}

process.exit(await main());
