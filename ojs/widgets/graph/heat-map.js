// ⑧ An array as a table of numbers on colours: below zero one hue, above it another, zero the page's own.
import { h } from "../../drawing/dom.js";
import { exact, isArray, number, shapeText, toNumber } from "../../maths/format.js";

/**
 * @typedef {import("../../engine/protocol.js").NumArray} NumArray
 * @typedef {import("../../engine/protocol.js").Num} Num
 */

/** Digits that fit into a cell of a small table. @param {Num} value */
const brief = (value) => {
  const given = toNumber(value);
  if (!Number.isFinite(given) || Math.abs(given) >= 1e4) return number(value);
  return number(Number(given.toPrecision(Math.abs(given) < 0.1 ? 2 : 3)));
};

/** How strong a colour, of the largest there is: −1 … 1. @param {Num} value @param {number} most */
const strength = (value, most) => {
  const given = toNumber(value);
  if (Number.isNaN(given)) return 0;
  return most === 0 || !Number.isFinite(given) ? Math.sign(given) : given / most;
};

/** Rows and columns: what has more axes is shown as its last two, row under row. @param {number[]} shape @returns {[number, number]} */
const flat = (shape) => {
  const columns = shape[shape.length - 1] ?? 1;
  const size = shape.reduce((product, one) => product * one, 1);
  return [columns ? size / columns : 0, columns];
};

/**
 * @param {NumArray} array
 * @param {{label: string, kind?: "value" | "gradient"}} options label: what it is, for everyone
 * @returns {HTMLElement}
 */
export function heatMap(array, { label, kind = "value" }) {
  if (!isArray(array)) throw new TypeError("heatMap needs an array of the wire: {shape, dtype, data}");
  const large = "summary" in array;
  const [rows, columns] = large ? array.picture.shape : flat(array.shape);
  const data = large ? array.picture.data : array.data;
  const most = data.map((one) => Math.abs(toNumber(one))).filter(Number.isFinite).reduce((one, other) => Math.max(one, other), 0);
  const deep = !large && array.shape.length > 2 ? array.shape[array.shape.length - 2] : 0;

  /** @param {number} row @param {number} column */
  const cell = (row, column) => {
    const value = data[row * columns + column];
    const sign = strength(value, most);
    return h("td", { style: `--heat: ${Math.round(Math.abs(sign) * 100)}%`, "data-sign": sign < 0 ? "negative" : sign > 0 ? "positive" : "zero", title: exact(value) }, large ? "" : brief(value));
  };
  const body = Array.from({ length: rows }, (_, row) =>
    h("tr", { "data-first": deep > 0 && row > 0 && row % deep === 0 }, ...Array.from({ length: columns }, (_, column) => cell(row, column))));
  const shape = shapeText(array);
  const table = h("table", { class: "heat-map-cells", "data-large": large },
    h("caption", {}, h("span", { class: "heat-map-label" }, label), ` ${shape}`), h("tbody", {}, ...body));
  if (large) {
    table.setAttribute("aria-hidden", "true"); // means of blocks; the summary below says more
    const { min, max, mean, norm } = array.summary;
    const facts = Object.entries({ min, max, mean, norm }).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, number(value))));
    return h("div", { class: "heat-map", "data-widget": "heat-map", "data-kind": kind, role: "group", "aria-label": `${label}, ${shape}` }, table, h("dl", {}, ...facts));
  }
  return h("div", { class: "heat-map", "data-widget": "heat-map", "data-kind": kind }, rows && columns ? table : h("p", {}, `${label}: empty, ${shape}`));
}
