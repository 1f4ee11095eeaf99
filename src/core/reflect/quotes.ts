import type { Evidence } from "../memory/strategy.ts";
import type { Step, Timeline } from "../trace/timeline.ts";

const LONGEST = 400;

/** Evidence that the timeline bears out: what an edit was made for, otherwise the step's title with its summary. */
export function quoteOf(timeline: Timeline, step: Step): Evidence {
  const said = step.expectation?.hypothesis ? step.expectation.says : `${step.title}: ${step.summary}`;
  const text = oneLine(said).slice(0, LONGEST).trim();
  return { episode: timeline.episode, step: step.step, quote: text === "" ? step.tool : text };
}

/** Why a quote is not evidence: no such step, or the step says nothing of the kind. Undefined when it is. */
export function falseQuote(timeline: Timeline, evidence: Pick<Evidence, "step" | "quote">): string | undefined {
  const step = timeline.steps.find((each) => each.step === evidence.step);
  if (!step) return `it quotes step ${evidence.step}, and there is none`;
  const quote = oneLine(evidence.quote);
  const said = timeline.says.filter(({ before }) => before === step.step).map(({ text }) => text);
  const texts = [
    `${step.title}: ${step.summary}`,
    step.summary,
    step.actual,
    step.expectation?.says ?? "",
    step.edit?.after ?? "",
    ...said,
  ];
  if (quote.length >= 4 && texts.some((text) => oneLine(text).includes(quote))) return undefined;
  return `step ${evidence.step} does not say "${quote.slice(0, 80)}"`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
