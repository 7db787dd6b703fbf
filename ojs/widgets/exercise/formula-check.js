// ⑧ Derivatives from paper beside the engine's, for whatever the sliders say.
import { attrs, follow, h, math, write } from "../../drawing/dom.js";
import { evaluate } from "../../maths/evaluate.js";
import { parse } from "../../maths/expression.js";
import { exact, number, toNumber } from "../../maths/format.js";
import { identifier, partial, toMarkup } from "../../maths/formula.js";
import { gradients } from "../../trace/rerun.js";

/**
 * An element with `.value`: do they all agree?
 * @param {HTMLElement & {walk: import("../../trace/walk.js").Walk, loaded?: Promise<any>}} target made by walkthrough(…)
 * @param {Record<string, string>} formulas by label, over the labels: {a: "b", b: "a + 2 * b"}
 * @returns {any}
 */
export function formulaCheck(target, formulas) {
  if (target?.loaded) return target.loaded.then((whole) => formulaCheck(whole, formulas));
  const { walk } = target ?? {};
  if (!walk) throw new TypeError("formulaCheck needs a walkthrough as its first argument");
  const root = walk.trace.steps.find((step) => step.kind === "seed");
  if (root?.kind !== "seed") throw new TypeError("formulaCheck needs a program that calls backward()");
  const rows = Object.entries(formulas ?? {}).map(([label, formula]) => {
    if (!walk.names.includes(label)) throw new TypeError(`the program has no value ${label}`);
    const names = Object.fromEntries(walk.names.map((name) => [name, { name }]));
    const cells = { paper: h("span"), engine: h("td", { class: "ledger-term" }), verdict: h("td") };
    const name = h("th", { scope: "row" }, h("span", { class: "sg-hidden" }, `gradient of ${label}`), h("span", { "aria-hidden": "true" }, math(partial(walk.names[root.node], label))));
    return { label, tree: parse(formula), cells, row: h("tr", {}, name, h("td", {}, math(toMarkup(formula, names)), " = ", cells.paper), cells.engine, cells.verdict) };
  });
  if (rows.length === 0) throw new TypeError('formulaCheck needs a formula: {a: "b"}');
  const heads = ["Gradient", "On paper", "Engine", "Agree"].map((text) => h("th", { scope: "col" }, text));
  const table = h("table", {}, h("caption", { class: "sg-hidden" }, "Derivatives from paper and from the engine"), h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows.map(({ row }) => row)));
  const element = h("div", { class: "formula-check ledger", "data-widget": "formula-check" }, table);
  let value = true;
  follow(element, walk, ["trace"], () => {
    const found = gradients(walk.trace);
    const leaves = Object.fromEntries(walk.trace.nodes.map((node) => [walk.names[node.id], toNumber(node.value)]));
    value = true;
    for (const { label, tree, cells } of rows) {
      const [paper, engine] = [evaluate(tree, leaves), found[walk.names.indexOf(label)] ?? NaN];
      const agree = Math.abs(paper - engine) <= 1e-9 * Math.max(1, Math.abs(paper));
      value &&= agree;
      write(cells.paper, number(paper));
      write(cells.engine, number(engine));
      attrs(cells.engine, { title: exact(engine) });
      write(cells.verdict, agree ? "✓ yes" : "✗ no");
    }
    element.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return Object.defineProperty(/** @type {any} */ (element), "value", { get: () => value });
}
