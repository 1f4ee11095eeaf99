import { noTestRunner } from "../../core/errors.ts";
import type { TestRunner } from "../../core/ports.ts";
import { jest } from "./jest.ts";
import { mocha } from "./mocha.ts";
import { nodeTest } from "./node-test.ts";
import type { RunPlace } from "./place.ts";
import { readProject } from "./project/project.ts";
import type { ToolCommand } from "./project/script.ts";
import { setUpFiles, testPathMatcher } from "./project/test-paths.ts";
import { pytest } from "./pytest.ts";
import { runTests } from "./run/run-tests.ts";
import { type Detection, EVIDENCE, type RunnerKind } from "./runner-kind.ts";
import { tap } from "./tap.ts";
import { tape } from "./tape.ts";
import { vitest } from "./vitest.ts";

/** In order of preference where the same evidence speaks for several. */
const kinds: readonly RunnerKind[] = [vitest, jest, mocha, tap, tape, nodeTest, pytest];

/**
 * The runner for the project's own tests: what `scripts.test` calls first, else what the dependencies name, else what
 * the test files use. Throws a UserError when there is none. The result keeps what it read of the project's manifest
 * and configuration: detect again when those change.
 */
export async function detectRunner(place: RunPlace): Promise<TestRunner> {
  const project = await readProject(place.root.host);
  const found: { readonly kind: RunnerKind; readonly detection: Detection }[] = [];
  for (const kind of kinds) {
    const detection = await kind.detect(project);
    if (detection) found.push({ kind, detection });
  }
  const first = EVIDENCE.map((by) => found.filter(({ detection }) => detection.by === by)).flatMap((same) =>
    same.toSorted((a, b) => position(a.detection.command) - position(b.detection.command)),
  )[0];
  if (!first) throw noTestRunner();

  const { kind, detection } = first;
  const isTest = testPathMatcher(await setUpFiles(project));
  return {
    framework: kind.name,
    isTest,
    run: (request, onProgress, signal) =>
      runTests({ kind, detection, place, project, isTest }, request, onProgress, signal),
  };

  function position(command: ToolCommand | undefined): number {
    const at = command ? project.testCommands.indexOf(command) : -1;
    return at < 0 ? project.testCommands.length : at;
  }
}
