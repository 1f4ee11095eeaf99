import { catalogue } from "../repair/catalogue.ts";
import type { SkillId, Symptom } from "./skill.ts";
import { allSkills } from "./taxonomy.ts";

export interface Traces {
  /** Of the kata, when the episode had one. */
  readonly skill?: string | undefined;
  /** Of the tests that failed first. */
  readonly symptoms: readonly Symptom[];
  /** Templates of the edits that were kept. */
  readonly templates: readonly string[];
}

/** A label that fits too much says nothing. */
const MOST = 3;

/**
 * The skills an episode was about, most likely first, at most three. A kata knows its skill. Otherwise the kept edits
 * tell the kind of fault and the symptoms choose among their skills; without an edit the symptoms speak alone, the
 * more of them the louder. None when nothing speaks.
 */
export function attributedSkills({ skill, symptoms, templates }: Traces): readonly SkillId[] {
  if (skill !== undefined) return [skill];
  const mended = templates.flatMap((id) => catalogue.find((entry) => entry.id === id)?.skills ?? []);
  const candidates = mended.length > 0 ? [...new Set(mended)] : allSkills.map((each) => each.id);
  const scored = candidates.map((id) => ({ id, fits: fitsOf(id, symptoms) }));
  const most = Math.max(0, ...scored.map(({ fits }) => fits));
  if (mended.length === 0 && most === 0) return [];
  return scored
    .filter(({ fits }) => mended.length > 0 || fits === most)
    .toSorted((a, b) => b.fits - a.fits)
    .map(({ id }) => id)
    .slice(0, MOST);
}

function fitsOf(id: SkillId, symptoms: readonly Symptom[]): number {
  const skill = allSkills.find((each) => each.id === id);
  return skill ? symptoms.filter((symptom) => skill.symptoms.includes(symptom)).length : 0;
}
