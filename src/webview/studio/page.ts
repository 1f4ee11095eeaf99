import type { StudioView } from "../../core/protocol/studio.ts";
import { type Child, h, type Wish } from "../dom.ts";
import { button, icon, notice } from "../widgets.ts";
import { historyTable } from "./history.ts";
import { active, type StudioLink } from "./link.ts";
import { competencyMap } from "./map.ts";
import { runPanel } from "./run-panel.ts";
import { stock } from "./stock.ts";

export function studioPage(link: StudioLink): (view: StudioView) => readonly Child[] {
  const run = runPanel(link);
  return (view) => [
    heading(view, link),
    view.blocked === undefined ? undefined : notice("warning", view.blocked),
    view.error === undefined ? undefined : notice("error", view.error),
    h("div", { class: "columns", "data-loading": String(view.loading) }, [
      h("main", { class: "column" }, [run(view), stock(view, link)], { key: "main" }),
      h("aside", { class: "column", "aria-label": "Standing" }, [competencyMap(view), historyTable(view, link)], {
        key: "side",
      }),
    ]),
  ];
}

function heading(view: StudioView, link: StudioLink): Wish {
  const { agent } = view;
  const busy = view.blocked !== undefined || active(view);
  return h("header", { class: "heading" }, [
    h("div", {}, [
      h("h1", {}, ["Practice studio"]),
      h("p", { class: "dim" }, ["Katas made from this project's own code and checked by its own tests."]),
    ]),
    h("div", { class: "actions" }, [
      h(
        "button",
        {
          type: "button",
          class: "picker",
          title: agent.about,
          "aria-label": `Agent: ${agent.label}`,
          "data-act": "select-agent",
        },
        [h("span", {}, [agent.label]), icon("chevron")],
        { on: { click: () => link.send({ kind: "select-agent" }) } },
      ),
      button("Practise next", () => link.send({ kind: "practise" }), {
        kind: "primary",
        title: "Picks the skill and the kata for you",
        disabled: busy,
        act: "practise-next",
      }),
    ]),
  ]);
}
