// ⑧ One matrix, drawn to scale: a square for each entry, its name above, its shape below.
import { attrs, h } from "../../drawing/dom.js";
import { exact, number } from "../../maths/format.js";
import { LETTERS, shape } from "../../trace/matrices.js";

/**
 * @param {number[][]} entries
 * @param {{name: import("../../trace/matrices.js").Name, kind: "value" | "gradient", turned?: boolean, lit?: (i: number, j: number) => boolean, chosen?: [number, number] | null, grid?: boolean}} options
 *   turned: a transpose; grid: its entries can be chosen
 */
export function matrix(entries, { name, kind, turned = false, lit = () => false, chosen = null, grid = false }) {
  const rows = entries.map((line, i) => h("tr", { role: "row" }, ...line.map((value, j) => {
    const here = chosen !== null && chosen[0] === i && chosen[1] === j;
    return h("td", { role: grid ? "gridcell" : "cell", "data-at": `${i} ${j}`, "data-lit": lit(i, j), "data-chosen": here, title: exact(value),
      tabindex: grid ? (here || (chosen === null && i === 0 && j === 0) ? 0 : -1) : null, "aria-selected": grid ? String(here) : null }, number(value));
  })));
  const label = `${name}${turned ? " transposed" : ""}, shape ${shape(entries)}`;
  const table = h("table", { role: grid ? "grid" : "table", "aria-label": label }, h("tbody", { role: "rowgroup" }, ...rows));
  const title = h("span", { class: "matrix-name" }, name, ...(turned ? [h("sup", {}, "T")] : []));
  const letters = turned ? [...LETTERS[name]].reverse() : LETTERS[name];
  const sizes = h("span", { class: "matrix-shape" }, h("b", {}, shape(entries)), ` (${letters.join(", ")})`);
  return attrs(h("div", { class: "matrix" }, title, table, sizes), { "data-matrix": name, "data-kind": kind, "data-turned": turned });
}
