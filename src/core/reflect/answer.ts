import { z } from "zod";
import { SkillId, Symptom } from "../skill/skill.ts";
import { CauseClass } from "./reflection.ts";

const Quote = z.object({
  step: z.int().positive().describe("Number of the step in the timeline."),
  quote: z.string().min(4).max(400).describe("Text copied word for word from that step."),
});

const Candidate = z.object({
  title: z.string().min(1).max(120).describe("What to do when, in one line."),
  skills: z.array(SkillId).min(1).max(4).describe("Ids from the list of skills."),
  symptoms: z.array(Symptom).max(4).describe("Symptoms of failing tests that trigger it; empty when it is no matter."),
  paths: z.array(z.string().max(200)).max(3).describe("Globs of folders it is about; empty for anywhere."),
  when: z.string().min(1).max(600).describe("The trigger: an observable situation."),
  unless: z.array(z.string().min(1).max(600)).min(1).max(6).describe("When it does not apply."),
  do: z.array(z.string().min(1).max(600)).min(1).max(5).describe("Steps that begin with a verb."),
  because: z.string().min(1).max(600).describe("The cause, as this episode showed it."),
  evidence: z.array(Quote).min(1).max(5),
  check: z.string().min(1).max(600).describe("The command or observable that shows it was followed and helped."),
  prediction: z.string().min(1).max(600).describe("What will be seen on fresh katas, with a number."),
});
export type Candidate = Readonly<z.infer<typeof Candidate>>;

/** What a language model answers when it is asked to reflect. */
export const Answer = z.object({
  cause: CauseClass,
  decisionPoint: Quote.optional().describe("The first step after which the outcome became likely."),
  belief: z.string().min(1).max(600).describe("What belief made that step look right."),
  counterfactual: z.string().min(1).max(600).describe("The other action, and the observable that would have shown it."),
  proposals: z.array(Candidate).max(2).describe("Usually none."),
});
export type Answer = Readonly<z.infer<typeof Answer>>;

/** JSON schema of the answer, for the request. */
export const answerSchema = z.toJSONSchema(Answer) as Readonly<Record<string, unknown>>;

/** Reads the answer's text, fenced or not. A sentence says what is wrong with it otherwise. */
export function parseAnswer(text: string): Answer | string {
  const body = /```(?:json)?\s*\n([\s\S]*?)\n```/.exec(text)?.[1] ?? text;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return "The answer is not JSON.";
  }
  const parsed = Answer.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `The answer does not fit: ${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? ""}.`;
}
