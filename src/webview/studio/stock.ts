import type { GeneratingShown, HarvestShown, KataCard, StudioView } from "../../core/protocol/studio.ts";
import { type Child, h, type Wish } from "../dom.ts";
import { button, icon, iconButton, percent } from "../widgets.ts";
import { active, type StudioLink } from "./link.ts";

/** The katas in stock, most useful first, and the way to make more. */
export function stock(view: StudioView, link: StudioLink): Wish {
  const { suggestions, generating, harvest } = view;
  return h(
    "section",
    { class: "panel", "aria-labelledby": "stock" },
    [
      h("div", { class: "panel-head" }, [
        h("h2", { id: "stock" }, ["Suggested katas"]),
        generating
          ? undefined
          : button("Generate katas", () => link.send({ kind: "generate" }), {
              icon: "beaker",
              disabled: view.blocked !== undefined || active(view),
              act: "generate",
            }),
      ]),
      generating && progress(generating, link),
      harvest && !generating ? harvestLine(harvest) : undefined,
      suggestions.length > 0
        ? h(
            "ul",
            { class: "katas" },
            suggestions.map((kata) => kataRow(kata, view, link)),
          )
        : generating
          ? undefined
          : empty(view),
    ],
    { key: "stock" },
  );
}

function kataRow(kata: KataCard, view: StudioView, link: StudioLink): Wish {
  const busy = active(view) || view.blocked !== undefined;
  const tests = `${kata.failing} failing ${kata.failing === 1 ? "test" : "tests"}`;
  return h(
    "li",
    { class: "kata", "data-kata": kata.id },
    [
      h("div", { class: "kata-words" }, [
        h("h3", {}, [kata.title]),
        h("p", { class: "dim" }, [`${kata.skill} · ${kata.path} · ${tests}`]),
        h("p", { class: "reason" }, [kata.reason]),
      ]),
      chance(kata.predicted),
      h("div", { class: "kata-actions" }, [
        button("Practise", () => link.send({ kind: "practise", kata: kata.id }), {
          disabled: busy,
          title: `Let the agent attempt this kata in the sandbox`,
          act: "practise",
        }),
        iconButton("cross", `Throw away: ${kata.title}`, () => link.send({ kind: "drop-kata", kata: kata.id }), {
          disabled: busy,
          act: "drop-kata",
        }),
      ]),
    ],
    { key: kata.id },
  );
}

/** Predicted chance of passing, as a bar and in words. */
function chance(predicted: number | undefined): Child {
  if (predicted === undefined) return undefined;
  const words = percent(predicted);
  const bar = h("span", { class: "bar-track", "aria-hidden": "true" }, [
    h("span", { class: "bar-fill" }, [], { vars: { at: words } }),
  ]);
  return h("div", { class: "chance", title: "Predicted chance of passing" }, [
    bar,
    h("span", {}, [words]),
    h("span", { class: "unseen" }, [" predicted chance of passing"]),
  ]);
}

function progress(generating: GeneratingShown, link: StudioLink): Wish {
  const { tried, sound, wanted, note, cancelling } = generating;
  return h("div", { class: "progress", role: "status" }, [
    h("progress", { max: wanted, value: sound, "aria-label": "Katas made" }),
    h("div", { class: "progress-words" }, [
      h("span", { class: "progress-line" }, [
        cancelling ? "Stopping" : `${sound} of ${wanted} katas, ${tried} candidates tried`,
      ]),
      h("span", { class: "progress-line dim" }, [note]),
    ]),
    button("Stop", () => link.send({ kind: "cancel-generate" }), { disabled: cancelling, act: "cancel-generate" }),
  ]);
}

function harvestLine(harvest: HarvestShown): Wish {
  const refusals = harvest.refusals.map(({ reason, count }) => `${count} ${reason}`).join(", ");
  const made = `${harvest.made} ${harvest.made === 1 ? "kata" : "katas"} from ${harvest.candidates} candidates.`;
  return h("p", { class: "dim harvest", role: "status" }, [refusals === "" ? made : `${made} Refused: ${refusals}.`]);
}

function empty(view: StudioView): Child {
  if (view.loading) return h("p", { class: "dim", role: "status" }, ["Loading"]);
  if (view.blocked !== undefined) return undefined;
  return h("div", { class: "empty" }, [
    icon("target", "large"),
    h("p", {}, ["No katas in stock yet."]),
    h("p", { class: "dim" }, [
      "Generating looks for places in your code where one small fault makes your own tests fail. Your files are not touched.",
    ]),
  ]);
}
