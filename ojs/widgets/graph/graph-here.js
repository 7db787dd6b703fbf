// ⑧ Where one is in a graph too large to see or to read at once: what the step is about, in letters that can be read, and the way there.
import { attrs, h, write } from "../../drawing/dom.js";

const AWAY = 6;

/** @typedef {{left: number, right: number, top: number, bottom: number}} Rect in the window */

/** Whether all of it can be seen, but for a margin. @param {Rect} view @param {Rect} one @param {number} [margin] */
const within = (view, one, margin = 0) => one.left >= view.left + margin && one.right <= view.right - margin && one.top >= view.top + margin && one.bottom <= view.bottom - margin;

/** @param {number} least @param {number} wanted @param {number} most */
const between = (least, wanted, most) => Math.max(least, Math.min(wanted, most));

/** From the middle of the view to what lies outside. @param {DOMRect} view @param {Rect} one */
function arrow(view, one) {
  const [x, y] = [(one.left + one.right - view.left - view.right) / view.width, (one.top + one.bottom - view.top - view.bottom) / view.height];
  return Math.abs(x) > Math.abs(y) ? (x > 0 ? "→" : "←") : y > 0 ? "↓" : "↑";
}

/** @param {HTMLElement} frame what it lies in @param {HTMLElement} scroll what is seen of the graph @param {() => void} go brings the reader there */
export function graphHere(frame, scroll, go) {
  const sign = h("span", { "aria-hidden": "true" });
  const words = h("span");
  const element = h("button", { type: "button", class: "graph-here", hidden: true }, sign, words);
  element.addEventListener("click", go);
  return {
    element,
    /** @param {Rect | undefined} node where what the step is about is in the window @param {string} said @param {boolean} far too small to be read */
    paint(node, said, far) {
      const view = scroll.getBoundingClientRect();
      const one = node ?? view;
      const seen = within(view, one, -1);
      attrs(element, { hidden: !node || (seen && !far) || view.width === 0 });
      if (element.hidden) return;
      write(sign, seen ? "" : arrow(view, one));
      write(words, said);
      attrs(element, { title: `Go to ${said}`, "data-seen": seen });
      const [outer, own] = [frame, element].map((each) => each.getBoundingClientRect());
      const left = between(view.left + AWAY, (one.left + one.right - own.width) / 2, view.right - own.width - AWAY);
      const below = one.bottom + AWAY + own.height <= view.bottom;
      const top = between(view.top + AWAY, below ? one.bottom + AWAY : one.top - AWAY - own.height, view.bottom - own.height - AWAY);
      element.style.translate = `${Math.round(left - outer.left - frame.clientLeft)}px ${Math.round(top - outer.top - frame.clientTop)}px`;
    },
  };
}
