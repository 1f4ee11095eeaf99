import type { AgentChoice, Harvest, HarvestProgress, SkillStanding, Suggestion } from "../etude.ts";
import type { Attempt } from "../kata/kata.ts";
import { agentBadge } from "./agent-badge.ts";
import { gradeLabel, kataCard, type PracticeRun, runShown } from "./practice-run.ts";
import type { AttemptRow, GeneratingShown, HarvestShown, SkillRow, StudioView } from "./studio.ts";

const HISTORY_SHOWN = 50;
const REFUSALS_SHOWN = 4;

/** What the host keeps for the Practice studio. */
export interface StudioState {
  readonly loading: boolean;
  readonly suggestions: readonly Suggestion[];
  readonly attempts: readonly Attempt[];
  readonly skills: readonly SkillStanding[];
  readonly generating: GeneratingShown | undefined;
  readonly harvest: HarvestShown | undefined;
  readonly error: string | undefined;
  readonly run: PracticeRun | undefined;
}

export interface StudioSurroundings {
  readonly choice: AgentChoice;
  readonly model: string;
  readonly blocked: string | undefined;
}

export const emptyStudio: StudioState = {
  loading: true,
  suggestions: [],
  attempts: [],
  skills: [],
  generating: undefined,
  harvest: undefined,
  error: undefined,
  run: undefined,
};

export function studioView(state: StudioState, around: StudioSurroundings): StudioView {
  return {
    loading: state.loading,
    agent: agentBadge(around.choice, around.model),
    blocked: around.blocked,
    suggestions: state.suggestions.map(({ kata, reason, predicted }) => kataCard(kata, reason, predicted)),
    generating: state.generating,
    harvest: state.harvest,
    error: state.error,
    run: state.run && runShown(state.run),
    history: historyOf(state.attempts),
    skills: state.skills.map(skillRow),
  };
}

export function generatingNow(progress: HarvestProgress | undefined, wanted: number): GeneratingShown {
  const { tried = 0, sound = 0, note = "Looking for places in the code" } = progress ?? {};
  return { tried, sound, wanted: progress?.wanted ?? wanted, note, cancelling: false };
}

export function harvestShown(harvest: Harvest): HarvestShown {
  const refusals = Object.entries(harvest.refusals)
    .map(([reason, count]) => ({ reason: reason.replaceAll("-", " "), count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return {
    made: harvest.katas.length,
    candidates: harvest.candidates,
    refusals: refusals.slice(0, REFUSALS_SHOWN),
  };
}

/** Newest first. */
function historyOf(attempts: readonly Attempt[]): readonly AttemptRow[] {
  return attempts
    .toSorted((a, b) => b.startedAt - a.startedAt)
    .slice(0, HISTORY_SHOWN)
    .map((attempt) => ({
      id: attempt.id,
      skill: attempt.skill,
      operator: attempt.operator,
      grade: attempt.grade,
      label: gradeLabel(attempt.grade),
      why: attempt.why,
      at: attempt.startedAt,
      seconds: attempt.ms / 1000,
      model: attempt.agent.model,
      episode: attempt.episode,
    }));
}

function skillRow({ skill, state, pass, low, high, attempts }: SkillStanding): SkillRow {
  return { id: skill.id, title: skill.title, state, pass, low, high, attempts };
}
