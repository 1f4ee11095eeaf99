import type { BudgetUse } from "../../core/agent/events.ts";
import type { AssistantRequest, AssistantView } from "../../core/protocol/assistant.ts";
import { type Child, h, type Wish } from "../dom.ts";
import type { HostLink } from "../host.ts";
import { runView, useLine } from "../run-view.ts";
import { button, icon, iconButton, notice, seconds } from "../widgets.ts";

type Link = HostLink<AssistantRequest>;

export function assistantPage(link: Link): (view: AssistantView) => readonly Child[] {
  const entries = runView({
    answer: (call, allowed) => link.send({ kind: "answer", call, allowed }),
    openStrategy: (strategy) => link.send({ kind: "open-strategy", strategy }),
    openDiff: (key) => link.send({ kind: "open-diff", key }),
    showTrace: (episode) => link.send({ kind: "show-trace", episode }),
  });
  return (view) => {
    const blocked = view.blocked === undefined ? undefined : notice("warning", view.blocked);
    const log =
      view.items.length === 0 ? [blocked, welcome(view, link)] : [...entries(view.items), liveLine(view), blocked];
    return [
      h("main", { class: "log", role: "log", "aria-label": "Conversation", tabindex: "0" }, log, { key: "log" }),
      h("footer", { class: "foot" }, [composer(view, link)], { key: "foot" }),
    ];
  };
}

function welcome(view: AssistantView, link: Link): Wish {
  const { agent, suggestion } = view;
  return h("section", { class: "welcome" }, [
    icon("target", "large"),
    h("h1", {}, ["What should be mended?"]),
    h("p", {}, [agent.about]),
    h("p", { class: "dim" }, [
      "Before each edit and test run it says what it expects; the tests decide. What it learns is proposed to you first.",
    ]),
    h("div", { class: "actions" }, [
      button(suggestion, () => link.send({ kind: "task", goal: suggestion }), {
        kind: "primary",
        disabled: view.blocked !== undefined,
        act: "suggestion",
      }),
      button("Open Practice studio", () => link.send({ kind: "open-studio" }), { kind: "link", act: "open-studio" }),
    ]),
  ]);
}

/** One line that shows the assistant is alive while no card does. */
function liveLine(view: AssistantView): Child {
  if (view.phase === "idle") return undefined;
  const last = view.items.at(-1);
  const busyCard = last?.kind === "tool" && (last.state === "running" || last.state === "asking");
  if (view.phase === "running" && (busyCard || (last?.kind === "text" && last.streaming))) return undefined;
  const word = view.phase === "cancelling" ? "Stopping" : "Working";
  return h("div", { class: "live", role: "status" }, [h("span", { class: "spinner" }), h("span", {}, [word])], {
    key: "live",
  });
}

function composer(view: AssistantView, link: Link): Wish {
  const busy = view.phase !== "idle";
  const placeholder = busy ? "Wait, or stop the task first" : "Say what should be mended";
  return h(
    "form",
    { class: "composer", "aria-label": "New task" },
    [
      h(
        "textarea",
        {
          id: "goal",
          rows: 2,
          placeholder,
          "aria-label": "Goal",
          disabled: view.blocked !== undefined,
          maxlength: 8000,
        },
        [],
        {
          key: "goal",
          on: { keydown: (event) => onKey(event, view, link), input: () => link.draft.set(goalBox()?.value ?? "") },
        },
      ),
      h("div", { class: "bar" }, [agentPicker(view, link), cost(view), action(view, link)]),
    ],
    { on: { submit: (event) => onSubmit(event, view, link) } },
  );
}

function agentPicker({ agent }: AssistantView, link: Link): Wish {
  return h(
    "button",
    {
      type: "button",
      class: "picker",
      title: agent.about,
      "data-act": "select-agent",
      "aria-label": `Agent: ${agent.label}`,
    },
    [h("span", {}, [agent.label]), icon("chevron")],
    { on: { click: () => link.send({ kind: "select-agent" }) } },
  );
}

function cost({ use }: AssistantView): Wish {
  return h("span", { class: "cost dim", title: use ? `Used by this task: ${useLine(use)}` : undefined }, [
    use ? short(use) : "",
  ]);
}

/** The one figure that matters most, since the view is narrow: money before time. */
function short({ tokens, ms }: BudgetUse): string {
  return tokens > 0 ? `${tokens.toLocaleString("en")} tokens` : seconds(ms / 1000);
}

function action(view: AssistantView, link: Link): Wish {
  if (view.phase === "idle") {
    return h(
      "button",
      {
        type: "submit",
        class: "icon-button solid",
        title: "Start (Enter)",
        "aria-label": "Start",
        disabled: view.blocked !== undefined,
        "data-act": "send",
      },
      [icon("send")],
      { key: "send" },
    );
  }
  const cancelling = view.phase === "cancelling";
  return iconButton("stop", cancelling ? "Stopping" : "Stop the task (Escape)", () => link.send({ kind: "cancel" }), {
    kind: "primary",
    disabled: cancelling,
    key: "stop",
    act: "cancel",
  });
}

function onKey(event: KeyboardEvent, view: AssistantView, link: Link): void {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    start(view, link);
  }
  if (event.key === "Escape" && view.phase === "running") link.send({ kind: "cancel" });
}

function onSubmit(event: SubmitEvent, view: AssistantView, link: Link): void {
  event.preventDefault();
  start(view, link);
}

function start(view: AssistantView, link: Link): void {
  const box = goalBox();
  const goal = box?.value.trim() ?? "";
  if (!box || goal === "" || view.phase !== "idle" || view.blocked !== undefined) return;
  link.send({ kind: "task", goal });
  box.value = "";
  link.draft.set("");
}

/** The box for the goal, once the page is drawn. */
export function goalBox(): HTMLTextAreaElement | undefined {
  return document.querySelector<HTMLTextAreaElement>("#goal") ?? undefined;
}
