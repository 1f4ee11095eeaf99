import type { RunShown, StageShown, StudioView, VerdictShown } from "../../core/protocol/studio.ts";
import { type Child, h, type Wish } from "../dom.ts";
import { counts, diffView, runView } from "../run-view.ts";
import { button, type IconName, icon, notice, percent, seconds } from "../widgets.ts";
import type { StudioLink } from "./link.ts";

/** The kata being attempted, or the verdict of the last one. */
export function runPanel(link: StudioLink): (view: StudioView) => Child {
  const steps = runView({ openStrategy: (strategy) => link.send({ kind: "open-strategy", strategy }) });
  return ({ run }) => {
    if (!run) return undefined;
    const over = run.phase !== "running" && run.phase !== "cancelling";
    const log = run.items.filter((item) => item.kind !== "verdict");
    return h(
      "section",
      { class: "panel run", "data-phase": run.phase, "aria-labelledby": "run" },
      [
        h("div", { class: "panel-head" }, [
          h("h2", { id: "run" }, [run.kata?.title ?? "Picking a kata"]),
          over ? undefined : stop(run, link),
        ]),
        run.kata && h("p", { class: "dim" }, [`${run.kata.skill} · ${run.kata.path}`]),
        over ? undefined : stages(run.stages),
        run.phase === "stopped" ? notice("info", "Stopped. The attempt was not graded.") : undefined,
        run.failure === undefined ? undefined : notice("error", run.failure),
        run.verdict && verdict(run.verdict, link),
        log.length === 0
          ? undefined
          : h("details", { class: "steps", open: !over }, [
              h("summary", {}, [`Steps (${log.filter((item) => item.kind === "tool").length})`]),
              h("div", { class: "log", role: "log", "aria-label": "Steps" }, steps(log)),
            ]),
      ],
      { key: "run" },
    );
  };
}

function stop(run: RunShown, link: StudioLink): Wish {
  const cancelling = run.phase === "cancelling";
  return button(cancelling ? "Stopping" : "Stop", () => link.send({ kind: "cancel-practise" }), {
    icon: "stop",
    disabled: cancelling,
    act: "cancel-practise",
  });
}

const STAGE_WORDS = { done: "done", now: "under way", ahead: "to come", skipped: "not needed" } as const;

function stages(all: readonly StageShown[]): Wish {
  const now = all.find(({ state }) => state === "now");
  const dots = all.map(({ stage, label, state }) =>
    h(
      "li",
      { class: `stage ${state}`, "data-stage": stage, "aria-current": state === "now" ? "step" : undefined },
      [
        h("span", { class: "dot" }, [state === "done" ? icon("check") : undefined]),
        h("span", {}, [label]),
        h("span", { class: "unseen" }, [` ${STAGE_WORDS[state]}`]),
      ],
      { key: stage },
    ),
  );
  return h("div", { class: "stages" }, [
    h("ol", {}, dots),
    h("p", { class: "dim", role: "status" }, [now?.note ?? ""]),
  ]);
}

const GRADE_ICONS: readonly IconName[] = ["cross", "minus", "check", "check"];

function verdict(shown: VerdictShown, link: StudioLink): Wish {
  return h("div", { class: "verdict", "data-grade": shown.grade, role: "status" }, [
    h("div", { class: "verdict-head" }, [
      icon(GRADE_ICONS[shown.grade] ?? "minus", "tone"),
      h("strong", { class: "grade" }, [shown.label]),
      h("span", { class: "dim" }, [seconds(shown.seconds)]),
    ]),
    h("p", {}, [shown.why]),
    shift(shown.before, shown.after),
    shown.wrongStep && wrongStep(shown.wrongStep),
    ...shown.diffs.map((diff) =>
      h(
        "details",
        { class: "diff-box", open: diff.lines.length <= 14 },
        [h("summary", {}, [h("span", {}, [diff.path]), h("span", { class: "counts" }, counts(diff))]), diffView(diff)],
        { key: diff.path },
      ),
    ),
    shown.diffs.length === 0 ? h("p", { class: "dim" }, ["The attempt left no changes behind."]) : undefined,
    h("div", { class: "lesson" }, [icon("book", "lead"), h("span", {}, [shown.lesson])]),
    h("div", { class: "verdict-foot" }, [
      ...shown.proposed.map((id) =>
        button(`Review ${id}`, () => link.send({ kind: "open-strategy", strategy: id }), {
          kind: "link",
          key: id,
          act: "open-strategy",
        }),
      ),
      button("Show trace", () => link.send({ kind: "show-trace", episode: shown.episode }), {
        kind: "link",
        act: "show-trace",
      }),
    ]),
  ]);
}

function wrongStep(step: NonNullable<VerdictShown["wrongStep"]>): Wish {
  return h("div", { class: "wrong" }, [
    h("h3", {}, [`Step ${step.step} went wrong${step.title === "" ? "" : `: ${step.title}`}`]),
    step.expects === undefined
      ? h("p", {}, [step.why])
      : h("dl", { class: "pair", "data-met": "false" }, [
          h("dt", {}, ["Expected"]),
          h("dd", {}, [step.expects]),
          h("dt", {}, ["Actual"]),
          h("dd", { class: "actual" }, [step.actual ?? "not seen"]),
        ]),
  ]);
}

/** Where the predicted chance stood before the attempt and where it stands now, on one scale. */
function shift(before: number, after: number): Wish {
  const from = percent(before);
  const to = percent(after);
  const left = percent(Math.min(before, after));
  const right = percent(1 - Math.max(before, after));
  const scale = h("span", { class: "shift-scale", "aria-hidden": "true" }, [
    h("span", { class: `shift-move ${after < before ? "down" : "up"}` }, [], { vars: { left, right } }),
    h("span", { class: "shift-dot before" }, [], { vars: { at: from } }),
    h("span", { class: "shift-dot after" }, [], { vars: { at: to } }),
  ]);
  return h("div", { class: "shift" }, [
    h("span", { class: "dim" }, ["Predicted chance"]),
    scale,
    h("span", {}, [`${from} → ${to}`]),
  ]);
}
