// ⑧ Broadcasting and its way back: two shapes, which axes were stretched, and which are summed, with a gradient of ones.
import { attrs, h, scrollable, write } from "../dom.js";
import { number } from "../format.js";
import { call, recordedTable } from "../tables.js";

/** @typedef {{shape: number[], axes: number[], gradient: number[]}} Input */
/** @typedef {{shape: number[], inputs: [Input, Input]}} Stretch */

const SHAPES = [[3, 4], [4], [3, 1], [1, 4], [3], [1], [], [2, 3, 4], [2, 1, 4], [2, 3, 1]];
const BLOCKED = "Other shapes need Python, which could not be started here. The shapes shown were recorded.";

/** As Python writes it. @param {number[]} shape */
export const tuple = (shape) => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
/** @param {number[]} axes */
const axesText = (axes) => (axes.length === 1 ? `axis ${axes[0]}` : `axes ${axes.slice(0, -1).join(", ")} and ${axes[axes.length - 1]}`);

/** The numbers of one array, row by row; more axes than two are blocks. `lit` says which entries add up to the lit one.
 * @param {number[]} shape @param {number[]} data @param {(place: number[]) => boolean} lit @param {string} label */
function cells(shape, data, lit, label) {
  const columns = shape[shape.length - 1] ?? 1;
  const rows = shape[shape.length - 2] ?? 1;
  const place = (/** @type {number} */ i) => shape.map((_, axis) => Math.floor(i / shape.slice(axis + 1).reduce((one, other) => one * other, 1)) % shape[axis]);
  const blocks = Array.from({ length: data.length / (rows * columns) }, (_, block) => h("table", { "aria-label": label }, h("tbody", {},
    ...Array.from({ length: rows }, (_, row) => h("tr", {}, ...Array.from({ length: columns }, (_, column) => {
      const i = (block * rows + row) * columns + column;
      return h("td", { "data-lit": lit(place(i)) }, number(data[i]));
    }))))));
  return h("div", { class: "unbroadcast-cells" }, ...blocks, h("span", { class: "matrix-shape" }, h("b", {}, tuple(shape))));
}

/**
 * An element with `.value` {a, b} (two shapes) and `input` events.
 * @param {{label?: string}} [options]
 */
export async function unbroadcast({ label = "Broadcasting, and its way back" } = {}) {
  /** @type {Stretch} */
  let now = await recordedTable("stretch");
  const pick = (/** @type {string} */ name, /** @type {number[]} */ chosen) => h("select", { "aria-label": `shape of ${name}` },
    ...SHAPES.map((shape, i) => h("option", { value: i, selected: String(shape) === String(chosen) }, tuple(shape))));
  const picks = { a: pick("a", now.inputs[0].shape), b: pick("b", now.inputs[1].shape) };
  const chosen = () => ({ a: SHAPES[Number(picks.a.value)], b: SHAPES[Number(picks.b.value)] });
  const axes = h("table", { class: "unbroadcast-axes" });
  const problem = h("p", { class: "problem-text", role: "alert", hidden: true });
  const ways = h("div", { class: "unbroadcast-ways" });
  const body = h("div", { "aria-live": "polite" }, axes, ways);
  const root = h("section", { class: "unbroadcast", "data-widget": "unbroadcast", "data-source": "recorded", "aria-label": label },
    h("div", { class: "unbroadcast-picks" }, ...Object.entries(picks).map(([name, select]) => h("label", {}, h("span", {}, `shape of ${name}`), select))), problem, body);

  /** @param {string} name @param {Input} input */
  function way(name, { shape, axes: stretched, gradient }) {
    const ones = Array.from({ length: now.shape.reduce((one, other) => one * other, 1) }, () => 1);
    const first = (/** @type {number[]} */ place) => place.every((index, axis) => index === 0 || stretched.includes(axis));
    const words = stretched.length
      ? `${name} was stretched along ${axesText(stretched)}, so the gradient is summed over ${axesText(stretched)}: ${number(gradient[0])} copies of each entry, ${number(gradient[0])} ones to add up.`
      : `${name} was not stretched. The gradient is its own as it comes.`;
    const line = h("div", { class: "unbroadcast-line" }, cells(now.shape, ones, first, `the gradient that arrives at a + b, for ${name}`),
      h("span", { class: "unbroadcast-sum" }, stretched.length ? `sum over ${axesText(stretched)} →` : "→"), cells(shape, gradient, (place) => place.every((index) => index === 0), `gradient of ${name}`));
    scrollable(line, `The gradient of ${name}`);
    return attrs(h("div", { class: "unbroadcast-way" }, h("p", {}, words), line), { "data-input": name, "data-axes": stretched.join(" "), "data-gradient": gradient.join(" ") });
  }
  function paint() {
    const deep = now.shape.length;
    const row = (/** @type {string} */ name, /** @type {number[]} */ shape, /** @type {number[]} */ stretched) => h("tr", {}, h("th", { scope: "row" }, name),
      ...now.shape.map((wide, axis) => {
        const own = shape[axis - (deep - shape.length)];
        return h("td", { "data-stretched": stretched.includes(axis) }, own === undefined ? `new → ${wide}` : stretched.includes(axis) ? `${own} → ${wide}` : String(own));
      }));
    axes.replaceChildren(h("thead", {}, h("tr", {}, h("td", {}), ...now.shape.map((_, axis) => h("th", { scope: "col" }, `axis ${axis}`)))),
      h("tbody", {}, row("a", now.inputs[0].shape, now.inputs[0].axes), row("b", now.inputs[1].shape, now.inputs[1].axes), row("a + b", now.shape, [])));
    axes.hidden = deep === 0;
    ways.replaceChildren(way("a", now.inputs[0]), way("b", now.inputs[1]));
  }
  for (const select of Object.values(picks)) {
    select.addEventListener("input", async (event) => {
      event.stopPropagation();
      const { a, b } = chosen();
      attrs(root, { "data-pending": true });
      try {
        now = await call("stretch", [a, b], root);
        attrs(root, { "data-source": "live", "data-pending": null });
        problem.hidden = true;
        body.hidden = false;
        paint();
        root.dispatchEvent(new Event("input", { bubbles: true }));
      } catch (/** @type {any} */ error) {
        if (error.kind === "Superseded") return;
        attrs(root, { "data-pending": null });
        problem.hidden = false;
        body.hidden = true;
        write(problem, error.kind === "EngineFailed" ? BLOCKED : `${error.kind}: ${error.message}`);
      }
    });
  }
  paint();
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: chosen });
}
