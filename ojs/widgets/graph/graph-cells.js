// ⑧ Pointing at an element of an array in a node: the sum that made it stands beside it in numbers, and what it was made of is lit (cell-lights.js).
import { attrs, h, write } from "../../drawing/dom.js";
import { covered } from "../../drawing/covered.js";
import { cellLights } from "../step/cell-lights.js";

const AWAY = 8;

/** @type {import("./graph-view.js").Overlay} */
export function graphCells(walk, view) {
  const element = h("div", { class: "graph-cell-sum", "aria-hidden": "true", hidden: true });

  /** Below or above the card that one points into, where it covers least of what is lit; it never leaves the graph. @param {Element} mark */
  function place(mark) {
    const card = mark.closest(".gv-node") ?? mark;
    const [frame, pointedAt, around, own] = [view.root, mark, card, element].map((one) => one.getBoundingClientRect());
    const seen = [...view.root.querySelectorAll(".gv-lit rect")].map((one) => one.getBoundingClientRect());
    const left = Math.max(AWAY, Math.min(frame.width - own.width - AWAY, pointedAt.left + pointedAt.width / 2 - own.width / 2 - frame.left));
    const cost = (/** @type {number} */ top) => seen.reduce((sum, one) => sum + covered({ left: left + frame.left, top: top + frame.top, right: left + frame.left + own.width, bottom: top + frame.top + own.height }, one), 0)
      + (top < 0 || top + own.height > frame.height ? 1e6 : 0);
    const tops = [around.bottom + AWAY, around.top - own.height - AWAY, pointedAt.bottom + AWAY, pointedAt.top - own.height - AWAY].map((top) => top - frame.top);
    const best = tops.reduce((one, other) => (cost(other) < cost(one) ? other : one));
    element.style.translate = `${Math.round(left)}px ${Math.round(Math.max(0, best))}px`;
  }

  const lights = cellLights(walk, view.root, (found) => {
    attrs(element, { hidden: !found });
    if (!found) return;
    write(element, found.text);
    const mark = found.over.element.querySelector('[data-role="pointed"]');
    if (mark) place(mark);
  });
  return { element, paint: lights.paint };
}
