// ⑧ An array as a table of numbers: every element can be reached by keyboard; rows and columns count from 0.
import { attrs, h, write } from "../../drawing/dom.js";
import { arrayPlan, indexOf, largest, level, numbersOf } from "../../drawing/array-plan.js";
import { digits, whole } from "../../drawing/digits.js";
import { isArray, number, shapeText } from "../../maths/format.js";

/** @typedef {import("../../engine/protocol.js").Quantity} Quantity */
/** @typedef {ReturnType<typeof arrayTable>} ArrayTable */

const ROOM = 52; // pixels for a number
const NAMED = 24; // rows and columns that have a number of their own at the edge

/**
 * @param {number[]} shape
 * @param {{label: string, kind: "value" | "gradient", point: (index: number[] | null) => void}} options point: the reader is at an element
 */
export function arrayTable(shape, { label, kind, point }) {
  const caption = h("caption", {}, h("span", { class: "array-table-label" }, label), ` ${shapeText({ shape })}`);
  const table = h("table", { class: "array-table", "data-kind": kind });
  const facts = h("dl", { class: "array-table-facts", hidden: true });
  const element = h("div", { class: "array-table-frame" }, table, facts);
  /** @type {import("../../drawing/array-plan.js").Plan | null} */
  let plan = null;
  /** @type {HTMLTableCellElement[]} */
  let cells = [];
  let current = 0;
  /** @type {Quantity | undefined | null} */
  let shown = null;

  /** @param {import("../../drawing/array-plan.js").Plan} next */
  function build(next) {
    plan = next;
    const { rows, columns } = next;
    const named = next.exact && rows <= NAMED && columns <= NAMED;
    const [down, across] = [shape.length > 1 ? `axis ${shape.length - 2}` : "", `axis ${shape.length - 1}`];
    cells = Array.from({ length: rows * columns }, () => h("td", { tabindex: -1 }));
    const lead = (/** @type {number} */ row) => indexOf(next, row, 0).slice(0, -1).join(", ");
    const body = Array.from({ length: rows }, (_, row) => h("tr", { "data-first": row > 0 && shape.length > 2 && row % shape[shape.length - 2] === 0 },
      ...(named ? [shape.length > 1 ? h("th", { scope: "row" }, lead(row)) : h("td", { class: "array-table-axes" })] : []), ...cells.slice(row * columns, (row + 1) * columns)));
    const top = named ? [h("thead", {}, h("tr", {}, h("td", { class: "array-table-axes", title: down ? `rows: ${down}; columns: ${across}` : across }, down ? "↓ →" : "→"),
      ...Array.from({ length: columns }, (_, column) => h("th", { scope: "col" }, String(column)))))] : [];
    attrs(table, { "data-picture": !next.exact });
    table.replaceChildren(caption, ...top, h("tbody", {}, ...body));
    cells[0]?.setAttribute("tabindex", "0");
    current = 0;
  }
  const where = (/** @type {number} */ at) => (plan ? indexOf(plan, Math.floor(at / plan.columns), at % plan.columns) : []);

  /** @param {number} to */
  function go(to) {
    cells[current]?.setAttribute("tabindex", "-1");
    current = to;
    cells[current].setAttribute("tabindex", "0");
    cells[current].focus({ preventScroll: false });
  }
  table.addEventListener("keydown", (event) => {
    if (!plan || event.altKey || event.ctrlKey || event.metaKey) return;
    const { rows, columns } = plan;
    const [row, column] = [Math.floor(current / columns), current % columns];
    const to = { ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], Home: [row, 0], End: [row, columns - 1] }[event.key];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation(); // they are neither the graph's nor the steps'
    const [down, across] = [Math.max(0, Math.min(rows - 1, to[0])), Math.max(0, Math.min(columns - 1, to[1]))];
    go(down * columns + across);
  });
  const at = (/** @type {EventTarget | null} */ target) => cells.indexOf(/** @type {HTMLTableCellElement} */ (target instanceof Element ? target.closest("td") : null));
  table.addEventListener("focusin", (event) => {
    const to = at(event.target);
    if (to < 0) return;
    cells[current]?.setAttribute("tabindex", "-1");
    current = to;
    cells[to].setAttribute("tabindex", "0");
    point(where(to));
  });
  table.addEventListener("focusout", () => point(null));
  table.addEventListener("pointerover", (event) => { const to = at(event.target); if (to >= 0) point(where(to)); });
  table.addEventListener("pointerleave", () => point(cells.includes(/** @type {any} */ (document.activeElement)) ? where(current) : null));

  return {
    element,
    /** @param {Quantity | undefined} quantity */
    show(quantity) {
      if (quantity === shown) return;
      shown = quantity;
      const array = isArray(quantity) ? quantity : null;
      const next = arrayPlan(array ?? { shape, dtype: "", data: [] }, ROOM);
      if (!plan || next.rows !== plan.rows || next.columns !== plan.columns || next.exact !== plan.exact) build(next);
      const numbers = array ? numbersOf(array, next) : [];
      const most = largest(numbers);
      cells.forEach((cell, i) => {
        const value = numbers[i];
        attrs(cell, { "data-empty": value === undefined, "data-level": value === undefined ? null : level(value, most) ?? "none", title: value === undefined ? null : whole(value, array?.dtype) });
        write(cell, value === undefined ? (quantity === undefined || !next.exact ? "" : number(quantity)) : next.exact ? digits(value, { room: ROOM, dtype: array?.dtype }) : "");
      });
      const summary = array && "summary" in array ? array.summary : null;
      attrs(facts, { hidden: !summary });
      if (summary) facts.replaceChildren(...Object.entries(summary).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, number(value))]));
    },
    /** Frames the elements that are lit. @param {import("../../trace/sources.js").Box[]} boxes @param {number[] | null} own */
    light(boxes, own) {
      cells.forEach((cell, i) => {
        const index = where(i);
        const inside = boxes.some((box) => box.every(([from, to], axis) => index[axis] >= from && index[axis] < to));
        attrs(cell, { "data-lit": own && String(own) === String(index) ? "pointed" : inside ? "source" : null });
      });
    },
  };
}
