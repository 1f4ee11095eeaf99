import type { Cues } from "../memory/strategy.ts";
import { symptomsOf } from "../trace/symptom.ts";
import { type TestRun, testsOf } from "../trace/test-run.ts";
import type { RunRequest, Situation } from "./run.ts";

const EXTENSIONS: readonly (readonly [RegExp, Cues["languages"][number]])[] = [
  [/\.[cm]?jsx?$/, "javascript"],
  [/\.[cm]?ts$/, "typescript"],
  [/\.tsx$/, "tsx"],
  [/\.py$/, "python"],
];

/** Source paths a situation names at most. */
const MAX_PATHS = 50;

/** What recall goes by: the goal, then also what a test run showed. `paths` are all files of the workspace. */
export function situationOf(
  request: Pick<RunRequest, "goal" | "skill" | "tests">,
  paths: readonly string[],
  run: TestRun | undefined,
): Situation {
  const known = new Set(paths);
  const seen =
    run === undefined ? [] : framePaths(run).filter((path) => known.has(path) && !request.tests.isTest(path));
  const named = paths.filter((path) => request.goal.includes(path));
  const concerned = [...new Set([...named, ...seen])].slice(0, MAX_PATHS);
  return {
    goal: request.goal,
    skill: request.skill,
    symptoms: run === undefined ? [] : symptomsOf(run),
    languages: languagesOf(concerned.length > 0 ? concerned : paths),
    frameworks: [request.tests.framework],
    paths: concerned,
  };
}

function framePaths(run: TestRun): readonly string[] {
  const frames = testsOf(run).flatMap((test) => test.failure?.frames ?? []);
  return [...frames, ...(run.outcome === "could-not-start" ? run.frames : [])].map((frame) => frame.file);
}

function languagesOf(paths: readonly string[]): Cues["languages"] {
  return EXTENSIONS.filter(([extension]) => paths.some((path) => extension.test(path))).map(([, language]) => language);
}
