// ⑧ Broadcasting and its way back: two shapes of the reader's choice, what is repeated, and what is summed, entry by entry.
import { attrs, h, write } from "../../drawing/dom.js";
import { number, shapeTuple } from "../../maths/format.js";
import { whenBlocked } from "../../engine/live.js";
import { call, recordedTable } from "../../engine/tables.js";

/** `used`: for each entry of the result, the entry of the input that went into it.
 * @typedef {{shape: number[], axes: number[], used: number[], gradient: number[]}} Input */
/** @typedef {{shape: number[], inputs: [Input, Input]}} Stretch */

const PAIRS = [[[3, 4], [4]], [[3, 1], [1, 4]], [[2, 1, 4], [3, 1]], [[2, 3], []], [[3, 4], [3]]];
const MOST_ONES = 6; // of a sum that is written out
const BLOCKED = "Other shapes need Python, which could not be started here. The shapes shown were recorded.";
const HELP = "A shape is whole numbers with commas between them, such as (3, 4). A single number has none: ().";

/** What a reader typed, or null. @param {string} text @returns {number[] | null} */
export function parsed(text) {
  const inner = text.trim().replace(/^[([]|[)\]]$/g, "").replace(/,\s*$/, "").trim();
  if (inner === "") return [];
  const numbers = inner.split(/\s*[,×x]\s*|\s+/).map(Number);
  return numbers.every((one) => Number.isInteger(one) && one > 0) ? numbers : null;
}
/** @param {number[]} axes */
const axesText = (axes) => (axes.length === 1 ? `axis ${axes[0]}` : `axes ${axes.slice(0, -1).join(", ")} and ${axes[axes.length - 1]}`);

/** The numbers of one array, row by row; more axes than two are blocks. Each cell knows to which entry of the input it belongs.
 * @param {"forward" | "backward"} pass @param {number[]} shape @param {number[]} data @param {number[]} entries @param {string} label */
function cells(pass, shape, data, entries, label) {
  const columns = shape[shape.length - 1] ?? 1;
  const rows = shape[shape.length - 2] ?? 1;
  const blocks = Array.from({ length: data.length / (rows * columns) }, (_, block) => h("table", { "aria-label": label }, h("tbody", {},
    ...Array.from({ length: rows }, (_, row) => h("tr", {}, ...Array.from({ length: columns }, (_, column) => {
      const i = (block * rows + row) * columns + column;
      return h("td", { "data-entry": entries[i], "data-copy": pass === "forward" && entries.indexOf(entries[i]) < i }, number(data[i]));
    }))))));
  return h("div", { class: "unbroadcast-cells", "data-pass": pass }, ...blocks, h("span", { class: "matrix-shape" }, h("b", {}, shapeTuple(shape))));
}

/** "Entry 4, a[1, 0],": by its number, and as Python would ask for it; of a number just its name. @param {string} name @param {number[]} shape @param {number} entry */
function entryName(name, shape, entry) {
  if (shape.length === 0) return name;
  let rest = entry;
  const index = [...shape].reverse().map((length) => { const at = rest % length; rest = (rest - at) / length; return at; }).reverse();
  return `Entry ${entry}, ${name}[${index.join(", ")}],`;
}

/**
 * An element with `.value` {a, b} (two shapes) and `input` events.
 * @param {{label?: string}} [options]
 */
