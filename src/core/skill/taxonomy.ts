import { unknownSkill } from "../errors.ts";
import { expressionDomains } from "./expression-domains.ts";
import { interactionDomains } from "./interaction-domains.ts";
import type { Domain, Skill, SkillId } from "./skill.ts";

/** The built-in taxonomy: eight domains of six skills. Ids are stable: journals and strategies carry them. */
export const taxonomy: readonly Domain[] = [...expressionDomains, ...interactionDomains];

/** All skills in the taxonomy's order. */
export const allSkills: readonly Skill[] = taxonomy.flatMap((domain) => domain.skills);

/** Skills that katas can be made for. */
export const practisableSkills: readonly Skill[] = allSkills.filter((skill) => skill.mutators.length > 0);

const byId: ReadonlyMap<SkillId, Skill> = new Map(allSkills.map((skill) => [skill.id, skill]));

export function findSkill(id: SkillId): Skill | undefined {
  return byId.get(id);
}

/** Throws UserError when the taxonomy has no such skill. */
export function skillOf(id: SkillId): Skill {
  const skill = byId.get(id);
  if (!skill) throw unknownSkill(id);
  return skill;
}
