// ⑦ The element that one points at in an array, wherever it is drawn: in its node, in what meets on an edge, in the pinned view.

/** @typedef {{node: number, which: "value" | "gradient" | "contribution", index: number[]}} Cell contribution: what the step sends, as it sends it */

/** Fires "cell". */
class Pointed extends EventTarget {
  /** @type {Cell | null} */
  cell = null;

  /** @param {Cell | null} cell */
  set(cell) {
    if (cell === this.cell || (cell && this.cell && cell.node === this.cell.node && cell.which === this.cell.which && String(cell.index) === String(this.cell.index))) return;
    this.cell = cell;
    this.dispatchEvent(new Event("cell"));
  }
}

/** @type {WeakMap<object, Pointed>} */
const all = new WeakMap();

/** One for each walk. @param {object} walk @returns {Pointed} */
export function pointed(walk) {
  const known = all.get(walk) ?? new Pointed();
  all.set(walk, known);
  return known;
}
