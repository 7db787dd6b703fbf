// ⑧ Pointing at an element of an array, wherever it is drawn: what it was made of is lit in every array of a part of the page.
import { whileConnected } from "../../drawing/dom.js";
import { gridOf } from "../../drawing/array-grid.js";
import { lit } from "../../trace/lit.js";
import { pointed } from "../../trace/pointed.js";

/** @typedef {import("../../drawing/array-grid.js").Grid} Grid */

/**
 * @param {import("../../trace/walk.js").Walk} walk @param {HTMLElement} root
 * @param {(found: {text: string, over: Grid} | null) => void} said the sum that makes the element under the pointer, if the pointer is over one here
 */
export function cellLights(walk, root, said) {
  const at = pointed(walk);
  /** What is lit. @type {Set<Grid>} */
  const lights = new Set();
  /** What the pointer is over. @type {Grid | undefined} */
  let over;

  /** @param {PointerEvent} event */
  function point(event) {
    const found = event.target instanceof Element ? event.target.closest(".gv-array, .array-table") : null;
    if (found?.matches(".array-table")) return; // which speaks for itself
    over = found ? gridOf(found) : undefined;
    at.set(over?.at(event) ?? null);
  }
  for (const type of /** @type {const} */ (["pointermove", "pointerover", "pointerdown"])) root.addEventListener(type, point); // what scrolls below the pointer is only "over"
  const leave = () => { over = undefined; at.set(null); };
  root.addEventListener("pointerleave", leave);
  const escape = (/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape" && over) leave(); }; // wherever the focus is

  function paint() {
    const { cell } = at;
    for (const one of lights) one.dark();
    lights.clear();
    if (!over?.element.isConnected) over = undefined;
    const found = lit(walk, cell);
    if (found && cell) {
      const own = cell.index.map((i) => /** @type {[number, number]} */ ([i, i + 1]));
      for (const element of root.querySelectorAll(".gv-array")) {
        const grid = gridOf(element);
        if (!grid) continue;
        const boxes = found.parts.flatMap((part) => (part.node === grid.of && part.which === grid.which ? [part.box] : []));
        grid.light(boxes, "source");
        if (grid.of === cell.node && grid.which === cell.which) grid.light([own], "pointed");
        if (boxes.length || grid.of === cell.node) lights.add(grid);
      }
    }
    said(over && found?.text ? { text: found.text, over } : null);
  }
  whileConnected(root, () => {
    at.addEventListener("cell", paint);
    document.addEventListener("keydown", escape);
    return () => {
      at.removeEventListener("cell", paint);
      document.removeEventListener("keydown", escape);
    };
  });
  return { paint: () => { if (at.cell || lights.size) paint(); } };
}
