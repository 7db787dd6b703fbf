// ⑧ The pinned panel: all that is known of one node, beside the graph, where it stays and follows the steps.
import { attrs, h, scrollable, whileConnected, write } from "../../drawing/dom.js";
import { cardAccount } from "./card-account.js";
import { cardArray } from "./card-array.js";
import { cardDetach } from "./card-detach.js";
import { cardEdges } from "./card-edges.js";
import { cardFold } from "./card-fold.js";
import { cardNudge } from "./card-nudge.js";
import { cardNumbers } from "./card-numbers.js";
import { cardOrigin } from "./card-origin.js";

/**
 * @typedef {import("../../trace/walk.js").Walk} Walk @typedef {import("./graph-view.js").View} View
 *
 * A part of the panel, made anew for each node that is pinned; null: it has nothing to say of this one.
 * @typedef {(walk: Walk, view: View, id: number) => {element: HTMLElement, paint: () => void} | null} CardPart
 */

/** From top to bottom. @type {CardPart[]} */
export const CARD_PARTS = [cardNumbers, cardFold, cardNudge, cardOrigin, cardArray, cardAccount, cardEdges, cardDetach];

/** Narrower than this there is no room beside the graph: the panel lies over the lower part of it. */
const ROOM = 600;
/** How much of it: this part, and no less than this many pixels. */
const SHEET = [0.58, 176];
let count = 0;

/** @param {Walk} walk @param {View} view */
export function graphCard(walk, view) {
  const name = h("strong", { class: "graph-card-name", id: `graph-card-${(count += 1)}` });
  const away = h("button", { type: "button", class: "graph-card-close", title: "Close (Escape)", "aria-label": "Close" }, "×");
  const content = h("div", { class: "graph-card-parts" });
  const body = h("div", { class: "graph-card-body" }, content);
  scrollable(body, "What is known of the node");
  const element = h("section", { class: "graph-card", "data-widget": "graph-card", "aria-labelledby": name.id, hidden: true }, h("header", {}, name, away), body);
  /** @type {number | null} */
  let shown = null;
  /** @type {unknown} */
  let trace = null;
  /** @type {NonNullable<ReturnType<CardPart>>[]} */
  let parts = [];

  function close() {
    const node = element.contains(document.activeElement) ? view.drawn(walk.pinned) : undefined;
    walk.pin(null);
    node?.focus({ preventScroll: true });
  }
  away.addEventListener("click", close);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });
  /** As high as what is seen of the graph. */
  function place() {
    if (element.hidden) return;
    attrs(view.root, { "data-card": view.root.clientWidth < ROOM ? "sheet" : "beside" });
    const height = view.scroll.offsetHeight + (Number.parseFloat(getComputedStyle(view.scroll).marginBottom) || 0);
    const sizes = { top: view.scroll.offsetTop, height, sheet: Math.min(height, Math.max(SHEET[0] * height, SHEET[1])) };
    for (const [name, size] of Object.entries(sizes)) view.root.style.setProperty(`--card-${name}`, `${Math.round(size)}px`);
  }
  whileConnected(element, () => {
    const observer = new ResizeObserver(place);
    for (const one of [view.root, view.scroll]) observer.observe(one);
    return () => observer.disconnect();
  });

  /** What is drawn of it: a node, an array, a fold. @type {Element | undefined} */
  let marked;
  function mark() {
    const drawn = view.drawn(walk.pinned);
    if (marked && marked !== drawn) attrs(marked, { "data-pinned": null });
    if (drawn) attrs(drawn, { "data-pinned": true });
    marked = drawn;
  }

  return {
    element,
    built: mark,
    paint() {
      const id = walk.pinned;
      if (id !== shown || (id !== null && trace !== walk.trace)) {
        [shown, trace] = [id, walk.trace];
        attrs(element, { hidden: id === null });
        if (id === null) attrs(view.root, { "data-card": null });
        else write(name, walk.names[id]);
        parts = id === null ? [] : CARD_PARTS.flatMap((make) => make(walk, view, id) ?? []);
        content.replaceChildren(...parts.map((part) => part.element));
        place();
        mark();
      }
      for (const part of parts) part.paint();
    },
  };
}
