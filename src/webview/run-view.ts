import type { BudgetUse } from "../core/agent/events.ts";
import type { FileDiff, RunItem, StrategyChip, TestsShown, ToolItem } from "../core/protocol/run-items.ts";
import { type Child, h, type Wish } from "./dom.ts";
import { markdownBlocks } from "./markdown.ts";
import { button, type IconName, icon, seconds } from "./widgets.ts";

/** What a person can do from an entry. Absent: the page does not offer it. */
export interface RunActions {
  readonly answer?: (call: string, allowed: boolean) => void;
  readonly openStrategy: (id: string) => void;
  readonly openDiff?: (key: string) => void;
  readonly showTrace?: (episode: string) => void;
}

/** Draws the entries of a run. An entry that did not change since the last call keeps its nodes untouched. */
export function runView(actions: RunActions): (items: readonly RunItem[]) => readonly Wish[] {
  let remembered = new Map<string, { readonly json: string; readonly wish: Wish }>();
  return (items) => {
    const drawn = items.map((item) => {
      const json = JSON.stringify(item);
      const known = remembered.get(item.key);
      return { key: item.key, json, wish: known?.json === json ? known.wish : itemView(item, actions) };
    });
    remembered = new Map(drawn.map(({ key, json, wish }) => [key, { json, wish }]));
    return drawn.map(({ wish }) => wish);
  };
}

function itemView(item: RunItem, actions: RunActions): Wish {
  const { key } = item;
  switch (item.kind) {
    case "goal":
      return h("div", { class: "goal" }, [h("h2", { class: "goal-text" }, [item.text])], { key });
    case "strategies":
      return h("div", { class: "consulted" }, consulted(item.strategies, actions), { key });
    case "text":
      return h("div", { class: "said", "data-streaming": String(item.streaming) }, markdown(item.text), { key });
    case "tool":
      return toolView(item, actions);
    case "notice":
      return h("div", { class: "aside" }, [icon("info", "lead"), h("span", {}, [item.text])], { key });
    case "lesson":
      return lessonView(item, actions);
    case "error":
      return h("div", { class: "aside failed", role: "alert" }, [icon("warning", "lead"), h("span", {}, [item.text])], {
        key,
      });
    case "verdict":
      return verdictView(item, actions);
    default:
      return item satisfies never;
  }
}

export function markdown(text: string): readonly Wish[] {
  return markdownBlocks(text).map((html, index) => h("div", { class: "block" }, [], { key: `b${index}`, html }));
}

function consulted(strategies: readonly StrategyChip[], actions: RunActions): readonly Wish[] {
  const label = h("span", { class: "dim" }, ["Consulted"]);
  const chips = strategies.map((each) =>
    h(
      "button",
      { type: "button", class: "chip", title: each.why, "data-act": "open-strategy" },
      [icon("book"), h("span", {}, [each.title])],
      { key: each.id, on: { click: () => actions.openStrategy(each.id) } },
    ),
  );
  return [label, ...chips];
}

const PICTURES: Readonly<Record<ToolItem["risk"], IconName>> = {
  read: "eye",
  edit: "pencil",
  run: "beaker",
  finish: "flag",
};

const STATES: Readonly<Record<ToolItem["state"], { readonly word: string; readonly icon: IconName | undefined }>> = {
  asking: { word: "waits for you", icon: "question" },
  running: { word: "running", icon: undefined },
  ok: { word: "done", icon: "check" },
  failed: { word: "failed", icon: "cross" },
  denied: { word: "denied", icon: "minus" },
  stopped: { word: "stopped", icon: "minus" },
};

function toolView(item: ToolItem, actions: RunActions): Wish {
  const head = h("div", { class: "tool-head" }, [
    icon(PICTURES[item.risk], "tool-icon"),
    h("span", { class: "tool-title", title: item.title }, [item.title]),
    item.diff && h("span", { class: "counts" }, counts(item.diff)),
    stateMark(item),
  ]);
  const body: Child[] = [
    item.expects === undefined ? undefined : expectation(item),
    item.expects === undefined && item.state !== "running" ? summaryLine(item) : undefined,
    item.progress && h("div", { class: "dim", role: "status" }, [progress(item.progress)]),
    item.tests && failures(item.tests),
    item.diff && diffDetails(item, item.diff, actions),
    item.wants && (item.state === "asking" || item.state === "denied") ? wanted(item, item.wants) : undefined,
    item.state === "asking" ? approval(item, actions) : undefined,
  ];
  const props = { class: "tool", "data-state": item.state, "data-risk": item.risk, "data-tool": item.tool };
  return h("div", props, [head, ...body], { key: item.key });
}

/** How the call stands; a test run that worked shows what the tests said. */
function stateMark({ state, tests }: ToolItem): Wish {
  const red = state === "ok" && tests !== undefined && tests.failed > 0;
  const { word, icon: picture } = red ? { word: `${tests.failed} failed`, icon: "cross" as const } : STATES[state];
  const mark = picture ? icon(picture) : h("span", { class: "spinner" });
  const words = h("span", { class: "unseen" }, [word]);
  return h("span", { class: `mark ${red ? "failed" : state}`, title: word }, [mark, words]);
}

function summaryLine(item: ToolItem): Child {
  const text = item.actual ?? item.summary;
  return text === undefined || text === item.title ? undefined : h("div", { class: "dim summary" }, [text]);
}