export async function unbroadcast({ label = "Broadcasting, and its way back" } = {}) {
  /** @type {Stretch} */
  let now = await recordedTable("stretch");
  const fields = ["a", "b"].map((name, i) => h("input", { type: "text", value: shapeTuple(now.inputs[i].shape), spellcheck: "false", autocomplete: "off", "aria-label": `Shape of ${name}` }));
  const pairs = PAIRS.map(([a, b]) => {
    const button = h("button", { type: "button" }, `${shapeTuple(a)} + ${shapeTuple(b)}`);
    button.addEventListener("click", () => { [fields[0].value, fields[1].value] = [shapeTuple(a), shapeTuple(b)]; ask(); });
    return button;
  });
  const axes = h("table", { class: "unbroadcast-axes" });
  const problem = h("p", { class: "problem-text", role: "alert", hidden: true });
  const ways = h("div", { class: "unbroadcast-ways" });
  const body = h("div", {}, axes, ways);
  const root = h("section", { class: "unbroadcast", "data-widget": "unbroadcast", "data-source": "recorded", "aria-label": label },
    h("div", { class: "unbroadcast-picks" }, ...fields.map((field, i) => h("label", {}, h("span", {}, `Shape of ${"ab"[i]}`), field))),
    h("div", { class: "unbroadcast-pairs", role: "group", "aria-label": "Shapes to try" }, ...pairs), problem, body);

  /** @param {string} name @param {Input} input */
  function way(name, { shape, axes: stretched, used, gradient }) {
    const own = gradient.map((_, i) => i);
    const along = stretched.length ? axesText(stretched) : "";
    const words = h("p", {}, stretched.length ? `${name} was repeated along ${along}, so its gradient is summed over ${along}.` : `${name} was not repeated. Its gradient is the one that arrives.`);
    const told = h("p", { role: "status" });
    const arrow = (/** @type {string} */ pass, /** @type {string} */ text) => h("span", { class: "unbroadcast-arrow", "data-pass": pass }, text);
    const lines = h("div", { class: "unbroadcast-lines", tabindex: 0, role: "group", "aria-label": `${name} and its gradient; the arrow keys choose an entry` },
      cells("forward", shape, own, own, `the entries of ${name}, numbered from 0`), arrow("forward", along ? `repeat along ${along} →` : "→"), cells("forward", now.shape, used, used, `${name} as it is added`),
      cells("backward", shape, gradient, own, `gradient of ${name}`), arrow("backward", along ? `← sum over ${along}` : "←"), cells("backward", now.shape, used.map(() => 1), used, `the gradient that arrives at a + b, for ${name}`));
    let chosen = -1;
    /** @param {number} entry */
    function choose(entry) {
      if (entry === chosen || !(entry >= 0 && entry < own.length)) return;
      chosen = entry;
      for (const cell of lines.querySelectorAll("td")) attrs(cell, { "data-lit": Number(cell.dataset.entry) === entry });
      const count = used.filter((one) => one === entry).length;
      const sum = count === 1 ? "The 1 comes back as it is" : `${count <= MOST_ONES ? Array(count).fill("1").join(" + ") : `${count} ones`} = ${number(gradient[entry])} ${count <= MOST_ONES ? "comes" : "come"} back`;
      write(told, `${entryName(name, shape, entry)} was used ${count === 1 ? "once" : `${count} times`}. ${sum}.`);
    }
    const pointed = (/** @type {Event} */ event) => { const cell = event.target instanceof Element ? event.target.closest("td") : null; if (cell) choose(Number(cell.dataset.entry)); };
    lines.addEventListener("pointerover", pointed);
    lines.addEventListener("click", pointed);
    lines.addEventListener("keydown", (event) => {
      const columns = shape[shape.length - 1] ?? 1;
      const move = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
      if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      choose(chosen + move);
    });
    choose(0);
    return attrs(h("div", { class: "unbroadcast-way" }, words, lines, told), { "data-input": name, "data-axes": stretched.join(" "), "data-gradient": gradient.join(" ") });
  }
  function paint() {
    const deep = now.shape.length;
    const row = (/** @type {string} */ name, /** @type {number[]} */ shape, /** @type {number[]} */ stretched) => h("tr", {}, h("th", { scope: "row" }, name),
      ...now.shape.map((wide, axis) => {
        const own = shape[axis - (deep - shape.length)];
        return h("td", { "data-stretched": stretched.includes(axis) }, own === undefined ? `new → ${wide}` : stretched.includes(axis) ? `${own} → ${wide}` : String(own));
      }));
    axes.replaceChildren(h("thead", {}, h("tr", {}, h("td", {}), ...now.shape.map((_, axis) => h("th", { scope: "col" }, `Axis ${axis}`)))),
      h("tbody", {}, row("a", now.inputs[0].shape, now.inputs[0].axes), row("b", now.inputs[1].shape, now.inputs[1].axes), row("a + b", now.shape, [])));
    axes.hidden = deep === 0;
    ways.replaceChildren(way("a", now.inputs[0]), way("b", now.inputs[1]));
  }
  /** @param {string} text */
  const refuse = (text) => { problem.hidden = false; body.hidden = true; write(problem, text); };
  async function ask() {
    const shapes = fields.map(({ value }) => parsed(value));
    fields.forEach((field, i) => attrs(field, { "aria-invalid": shapes[i] === null && "true" }));
    if (shapes.includes(null)) { refuse(HELP); return; }
    attrs(root, { "data-pending": true });
    try {
      now = await call("stretch", shapes, root);
      attrs(root, { "data-source": "live", "data-pending": null });
      problem.hidden = true;
      body.hidden = false;
      paint();
      root.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (/** @type {any} */ error) {
      if (error.why === "Superseded") return;
      attrs(root, { "data-pending": null });
      refuse(error.why === "EngineFailed" ? BLOCKED : `${error.kind}: ${error.message}`);
    }
  }
  for (const field of fields) {
    field.addEventListener("input", (event) => event.stopPropagation());
    field.addEventListener("change", ask); // also by Enter
  }
  whenBlocked(root, (blocked) => { if (!blocked && problem.textContent === BLOCKED) ask(); });
  paint();
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => ({ a: now.inputs[0].shape, b: now.inputs[1].shape }) });
}
