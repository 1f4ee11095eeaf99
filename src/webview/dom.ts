const SVG = "http://www.w3.org/2000/svg";

/** Attributes of one element: `true` is an attribute without value, `false` is none. */
export interface Props {
  readonly [attribute: string]: string | number | boolean | undefined;
}
export interface Handlers {
  readonly click?: (event: MouseEvent) => void;
  readonly keydown?: (event: KeyboardEvent) => void;
  readonly input?: (event: Event) => void;
  readonly submit?: (event: SubmitEvent) => void;
}

/** One wished-for node: text, or an element. Siblings of the same key are the same node over time. */
export type Child = Wish | string | undefined;
export interface Wish {
  readonly tag: string;
  readonly key: string | undefined;
  readonly props: Props;
  readonly on: Handlers;
  /** Custom properties, set by script because inline styles are not allowed. */
  readonly vars: Readonly<Record<string, string>>;
  readonly children: readonly Child[];
  /** Sanitised markup in place of children. */
  readonly html: string | undefined;
}

interface Extras {
  readonly key?: string | undefined;
  readonly on?: Handlers;
  readonly vars?: Readonly<Record<string, string>>;
  readonly html?: string;
}

export function h(tag: string, props: Props, children: readonly Child[] = [], extras: Extras = {}): Wish {
  const { key, on = {}, vars = {}, html } = extras;
  return { tag, key, props, on, vars, children, html };
}

const shown = new WeakMap<Node, Wish>();

/**
 * Makes the children of `parent` what is wished for, keeping nodes whose key (else place) and tag agree, so that
 * focus, scrolling and selection stay. A wish that is the same object as last time is skipped.
 */
export function patch(parent: Element, wishes: readonly Child[]): void {
  const wanted = wishes.filter((wish): wish is Wish | string => wish !== undefined);
  const keyed = keyedNodes(parent, new Set(wanted.map((wish) => (typeof wish === "string" ? undefined : wish.key))));
  let at: ChildNode | null = parent.firstChild;
  for (const wish of wanted) {
    const known = typeof wish === "string" || wish.key === undefined ? unkeyed(at) : keyed.get(wish.key);
    const node = realise(known, wish);
    if (node === at) {
      at = at.nextSibling;
    } else {
      parent.insertBefore(node, at);
      if (known && known !== node && known === at) {
        at = at.nextSibling;
        known.remove();
      }
    }
  }
  while (at) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}

/** The nodes to keep by key. The others go first: a kept node that has to move would lose focus and scrolling. */
function keyedNodes(parent: Element, keep: ReadonlySet<string | undefined>): ReadonlyMap<string, ChildNode> {
  const keyed = new Map<string, ChildNode>();
  for (const node of [...parent.childNodes]) {
    const key = shown.get(node)?.key;
    if (key === undefined) continue;
    if (keep.has(key)) keyed.set(key, node);
    else node.remove();
  }
  return keyed;
}

/** A keyed node is never taken for a wish without a key. */
function unkeyed(node: ChildNode | null): ChildNode | undefined {
  return node && shown.get(node)?.key === undefined ? node : undefined;
}

function realise(node: ChildNode | undefined, wish: Wish | string): ChildNode {
  if (typeof wish === "string") {
    if (!(node instanceof Text)) return document.createTextNode(wish);
    if (node.data !== wish) node.data = wish;
    return node;
  }
  const before = node && shown.get(node);
  if (node && before === wish) return node;
  const same =
    before?.tag === wish.tag && before.key === wish.key && (before.html === undefined) === (wish.html === undefined);
  const element = same ? (node as HTMLElement) : create(wish.tag);
  apply(element, same ? before : undefined, wish);
  shown.set(element, wish);
  return element;
}

function create(tag: string): HTMLElement {
  const svg = tag === "svg" || tag === "path" || tag === "circle";
  return (svg ? document.createElementNS(SVG, tag) : document.createElement(tag)) as HTMLElement;
}

function apply(element: HTMLElement, before: Wish | undefined, wish: Wish): void {
  for (const name of Object.keys({ ...before?.props, ...wish.props })) {
    const value = wish.props[name];
    if (value === before?.props[name]) continue;
    if (value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [name, value] of Object.entries(wish.vars)) {
    if (before?.vars[name] !== value) element.style.setProperty(`--${name}`, value);
  }
  element.onclick = wish.on.click ?? null;
  element.onkeydown = wish.on.keydown ?? null;
  element.oninput = wish.on.input ?? null;
  element.onsubmit = wish.on.submit ?? null;
  if (wish.html === undefined) patch(element, wish.children);
  else if (before?.html !== wish.html) element.innerHTML = wish.html;
}
