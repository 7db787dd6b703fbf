// ⑧ The numbers of a small picture, once one has come so near that they fit into its cells: only of those in sight.
import { s } from "../../drawing/dom.js";
import { numbersOf, placeOf } from "../../drawing/array-plan.js";
import { digits } from "../../drawing/digits.js";
import { textWidth } from "../../drawing/letters.js";
import { isArray } from "../../maths/format.js";
import { gridOf } from "../../drawing/array-grid.js";

/** A cell that wide on the screen holds a number of this size. In pixels. */
const WIDE = 26;
const [LEAST, MOST] = [9.5, 12];
const ENOUGH = 1500; // numbers at once

/** @type {import("./graph-view.js").Overlay} */
export function arrayDigits(walk, view) {
  let waiting = 0;
  /** What has numbers on it, and which. @type {Map<Element, {group: SVGGElement, key: unknown[]}>} */
  const written = new Map();

  function look() {
    waiting = 0;
    const { scale } = view.zoom;
    /** @type {Set<Element>} */
    const kept = new Set();
    if (scale > 1) {
      const frame = view.scroll.getBoundingClientRect();
      let room = ENOUGH;
      for (const element of view.svg.querySelectorAll(".gv-picture")) {
        const grid = gridOf(element);
        if (!grid || !grid.plan.exact || grid.plan.cell * scale < WIDE || !isArray(grid.shown)) continue;
        const box = element.getBoundingClientRect();
        if (box.right < frame.left || box.left > frame.right || box.bottom < frame.top || box.top > frame.bottom) continue;
        room -= grid.plan.rows * grid.plan.columns;
        if (room < 0) break;
        kept.add(element);
        const key = [grid.shown, Math.round(scale * 20)];
        const before = written.get(element);
        if (before && key.every((one, i) => one === before.key[i])) continue;
        before?.group.remove();
        const group = drawn(grid, scale);
        element.append(group);
        written.set(element, { group, key });
      }
    }
    for (const [element, { group }] of written) {
      if (kept.has(element)) continue;
      group.remove();
      written.delete(element);
    }
  }
  const later = () => { waiting ||= requestAnimationFrame(look); };
  return { moved: later, built: () => { written.clear(); later(); }, paint: () => { if (view.zoom.scale > 1) later(); } };
}

/** @param {import("../../drawing/array-grid.js").Grid} grid @param {number} scale */
function drawn({ plan, shown }, scale) {
  const array = /** @type {import("../../engine/protocol.js").NumArray} */ (shown);
  const pixels = plan.cell * scale - 3;
  const size = Math.max(LEAST, Math.min(MOST, pixels / 3, plan.line * scale - 2)); // on the screen
  return s("g", { class: "gv-picture-digits" }, ...numbersOf(array, plan).flatMap((value, at) => {
    const place = placeOf(plan, Math.floor(at / plan.columns), at % plan.columns);
    const text = digits(value, { room: pixels, size, dtype: array.dtype });
    if (textWidth(text, size) > pixels + 1 || plan.line * scale < size) return [];
    return [s("text", { x: place.x + place.width / 2, y: place.y + place.height / 2 + (size / scale) * 0.36, style: `font-size: ${size / scale}px` }, text)];
  }));
}
