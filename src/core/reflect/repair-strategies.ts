import { languageOf } from "../kata/language.ts";
import type { Cues, Strategy } from "../memory/strategy.ts";
import { catalogue } from "../repair/catalogue.ts";
import { attributedSkills } from "../skill/attribution.ts";
import type { SkillId } from "../skill/skill.ts";
import type { Step, Timeline } from "../trace/timeline.ts";
import type { AnswerKey } from "./answer-key.ts";
import { quoteOf } from "./quotes.ts";
import { countsByIdea, distinct, type Mend, type RepairHistory, type Try } from "./repair-history.ts";

/** Templates one strategy moves to the back at most. */
const MOST_NAMED = 3;

/** Validation runs a new order has to save, judged by the episode itself; less is luck. */
const WORTHWHILE = 2;

/** Fewer vain tries of one template than this do not speak against it. */
const VAIN = 2;
const VAIN_AFTER_FAILURE = 4;

/** After a detour that ended well: what held goes first, what was tried in vain before it goes last. */
export function afterMend(timeline: Timeline, history: RepairHistory, mend: Mend): Strategy | undefined {
  const { passing, wasted } = mend;
  const place = placeOf(passing, mend.symptoms, history);
  const own = wasted.filter((each) => each.idea === passing.idea).length;
  const vain = countsByIdea(wasted.filter((each) => each.idea !== passing.idea));
  const last = vain.filter(([, times]) => times >= VAIN).slice(0, MOST_NAMED);
  // Had the template been tried first, its own vain tries would have remained.
  const within = own + 1;
  if (wasted.length + 1 - within < WORTHWHILE) return undefined;

  const first = `\`${passing.idea}\``;
  const back = last.map(([idea]) => `\`${idea}\``);
  return strategyOf(timeline, place, {
    id: `${passing.idea}-first`,
    title: `Try ${first} first when code in ${place.folder} fails with ${place.symptom}`,
    skills: skillsOf(timeline, mend.symptoms, [passing.idea]),
    unless: `An edit by ${first} was already tried on the suspicious lines of ${place.folder} and changed nothing.`,
    do: [
      `First try ${first} on the suspicious lines of ${place.folder}, one line after the other.`,
      ...(back.length > 0 ? [`Leave ${back.join(", ")} for last.`] : []),
    ],
    because: `${wasted.length} validation runs went into ${tally(vain, own, first)} before ${first} at ${passing.path}:${passing.line} turned ${counted(passing.run?.turnedGreen.length ?? 0, "failing test")} green in step ${passing.run?.step ?? passing.step.step}.`,
    evidence: [wasted[0]?.step, passing.step, passing.run],
    check: `The first hypothesis edit after the failing run is one by ${first}, and the ${place.framework} run right after such an edit turns the failing tests green.`,
    prediction: `On fresh katas of this kind the passing edit comes within the first ${within} validation runs; here it was number ${wasted.length + 1}.`,
  });
}

/** After a failure: families that were exhausted in vain go last, fitting ones that were never reached go first. */
export function afterFailure(timeline: Timeline, history: RepairHistory): Strategy | undefined {
  const [leading] = history.open;
  const vain = countsByIdea(history.open)
    .filter(([, times]) => times >= VAIN_AFTER_FAILURE)
    .slice(0, MOST_NAMED);
  if (!leading || vain.length === 0) return undefined;
  const open = stillFailing(history);
  const symptoms = distinct(open);
  const place = placeOf(leading, symptoms, history);
  const skills = skillsOf(timeline, symptoms, []);
  const tried = new Set(history.tries.map((each) => each.idea));
  const fresh = catalogue
    .filter((entry) => !tried.has(entry.id) && entry.skills.some((skill) => skills.includes(skill)))
    .slice(0, MOST_NAMED)
    .map((entry) => `\`${entry.id}\``);
  const spent = vain.reduce((sum, [, times]) => sum + times, 0);
  const within = history.open.length - spent + fresh.length;
  if (skills.length === 0 || within < 1 || within >= history.open.length) return undefined;

  const back = vain.map(([idea]) => `\`${idea}\``).join(", ");
  return strategyOf(timeline, place, {
    id: `${vain[0]?.[0] ?? "template"}-last`,
    title: `Leave ${back} for last when code in ${place.folder} fails with ${place.symptom}`.slice(0, 120),
    skills,
    unless: `A stack frame or the failing test points at a line that only ${back} can mend.`,
    do: [...(fresh.length > 0 ? [`First try ${fresh.join(", ")}.`] : []), `Leave ${back} for last.`],
    because: `${spent} of ${history.open.length} validation runs went into ${tally(vain, 0, "")} on ${counted(linesOf(history.open), "line")}, and no test turned green for good${fresh.length > 0 ? `; ${fresh.join(", ")} were never reached` : ""}.`,
    evidence: [leading.step, leading.run, history.open.at(-1)?.step],
    check: `None of the first ${within} hypothesis edits after the failing ${place.framework} run is one of ${back}.`,
    prediction: `On fresh katas of this kind an edit turns a failing test green within the first ${within} validation runs; here none of ${history.open.length} did.`,
  });
}

/**
 * After a failed kata whose answer is known: what would have mended goes first, what was exhausted in vain goes last.
 * Undefined when that template was tried at the faulty line: then order was not what went wrong.
 */
