import type { Strategy } from "../memory/strategy.ts";
import type { AbortSignal, Model } from "../ports.ts";
import type { Timeline } from "../trace/timeline.ts";
import type { AnswerKey } from "./answer-key.ts";
import { reflectWithModel } from "./from-model.ts";
import { type Reflected, reflectOnRepair } from "./from-repair.ts";

export interface ReflectRequest {
  readonly timeline: Timeline;
  /** All strategies there are, whatever their status: what was rejected is not proposed again. */
  readonly existing: readonly Strategy[];
  /** The language model to ask; undefined for the built-in agent, whose episodes are analysed by rules. */
  readonly model: Model | undefined;
  readonly framework: string;
  /** For a kata: its answer, which the attempt did not see. Feedback is exact or it is none. */
  readonly answer?: AnswerKey | undefined;
}

/** Reflects on one finished episode. Nothing is written. Throws for an exam: sealed instances are never reflected on. */
export async function reflectOn(request: ReflectRequest, signal: AbortSignal): Promise<Reflected> {
  const { timeline, existing, model, framework, answer } = request;
  if (timeline.type === "exam") throw new Error("An exam is never reflected on.");
  if (!model) return reflectOnRepair(timeline, existing, answer);
  return reflectWithModel({ timeline, existing, model, framework, answer }, signal);
}
