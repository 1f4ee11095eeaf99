import type { Timeline } from "../trace/timeline.ts";

/**
 * The step at which an attempt that did not pass went wrong first: the first edit whose expectation did not hold, else
 * the first failed call, else the last step. Undefined for an episode without steps.
 */
export function firstWrongStep(timeline: Timeline): { readonly step: number; readonly why: string } | undefined {
  const { steps } = timeline;
  const unmet = steps.find((step) => step.edit !== undefined && step.expectation !== undefined && step.met === false);
  if (unmet) {
    return {
      step: unmet.step,
      why: `Expected: ${unmet.expectation?.says ?? unmet.title} What happened: ${unmet.actual}`,
    };
  }
  const failed = steps.find((step) => !step.ok);
  if (failed) return { step: failed.step, why: failed.summary };
  const last = steps.at(-1);
  return last && { step: last.step, why: `The attempt ended here: ${timeline.why}` };
}