/** Expected beside actual: the pair a person should see at a glance. */
function expectation(item: ToolItem): Wish {
  const open = item.state === "running" || item.state === "asking";
  const actual = item.actual ?? (open ? "…" : item.diff ? "not tested yet" : (item.summary ?? "…"));
  const met = item.met;
  const verdict = met === undefined ? undefined : met ? "as expected" : "not as expected";
  return h("dl", { class: "pair", "data-met": met === undefined ? undefined : String(met) }, [
    h("dt", {}, ["Expected"]),
    h("dd", {}, [item.expects ?? ""]),
    h("dt", {}, ["Actual"]),
    h("dd", { class: "actual" }, [
      verdict && icon(met ? "check" : "cross", "lead tone"),
      h("span", {}, [actual]),
      verdict && h("span", { class: "unseen" }, [` (${verdict})`]),
    ]),
  ]);
}

function progress({ finished, failed }: { readonly finished: number; readonly failed: number }): string {
  return failed === 0 ? `${finished} tests so far` : `${finished} tests so far, ${failed} failed`;
}

function failures(tests: TestsShown): Child {
  if (tests.failures.length === 0) return undefined;
  const rows = tests.failures.map(({ name, message }) =>
    h("li", {}, [h("span", { class: "test-name" }, [name]), message && h("span", { class: "dim" }, [message])]),
  );
  const more = tests.failed - tests.failures.length;
  return h("ul", { class: "failures" }, [
    ...rows,
    more > 0 ? h("li", { class: "dim" }, [`and ${more} more`]) : undefined,
  ]);
}

export function counts(diff: FileDiff): readonly Wish[] {
  return [h("span", { class: "plus" }, [`+${diff.added}`]), h("span", { class: "less" }, [`−${diff.removed}`])];
}

function diffDetails(item: ToolItem, diff: FileDiff, actions: RunActions): Wish {
  const { openDiff } = actions;
  return h("details", { class: "diff-box", open: diff.lines.length <= 12 && item.met !== false }, [
    h("summary", {}, ["Changes"]),
    diffView(diff),
    openDiff && button("Open in diff editor", () => openDiff(item.key), { kind: "link", act: "open-diff" }),
  ]);
}

/** Nobody should have to allow what they cannot see. */
function wanted(item: ToolItem, diff: FileDiff): Wish {
  return h("details", { class: "diff-box wanted", open: item.state === "asking" }, [
    h("summary", {}, [item.state === "asking" ? "Wants to change" : "Would have changed"]),
    diffView(diff),
  ]);
}

const SIGNS = { same: " ", added: "+", removed: "−", gap: "⋯" } as const;

export function diffView(diff: FileDiff): Wish {
  const rows = diff.lines.map((line) =>
    h("span", { class: `line ${line.kind}` }, [h("span", { class: "sign" }, [SIGNS[line.kind]]), line.text || " "]),
  );
  const cut = diff.cut ? h("span", { class: "line gap" }, ["⋯ more in the diff editor"]) : undefined;
  const label = `Changes in ${diff.path}`;
  return h("pre", { class: "diff", role: "group", "aria-label": label, tabindex: "0" }, [...rows, cut]);
}

function approval(item: ToolItem, actions: RunActions): Child {
  const { answer } = actions;
  return h("div", { class: "approval", role: "group", "aria-label": "Approval" }, [
    h("p", {}, [item.asked ?? ""]),
    answer &&
      h("div", { class: "actions" }, [
        button("Allow", () => answer(item.call, true), { kind: "primary", act: "allow" }),
        button("Deny", () => answer(item.call, false), { act: "deny" }),
      ]),
  ]);
}

const OUTCOMES = {
  solved: { word: "Solved", icon: "check" },
  failed: { word: "Failed", icon: "cross" },
  abandoned: { word: "Abandoned", icon: "minus" },
  environment: { word: "Nothing could be concluded", icon: "question" },
} as const;

function verdictView(item: Extract<RunItem, { kind: "verdict" }>, actions: RunActions): Wish {
  const { word, icon: picture } = OUTCOMES[item.outcome];
  const { showTrace } = actions;
  return h(
    "div",
    { class: "verdict", "data-outcome": item.outcome, role: "status" },
    [
      h("div", { class: "verdict-head" }, [icon(picture, "tone"), h("strong", {}, [word])]),
      h("p", {}, [item.why]),
      h("div", { class: "verdict-foot" }, [
        h("span", { class: "dim" }, [useLine(item.use)]),
        showTrace && button("Show trace", () => showTrace(item.episode), { kind: "link", act: "show-trace" }),
      ]),
    ],
    { key: item.key },
  );
}

function lessonView(item: Extract<RunItem, { kind: "lesson" }>, actions: RunActions): Wish {
  const links = item.proposed.map((id) =>
    button(id, () => actions.openStrategy(id), { kind: "link", key: id, act: "open-strategy" }),
  );
  const words = h("div", {}, [
    h("span", {}, [item.text]),
    links.length > 0 ? h("div", { class: "actions" }, links) : undefined,
  ]);
  return h("div", { class: "aside" }, [icon("book", "lead"), words], { key: item.key });
}

/** What an episode has cost, in words. */
export function useLine(use: BudgetUse): string {
  const runs = `${use.testRuns} test ${use.testRuns === 1 ? "run" : "runs"}`;
  const tokens = use.tokens > 0 ? `${use.tokens.toLocaleString("en")} tokens` : "no tokens";
  return `${runs} · ${tokens} · ${seconds(use.ms / 1000)}`;
}
