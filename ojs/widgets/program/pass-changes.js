// ⑧ What a pass made of the leaves: each before and after, the greatest change first, and rate × gradient where that is why.
import { attrs, follow, h, scrollable, write } from "../../drawing/dom.js";
import { exact, isArray, number, operand } from "../../maths/format.js";
import { shortened } from "../../trace/foreign.js";
import { changesOf } from "../../trace/pass-changes.js";
import { needsWalk } from "../../trace/walk.js";
import { heatMap } from "../graph/heat-map.js";

/** @typedef {import("../../trace/pass-changes.js").Change} Change @typedef {import("../../engine/protocol.js").Quantity} Quantity @typedef {import("../../engine/protocol.js").NumArray} NumArray */

const MOST_PICTURES = 4;

/** How long an array is. @param {NumArray} array */
const norm = (array) => ("summary" in array ? Number(array.summary.norm) : Math.hypot(...array.data.map(Number)));
/** @param {Quantity} quantity */
const brief = (quantity) => (isArray(quantity) ? number(norm(quantity)) : number(quantity));

/** After − before; of a large array, block by block. @param {NumArray} before @param {NumArray} after @returns {NumArray | null} */
function moved(before, after) {
  const [one, two] = [before, after].map((array) => ("picture" in array ? array.picture : array));
  if (String(one.shape) !== String(two.shape) || one.data.length > 400) return null;
  return { shape: one.shape, dtype: before.dtype, data: two.data.map((value, i) => { const far = Number(value) - Number(one.data[i]); return Number.isFinite(far) ? far : "NaN"; }) };
}

/** @param {import("../../trace/walk.js").Walk} walk @param {Change} change @param {boolean} explained whether there is a column for why */
function row(walk, { node, before, after, gradient, rate }, explained) {
  const name = walk.names[node];
  const array = isArray(before) ? number(before) : "";
  const why = rate === undefined || gradient === undefined ? "" : `− ${number(rate)} × ${array ? "gradient" : operand(gradient)}`;
  return h("tr", { "data-leaf": name, "data-after": array ? null : exact(after).replace("−", "-") },
    h("th", { scope: "row", "data-ref": node }, shortened(name, 24), ...(array ? [h("small", {}, ` ${array}`)] : [])),
    h("td", { title: `${exact(before)} → ${exact(after)}` }, ...(array ? [h("small", {}, "length ")] : []), brief(before), h("span", { class: "pass-changes-to" }, " → "), brief(after)),
    ...(explained ? [h("td", { class: "pass-changes-why", title: why && gradient !== undefined ? `The gradient is ${exact(gradient)}` : null }, why)] : []));
}

/** @param {import("../../trace/walk.js").Walk} walk @param {Change[]} changes */
function table(walk, changes) {
  const explained = changes.some(({ rate }) => rate !== undefined);
  const heads = ["Leaf", "Before → after", ...(explained ? ["− rate × gradient"] : [])].map((text) => h("th", { scope: "col" }, text));
  return h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...changes.map((change) => row(walk, change, explained))));
}

/**
 * Follows the walk from pass to pass.
 * @param {import("../../trace/walk.js").Walk} walk
 * @param {{most?: number}} [options] most: how many are shown at once; the others are in a table to be opened
 * @returns {HTMLElement}
 */
export function passChanges(walk, { most = 6 } = {}) {
  needsWalk(walk, "passChanges");
  const title = h("p", { class: "pass-changes-title" });
  const shown = h("div", { class: "pass-changes-shown" });
  const [all, pictures] = [h("div"), h("div", { class: "pass-changes-pictures" })];
  const [allTitle, picturesTitle] = [h("summary"), h("summary", {}, "As pictures")];
  const more = h("details", { class: "pass-changes-more" }, allTitle, all);
  scrollable(shown, "What changed");
  scrollable(all, "All leaves");
  const drawn = h("details", { class: "pass-changes-more" }, picturesTitle, pictures);
  const root = h("div", { class: "pass-changes", "data-widget": "pass-changes" }, title, shown, more, drawn);
  /** @type {Change[]} */
  let changes = [];
  let from = "";

  function fill() {
    all.replaceChildren(...(more.open ? [table(walk, changes)] : []));
    const arrays = changes.filter(({ before }) => isArray(before)).slice(0, MOST_PICTURES);
    attrs(drawn, { hidden: arrays.length === 0 });
    pictures.replaceChildren(...(drawn.open ? arrays.flatMap(({ node, before, after }) => {
      const change = moved(/** @type {NumArray} */ (before), /** @type {NumArray} */ (after));
      return change ? [heatMap(change, { label: `Change of ${shortened(walk.names[node], 24)}` })] : [];
    }) : []));
  }
  more.addEventListener("toggle", fill);
  drawn.addEventListener("toggle", fill);
  /** @type {unknown} */
  let of;
  follow(root, walk, ["pass", "trace"], () => {
    attrs(root, { hidden: walk.pass === null });
    if (walk.pass === null || (of === walk.trace && from === String(walk.pass))) return;
    [of, from] = [walk.trace, String(walk.pass)];
    changes = changesOf(walk.replay, walk.pass);
    write(title, changes.length ? `What pass ${(walk.pass + 1).toLocaleString("en")} changed` : `Pass ${(walk.pass + 1).toLocaleString("en")} changes no leaf`);
    shown.replaceChildren(...(changes.length ? [table(walk, changes.slice(0, most))] : []));
    attrs(more, { hidden: changes.length <= most });
    write(allTitle, `All ${changes.length.toLocaleString("en")} leaves as a table`);
    fill();
  });
  return root;
}
