import { type Child, h, type Wish } from "./dom.ts";

/** Outlines on a 16 by 16 grid, drawn with a stroke of the text's colour. */
const OUTLINES = {
  check: "M3 8.5 6.5 12 13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  pencil: "M3 13l.6-2.8L10.8 3a1.4 1.4 0 0 1 2 2L5.7 12.3 3 13z",
  beaker: "M6 2.5h4M6.8 2.5v4L3.4 12.4a.8.8 0 0 0 .7 1.1h7.8a.8.8 0 0 0 .7-1.1L9.2 6.5v-4M5 10.2h6",
  eye: "M1.8 8S4 4 8 4s6.2 4 6.2 4S12 12 8 12 1.8 8 1.8 8zM8 6.4a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2z",
  flag: "M4 14V2.8h7.5L9.8 5.6l1.7 2.8H4",
  question: "M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 11.8v.2",
  stop: "M4.5 4.5h7v7h-7z",
  send: "M2.6 8 13.2 3 9.6 13.2 7.6 8.8zM7.6 8.8 13.2 3",
  book: "M3 3.2h4a1 1 0 0 1 1 1v8.6a1 1 0 0 0-1-1H3zM13 3.2H9a1 1 0 0 0-1 1v8.6a1 1 0 0 1 1-1h4z",
  info: "M8 7.4v4M8 4.8v.2M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z",
  warning: "M8 2.4 14.4 13.4H1.6zM8 6.6v3.2M8 11.6v.2",
  chevron: "M4.5 6.2 8 9.8l3.5-3.6",
  target: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  minus: "M3.5 8h9",
} as const;
export type IconName = keyof typeof OUTLINES;

/** A decorative picture: hidden from screen readers, so words must stand beside it. */
export function icon(name: IconName, extraClass = ""): Wish {
  const outline = h("path", { d: OUTLINES[name] });
  return h("svg", { class: `icon ${extraClass}`, viewBox: "0 0 16 16", "aria-hidden": "true" }, [outline]);
}

export interface ButtonOptions {
  readonly kind?: "primary" | "secondary" | "link" | "quiet";
  readonly icon?: IconName;
  readonly title?: string | undefined;
  readonly disabled?: boolean;
  readonly key?: string;
  /** Name by which tests and scripts find the button. */
  readonly act?: string;
}

export function button(label: string, click: () => void, options: ButtonOptions = {}): Wish {
  const { kind = "secondary", title, disabled, key, act } = options;
  return h(
    "button",
    { type: "button", class: `button ${kind}`, title, disabled, "data-act": act },
    [options.icon && icon(options.icon), h("span", {}, [label])],
    { key, on: { click: () => click() } },
  );
}

/** A button that shows a picture only; the label is for tooltips and screen readers. */
export function iconButton(name: IconName, label: string, click: () => void, options: ButtonOptions = {}): Wish {
  const { kind = "quiet", disabled, key, act } = options;
  return h(
    "button",
    { type: "button", class: `icon-button ${kind}`, title: label, "aria-label": label, disabled, "data-act": act },
    [icon(name)],
    { key, on: { click: () => click() } },
  );
}

/** A sentence that something stands in the way, announced when it appears. */
export function notice(kind: "info" | "warning" | "error", text: string, actions: readonly Child[] = []): Wish {
  const picture = kind === "info" ? "info" : "warning";
  return h("div", { class: `notice ${kind}`, role: kind === "error" ? "alert" : "status" }, [
    icon(picture, "lead"),
    h("div", { class: "notice-text" }, [
      h("span", {}, [text]),
      actions.length > 0 ? h("div", { class: "actions" }, actions) : undefined,
    ]),
  ]);
}

export function percent(chance: number): string {
  return `${Math.round(chance * 100)}%`;
}

export function seconds(value: number): string {
  if (value < 10) return `${value.toFixed(1)} s`;
  return value < 90 ? `${Math.round(value)} s` : `${Math.round(value / 60)} min`;
}
