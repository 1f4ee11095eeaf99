import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProgress, TestRequest } from "../../../src/core/ports.ts";
import { type TestCase, TestRun, testsOf } from "../../../src/core/trace/test-run.ts";
import { hostPlace } from "../../../src/node/runners/host-place.ts";
import { detectRunner } from "../../../src/node/runners/index.ts";
import { locator } from "../../../src/node/runners/report/locate.ts";

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, "../../..");
export const fixtures = join(here, "../../fixtures/runners");
export const reporters = join(repository, "src/node/runners/reporters");
/** Generous: a limit that is reached on a busy machine would fail tests that are not about limits. */
const LIMIT_MS = 90_000;

/** Where recorded outputs say that their project lay. */
export const recordedPlace = locator(["/project"]);

/** A disposable copy of a fixture project with a folder for reports beside it. */
export class Fixture {
  readonly root: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "etude-runner-"));

  constructor(name: string) {
    this.root = join(this.#folder, "project with space");
    mkdirSync(join(this.#folder, "reports"));
    cpSync(join(fixtures, name), this.root, { recursive: true });
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** Makes a package of this repository available to the project. */
  link(name: string): void {
    mkdirSync(join(this.root, "node_modules"), { recursive: true });
    symlinkSync(join(repository, "node_modules", name), join(this.root, "node_modules", name), "junction");
  }

  async run(
    request: TestRequest = {},
    signal = new AbortController().signal,
    onProgress: (progress: TestProgress) => void = () => undefined,
  ): Promise<TestRun> {
    const runner = await detectRunner(hostPlace(this.root, join(this.#folder, "reports"), reporters));
    return TestRun.parse(await runner.run({ limitMs: LIMIT_MS, ...request }, onProgress, signal));
  }

  /** What runs left in the folder for reports. */
  leftovers(): readonly string[] {
    return readdirSync(join(this.#folder, "reports"));
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** `status name` of every test, sorted: the order of files is the framework's own business. */
export function summary(run: TestRun): readonly string[] {
  return testsOf(run)
    .map(({ id, status }) => `${status} ${id}`)
    .sort();
}

export function failureOf(run: TestRun, id: string): TestCase["failure"] {
  return testsOf(run).find((test) => test.id === id)?.failure;
}
