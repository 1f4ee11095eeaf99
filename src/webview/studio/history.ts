import type { AttemptRow, StudioView } from "../../core/protocol/studio.ts";
import { type Child, h, type Wish } from "../dom.ts";
import { button, icon } from "../widgets.ts";
import type { StudioLink } from "./link.ts";

const GRADE_ICONS = ["cross", "minus", "check", "check"] as const;

/** Past attempts, newest first; each leads to its trace. */
export function historyTable(view: StudioView, link: StudioLink): Child {
  return h(
    "section",
    { class: "panel", "aria-labelledby": "history" },
    [
      h("div", { class: "panel-head" }, [h("h2", { id: "history" }, ["Attempts"])]),
      view.history.length === 0
        ? h("p", { class: "dim" }, ["No attempts yet."])
        : h(
            "ol",
            { class: "history" },
            view.history.map((attempt) => row(attempt, link)),
          ),
    ],
    { key: "history" },
  );
}

function row(attempt: AttemptRow, link: StudioLink): Wish {
  const when = new Date(attempt.at);
  const time = when.toLocaleString(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
  return h(
    "li",
    { class: "attempt", "data-grade": attempt.grade },
    [
      icon(GRADE_ICONS[attempt.grade], "lead tone"),
      h("div", { class: "attempt-words" }, [
        h("div", {}, [h("span", { class: "grade" }, [attempt.label]), h("span", {}, [` ${attempt.skill}`])]),
        h("div", { class: "dim" }, [attempt.why]),
        h("div", { class: "dim" }, [h("time", { datetime: when.toISOString() }, [time]), ` · ${attempt.model}`]),
      ]),
      button("Trace", () => link.send({ kind: "show-trace", episode: attempt.episode }), {
        kind: "link",
        title: "Show the trace of this attempt",
        act: "show-trace",
      }),
    ],
    { key: attempt.id },
  );
}