export function afterAnswer(timeline: Timeline, history: RepairHistory, answer: AnswerKey): Strategy | undefined {
  const { open, tries } = history;
  const [leading] = open;
  const [template] = answer.templates;
  const isThere = (each: Try) => each.path === answer.path && each.line === answer.line;
  if (!leading || !template || tries.some((each) => answer.templates.includes(each.idea) && isThere(each))) {
    return undefined;
  }
  const symptoms = distinct(stillFailing(history));
  const place = placeOf(answer, symptoms, history);
  const vain = countsByIdea(open.filter((each) => !answer.templates.includes(each.idea)));
  const last = vain.filter(([, times]) => times >= VAIN).slice(0, MOST_NAMED);
  const own = open.length - vain.reduce((sum, [, times]) => sum + times, 0);
  // One validation per suspicious line that was tried, had the template come first, and one for the faulty line.
  const within = Math.min(linesOf(open), Math.max(1, open.length - WORTHWHILE)) + 1;
  if (open.length + 1 - within < WORTHWHILE) return undefined;

  const first = `\`${template}\``;
  const back = last.map(([idea]) => `\`${idea}\``);
  return strategyOf(timeline, place, {
    id: `${template}-first`,
    title: `Try ${first} first when code in ${place.folder} fails with ${place.symptom}`,
    skills: skillsOf(timeline, symptoms, [template]),
    unless: `An edit by ${first} was already tried on the suspicious lines of ${place.folder} and changed nothing.`,
    do: [
      `First try ${first} on the suspicious lines of ${place.folder}, one line after the other.`,
      ...(back.length > 0 ? [`Leave ${back.join(", ")} for last.`] : []),
    ],
    because: `${counted(open.length, "validation run")} went into ${tally(vain, own, first)} and mended nothing; the kata's answer is an edit of the kind ${first} makes, at ${answer.path}:${answer.line}, where it was never tried.`,
    evidence: [leading.step, leading.run, open.at(-1)?.step],
    check: `The first hypothesis edit after the failing run is one by ${first}, and the ${place.framework} run right after such an edit turns the failing tests green.`,
    prediction: `On fresh katas of this kind the passing edit comes within the first ${within} validation runs; here none of ${open.length} was it.`,
  });
}

interface Place {
  readonly cues: Cues;
  readonly folder: string;
  readonly symptom: string;
  readonly framework: string;
}

function placeOf(at: Pick<Try, "path">, symptoms: Cues["symptoms"], history: RepairHistory): Place {
  const slash = at.path.lastIndexOf("/");
  const folder = slash < 0 ? "" : at.path.slice(0, slash);
  const extension = at.path.slice(at.path.lastIndexOf(".") + 1);
  const language = languageOf(at.path);
  const { framework } = history;
  return {
    cues: {
      symptoms,
      languages: language === undefined ? [] : [language],
      frameworks: framework === undefined ? [] : [framework],
      paths: [folder === "" ? `*.${extension}` : `${folder}/**`],
    },
    folder: folder === "" ? `\`*.${extension}\`` : `\`${folder}/\``,
    symptom: symptoms.length === 0 ? "any symptom" : symptoms.join(" or "),
    framework: framework ?? "test",
  };
}

interface Draft extends Pick<Strategy, "id" | "title" | "skills" | "do" | "because" | "check" | "prediction"> {
  readonly unless: string;
  readonly evidence: readonly (Step | undefined)[];
}

function strategyOf(timeline: Timeline, place: Place, draft: Draft): Strategy | undefined {
  if (draft.skills.length === 0) return undefined;
  const steps = [...new Set(draft.evidence)].filter((step) => step !== undefined);
  const where = place.cues.paths.join("-").replace(/[^a-zA-Z0-9]+/g, "-");
  const id = `${draft.id}-${place.cues.symptoms[0] ?? "any"}-${where}`.toLowerCase().replace(/-+/g, "-");
  return {
    ...draft,
    id: id.slice(0, 70).replace(/^-+|-+$/g, ""),
    version: 1,
    title: draft.title.slice(0, 120),
    skills: draft.skills,
    cues: place.cues,
    when: `A ${place.framework} test fails with ${place.symptom} and the suspicious lines are in ${place.folder}.`,
    unless: [draft.unless],
    evidence: steps.map((step) => quoteOf(timeline, step)),
    provenance: {
      author: "agent",
      model: timeline.agent.model,
      harness: timeline.agent.harness,
      episodes: [timeline.episode],
      // Built from ids, counts and the agent's own step titles by code: nothing else's text was interpreted.
      tainted: false,
    },
  };
}

function skillsOf(timeline: Timeline, symptoms: Cues["symptoms"], templates: readonly string[]): readonly SkillId[] {
  return attributedSkills({ skill: timeline.skill, symptoms, templates });
}

function stillFailing(history: RepairHistory) {
  const green = new Set(history.mends.flatMap(({ passing }) => passing.run?.turnedGreen ?? []));
  const open = history.failures.filter((test) => !green.has(test.id));
  return open.length > 0 ? open : history.failures;
}

function tally(counts: readonly (readonly [string, number])[], own: number, first: string): string {
  const parts = counts.slice(0, MOST_NAMED).map(([idea, times]) => `\`${idea}\` (${times})`);
  const others = counts.slice(MOST_NAMED).reduce((sum, [, times]) => sum + times, 0);
  if (others > 0) parts.push(`other templates (${others})`);
  if (own > 0) parts.push(`other lines with ${first} (${own})`);
  return parts.join(", ");
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function linesOf(tries: readonly Try[]): number {
  return new Set(tries.map((each) => `${each.path}:${each.line}`)).size;
}
