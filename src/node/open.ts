import { mkdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { createEtude } from "../core/create-etude.ts";
import type { Etude } from "../core/etude.ts";
import type { Random, SyntaxTrees } from "../core/ports.ts";
import { createFiles } from "./files.ts";
import { sha256 } from "./hash.ts";
import { openJournal } from "./journal/open-journal.ts";
import { openLedger } from "./ledger.ts";
import { createMemoryFolder } from "./memory-folder.ts";
import { createOpenAiModel } from "./models/openai.ts";
import { hostPlace } from "./runners/host-place.ts";
import { detectRunner } from "./runners/index.ts";
import { openSandbox } from "./sandbox/open-sandbox.ts";
import { createSearch } from "./search.ts";
import { createSyntaxTrees } from "./syntax.ts";

/** Files Etude brings along. `wasm` and `journalWorker` are undefined when running from source. */
export interface Assets {
  /** Folder of the reporter modules. */
  readonly reporters: string;
  readonly wasm: string | undefined;
  readonly journalWorker: string | undefined;
}

export interface OpenOptions {
  readonly workspaceRoot: string;
  /** Per workspace, outside it: journal, sandbox copies. */
  readonly storageDir: string;
  /** Per user: the ledger of approvals. */
  readonly globalDir: string;
  readonly assets: Assets;
  /** The configured endpoint, asked for at each use; undefined while none is configured. */
  readonly openai: () => Promise<Endpoint | undefined>;
  /** Sentences for people that belong to no single call. */
  readonly notify: (text: string) => void;
  /** Fixes chance, so that a run can be repeated. */
  readonly seed?: number | undefined;
}

export interface Endpoint {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey: string;
}

export interface OpenEtude extends Etude {
  /** Resolves when everything recorded is durable and closed. */
  dispose(): Promise<void>;
}

/** Puts the ports together for one workspace. Opening reads nothing of the workspace; heavy parts load when used. */
export async function openEtude(options: OpenOptions): Promise<OpenEtude> {
  const { workspaceRoot, storageDir, globalDir, assets } = options;
  const reports = join(storageDir, "reports");
  await Promise.all([mkdir(reports, { recursive: true }), mkdir(globalDir, { recursive: true })]);
  const journal = await openJournal(join(storageDir, "journal.db"), { worker: assets.journalWorker });
  const ledger = openLedger(join(globalDir, "ledger.db"), workspaceRoot);
  for (const notice of [journal.notice, ledger.notice]) if (notice !== undefined) options.notify(notice);
  let trees: Promise<SyntaxTrees> | undefined;

  const etude = createEtude({
    clock: Date.now,
    random: options.seed === undefined ? Math.random : mulberry32(options.seed),
    hash: sha256,
    files: createFiles(workspaceRoot),
    search: createSearch(workspaceRoot),
    journal,
    ledger,
    memory: createMemoryFolder(workspaceRoot),
    testRunner: () => detectRunner(hostPlace(workspaceRoot, reports, assets.reporters)),
    trees: () => {
      trees ??= createSyntaxTrees(assets.wasm);
      return trees;
    },
    sandbox: () =>
      openSandbox({
        workspaceRoot,
        scratchDir: join(storageDir, "sandbox"),
        reportersDir: assets.reporters,
        env: process.env,
      }),
    async endpoint() {
      const endpoint = await options.openai();
      return endpoint && createOpenAiModel(endpoint);
    },
    person: userInfo().username,
  });

  return {
    ...etude,
    async dispose() {
      await journal.close();
      ledger.close();
    },
  };
}

/** A small seeded generator (mulberry32, public domain): uniform in [0, 1), the same for the same seed everywhere. */
function mulberry32(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
