import type { SkillRow, StudioView } from "../../core/protocol/studio.ts";
import { type Child, h, type Wish } from "../dom.ts";
import { percent } from "../widgets.ts";

const WORDS = { unknown: "not known yet", absent: "absent", fragile: "fragile", reliable: "reliable" } as const;

/** Competency at a glance: per skill the chance of passing, with its uncertainty as the length of the bar. */
export function competencyMap(view: StudioView): Child {
  const tried = view.skills.filter((skill) => skill.attempts > 0);
  const rest = view.skills.length - tried.length;
  return h(
    "section",
    { class: "panel", "aria-labelledby": "map" },
    [
      h("div", { class: "panel-head" }, [h("h2", { id: "map" }, ["Competency"])]),
      tried.length === 0
        ? h("p", { class: "dim" }, ["Nothing measured yet. Each attempt narrows the picture."])
        : h("ul", { class: "skills" }, [scale(), ...tried.map(row)]),
      tried.length > 0 && rest > 0
        ? h("p", { class: "dim" }, [`${rest} more ${rest === 1 ? "skill" : "skills"} not measured yet.`])
        : undefined,
    ],
    { key: "map" },
  );
}

function scale(): Wish {
  return h(
    "li",
    { class: "skill scale", "aria-hidden": "true" },
    [
      h("span", {}, []),
      h("span", { class: "scale-words" }, [
        h("span", {}, ["0%"]),
        h("span", {}, ["chance of passing"]),
        h("span", {}, ["100%"]),
      ]),
    ],
    { key: "scale" },
  );
}

function row(skill: SkillRow): Wish {
  const interval = `${percent(skill.low)} to ${percent(skill.high)}`;
  const words = `${WORDS[skill.state]}: ${percent(skill.pass)} (${interval}) after ${skill.attempts}`;
  return h(
    "li",
    { class: "skill", "data-state": skill.state, title: `${skill.id} · ${words} attempts` },
    [
      h("span", { class: "skill-title" }, [skill.title]),
      h("span", { class: "range", "aria-hidden": "true" }, [
        h("span", { class: "range-bar" }, [], {
          vars: { low: percent(skill.low), width: percent(skill.high - skill.low) },
        }),
        h("span", { class: "range-dot" }, [], { vars: { at: percent(skill.pass) } }),
      ]),
      h("span", { class: "unseen" }, [words]),
    ],
    { key: skill.id },
  );
}
