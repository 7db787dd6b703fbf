// ⑧ C = A @ B and the gradients of A and B: three products drawn to scale, sizes that move, and any one entry spelled out.
import { attrs, h, scrollable, write } from "../../drawing/dom.js";
import { number } from "../../maths/format.js";
import { entry, factors, PRODUCTS } from "../../trace/matrices.js";
import { live } from "../../engine/live.js";
import { call, recordedTable } from "../../engine/tables.js";
import { matrix } from "./matrix.js";
import { sliders } from "../step/sliders.js";

const SIZES = { m: { min: 1, max: 6, step: 1 }, k: { min: 1, max: 6, step: 1 }, n: { min: 1, max: 6, step: 1 } };
const BLOCKED = "Other sizes need Python, which could not be started here. The matrices shown were recorded.";

/** @param {string} name */
const kind = (name) => (name.startsWith("d") ? "gradient" : "value");

/**
 * An element with `.value` {m, k, n} and `input` events.
 * @param {{label?: string}} [options]
 * @returns {Promise<HTMLElement & {value: {m: number, k: number, n: number}}>}
 */
export async function matrixProduct({ label = "A matrix product and its gradients" } = {}) {
  /** @type {import("../../engine/tables.js").Product} */
  let all = await recordedTable("product");
  /** The entry spelled out: of which product, and where. */
  let chosen = { product: 1, i: 0, j: 1 };
  const size = { m: all.A.length, k: all.B.length, n: all.B[0].length };
  const knobs = sliders(SIZES, size);
  const lines = PRODUCTS.map(() => h("div", { class: "product-line" }));
  const name = h("span", { class: "product-entry" });
  const symbols = h("span", { class: "product-symbols" });
  const numbers = h("span", { class: "product-numbers" });
  const spelled = h("p", { class: "product-spelled", "aria-live": "polite" }, name, symbols, numbers);
  const root = h("section", { class: "matrix-product", "data-widget": "matrix-product", "data-source": "recorded", "aria-label": label },
    knobs, h("div", { class: "product-lines" }, ...lines), spelled);

  function paint() {
    PRODUCTS.forEach((written, product) => {
      const { left, right } = factors(all, written);
      const { i, j } = chosen;
      const here = product === chosen.product;
      const { result, turned } = written;
      lines[product].replaceChildren(
        matrix(all[result], { name: result, kind: kind(result), grid: true, chosen: here ? [i, j] : null }), h("span", { class: "product-sign" }, "="),
        matrix(left, { name: written.left, kind: kind(written.left), turned: turned === "left", lit: (row) => here && row === i }), h("span", { class: "product-sign" }, "@"),
        matrix(right, { name: written.right, kind: kind(written.right), turned: turned === "right", lit: (_, column) => here && column === j }));
      attrs(lines[product], { "data-product": result });
    });
    const said = entry(all, PRODUCTS[chosen.product], chosen.i, chosen.j);
    write(name, said.name);
    write(symbols, `= ${said.symbols}`);
    write(numbers, `= ${said.numbers} = ${number(said.value)}`);
    attrs(spelled, { "data-kind": kind(said.name), "data-value": said.value });
  }

  /** @param {number} product @param {number} i @param {number} j @param {boolean} focus */
  function choose(product, i, j, focus) {
    const result = all[PRODUCTS[product].result];
    chosen = { product, i: Math.max(0, Math.min(result.length - 1, i)), j: Math.max(0, Math.min(result[0].length - 1, j)) };
    paint();
    if (focus) /** @type {HTMLElement | null} */ (lines[product].querySelector("[data-chosen]"))?.focus();
  }
  lines.forEach((line, product) => {
    /** @param {Event} event @returns {[number, number] | null} */
    const at = (event) => {
      const cell = event.target instanceof Element ? event.target.closest('[role="gridcell"]') : null;
      const [i, j] = (cell?.getAttribute("data-at") ?? "").split(" ").map(Number);
      return cell ? [i, j] : null;
    };
    line.addEventListener("click", (event) => { const found = at(event); if (found) choose(product, ...found, true); });
    line.addEventListener("keydown", (event) => {
      const by = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Enter: [0, 0], " ": [0, 0], Home: [0, -9], End: [0, 9] }[event.key];
      const found = at(event);
      if (!by || !found || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      choose(product, found[0] + by[0], found[1] + by[1], true);
    });
  });
  const run = live(root, {
    /** @param {number[]} sizes */
    async ask(sizes) {
      attrs(root, { "data-pending": true });
      const answer = await call("product", sizes, root);
      attrs(root, { "data-pending": null });
      return answer;
    },
    received(answer) {
      all = answer;
      choose(chosen.product, chosen.i, chosen.j, false);
      root.dispatchEvent(new Event("input", { bubbles: true }));
    },
    failed(failure) {
      /** @type {any} */ (knobs).note = failure?.message;
      if (failure) back();
    },
    blocked(reason) {
      /** @type {any} */ (knobs).disabled = reason && BLOCKED;
      if (reason) back();
    },
    begin: () => null,
  });
  /** What is shown stays as it is. */
  function back() {
    attrs(root, { "data-pending": null });
    knobs.value = { m: all.A.length, k: all.B.length, n: all.B[0].length };
  }
  knobs.addEventListener("input", (event) => {
    event.stopPropagation();
    const { m, k, n } = knobs.value;
    run([m, k, n]);
  });
  paint();
  for (const line of lines) scrollable(line, "A product of matrices");
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => ({ m: all.A.length, k: all.B.length, n: all.B[0].length }) });
}
