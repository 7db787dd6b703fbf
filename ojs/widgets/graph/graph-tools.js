// ⑧ What stands above a graph too large to see at once: how much of it is folded, and how near one looks.
import { attrs, h, write } from "../../drawing/dom.js";
import { callName } from "../../trace/fold.js";
import { isolated } from "../../trace/foreign.js";
import { callLabel } from "./graph-fold.js";

/** More calls than this that were opened one by one are not listed. */
const MOST_OPEN = 6;

/**
 * @param {{fold: (level: number) => void, close: (call: number) => void, point: (call: number | null) => void, zoom: (factor: number) => void, fit: () => void}} does
 */
export function graphTools(does) {
  const levels = h("div", { class: "graph-tools-set", role: "group", "aria-label": "Fold function calls" });
  const opened = h("div", { class: "graph-tools-opened" });
  const count = h("span", { class: "graph-tools-count", role: "status" });
  /** @param {string} text @param {string} title @param {() => void} press */
  const button = (text, title, press) => {
    const one = h("button", { type: "button", title, "aria-label": title }, text);
    one.addEventListener("click", press);
    return one;
  };
  const percent = h("span", { class: "graph-tools-percent" });
  const zoom = h("div", { class: "graph-tools-set", role: "group", "aria-label": "Zoom" },
    button("−", "Zoom out", () => does.zoom(0.8)), percent, button("+", "Zoom in", () => does.zoom(1.25)), button("Fit", "Fit: show all of the graph", does.fit));
  const element = h("div", { class: "graph-tools" }, levels, opened, count, zoom);
  /** @type {HTMLButtonElement[]} */
  let choices = [];

  return {
    element,
    /** Another graph. @param {import("../../engine/protocol.js").Trace} trace @param {import("../../trace/fold.js").Folds} folds */
    build(trace, folds) {
      const pressed = choices.find((one) => one === document.activeElement)?.dataset.level;
      choices = Array.from({ length: Math.min(folds.highest, 4) + 1 }, (_, i) => {
        const level = i === 4 ? folds.highest : i;
        const calls = [...folds.level(level)].filter((call) => !folds.level(level - 1).has(call));
        const names = [...new Set(calls.map((call) => isolated(callName(trace.calls?.[call].name ?? ""))))];
        const text = level === 0 ? "nothing" : names.slice(0, 2).join(", ");
        const one = button(text, level === 0 ? "Fold nothing: show every node" : `Fold every call of ${names.join(", ")}`, () => does.fold(level));
        one.dataset.level = String(level);
        return one;
      });
      levels.replaceChildren(h("span", {}, "Fold"), ...choices);
      levels.hidden = folds.highest === 0;
      if (pressed !== undefined) choices.find((one) => one.dataset.level === pressed)?.focus({ preventScroll: true }); // Python was ready just then
    },
    /**
     * @param {import("../../engine/protocol.js").Trace} trace @param {import("../../trace/fold.js").Folds} folds @param {Set<number>} folded
     * @param {Set<number>} open calls that were opened one by one
     * @param {number} shown how many nodes are drawn
     */
    paint(trace, folds, folded, open, shown) {
      for (const one of choices) {
        const level = folds.level(Number(one.dataset.level));
        attrs(one, { "aria-pressed": String(level.size === folded.size && [...level].every((call) => folded.has(call))) });
      }
      opened.replaceChildren(...[...open].slice(-MOST_OPEN).map((call) => {
        const label = callLabel(trace, call);
        const chip = button(`${label} ×`, `Fold ${label} again`, () => does.close(call));
        chip.addEventListener("pointerenter", () => does.point(call));
        chip.addEventListener("pointerleave", () => does.point(null));
        chip.addEventListener("focus", () => does.point(call));
        chip.addEventListener("blur", () => does.point(null));
        return chip;
      }));
      zoom.hidden = shown === 0; // too many: which is said in their place
      write(count, shown ? `${shown} of ${trace.nodes.length} nodes drawn` : "");
    },
    /** @param {number} scale */
    zoomed: (scale) => write(percent, `${Math.round(scale * 100)} %`),
  };
}
