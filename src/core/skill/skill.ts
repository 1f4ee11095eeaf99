import { z } from "zod";

/** `domain/skill`, both in kebab-case: `conditions/boundary`. */
export const SkillId = z.string().regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/, "A skill id reads domain/skill.");
export type SkillId = string;

/**
 * How a failing test shows its fault, read off the failure by code (`trace/symptom.ts`). Symptoms connect a failure
 * with skills and with the strategies whose trigger names them.
 */
export const Symptom = z.enum([
  "off-by-one",
  "number-differs",
  "nan",
  "boolean-flipped",
  "string-differs",
  "length-differs",
  "order-differs",
  "value-differs",
  "undefined-value",
  "missing-throw",
  "unexpected-throw",
  "wrong-message",
  "type-error",
  "reference-error",
  "could-not-start",
  "timed-out",
  "other",
]);
export type Symptom = z.infer<typeof Symptom>;

/** A leaf of the taxonomy: the unit of competence, practice and permission. */
export const Skill = z.object({
  id: SkillId,
  title: z.string(),
  description: z.string(),
  /** Symptoms that speak for this skill. */
  symptoms: z.array(Symptom).readonly(),
  /** Mutators whose katas train it. */
  mutators: z.array(z.string()).readonly(),
});
export type Skill = Readonly<z.infer<typeof Skill>>;

export interface Domain {
  readonly id: string;
  readonly title: string;
  readonly skills: readonly Skill[];
}

/** The domain part of a skill id. */
export function domainOf(skill: SkillId): string {
  return skill.slice(0, skill.indexOf("/"));
}
