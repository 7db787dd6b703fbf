// ⑧ One row of the engine's table to explore: the operation along each argument, and what its rules give at the chosen point.
import { attrs, h, math, whileConnected, write } from "../../drawing/dom.js";
import { classed, identifier, m, numeral, operator, partial, row, serialize, toMarkup } from "../../maths/formula.js";
import { whenBlocked } from "../../engine/live.js";
import { call } from "../../engine/tables.js";
import { plane } from "./plane.js";

/**
 * @typedef {import("../../engine/tables.js").Operation} Operation
 * @typedef {import("../../maths/formula.js").Markup} Markup
 * @typedef {import("../../maths/formula.js").Binding} Binding
 */

export const NAMES = ["a", "b"];

/** left = symbols = numbers = result, without saying the same twice. @param {Markup[]} stages */
const equal = (...stages) => row(...stages.filter((stage, i) => i === stages.length - 1 || serialize(stage) !== serialize(stages[i + 1])).flatMap((stage, i) => (i ? [operator("="), stage] : [stage])));

/**
 * An element with `.value` {name, at, y, locals} and `input` events.
 * @param {Operation} operation
 * @param {{grid: number[], live?: boolean}} options live: ask the engine for the curves; false: only what was recorded
 * @returns {HTMLElement & {value: {name: string, at: number[], y: any, locals: any[]}}}
 */
export function operation(operation, { grid, live = true }) {
  if (!operation || !Array.isArray(operation.slices)) throw new TypeError("operation needs a row of the table of operations");
  if (!Array.isArray(grid)) throw new TypeError("operation needs the table's grid");
  const { name, formula, locals: rules, parameters } = operation;
  let at = [...operation.at];
  /** The slice along each argument, and the point it goes through. */
  let known = operation.slices.map((slice) => ({ slice, through: operation.at }));
  /** What the reader asked for while its curve was being computed. @type {{argument: number, index: number} | null} */
  let wanted = null;

  const planes = rules.map((_, argument) => plane({ name: NAMES[argument], grid, move: (index) => move(argument, index) }));
  const readout = h("div", { class: "operation-readout" });
  const note = h("p", { class: "operation-note", hidden: true });
  const root = h("div", { class: "operation", "data-widget": "operation", "data-op": name, "data-source": "recorded" },
    h("div", { class: "operation-planes" }, ...planes.map(({ element }) => element)), readout, note);

  /** A slice along one argument is right as long as the others stay. @param {number} argument */
  const fresh = (argument) => known[argument].through.every((x, i) => i === argument || x === at[i]);
  /** @param {number} argument */
  const place = (argument) => grid.indexOf(at[argument]);
  /** Any slice that is right holds the numbers at the point. */
  function here() {
    const argument = Math.max(0, rules.findIndex((_, i) => fresh(i)));
    const { slice } = known[argument];
    return { y: slice.y[place(argument)], locals: rules.map((_, i) => slice.locals[i][place(argument)]) };
  }

  /** @param {number} argument @param {number} index */
  function move(argument, index) {
    if (fresh(argument)) {
      wanted = null;
      at = at.map((x, i) => (i === argument ? grid[index] : x));
      paint();
      root.dispatchEvent(new Event("input", { bubbles: true }));
    } else wanted = { argument, index };
    refresh();
  }

  async function refresh() {
    if (!live) return;
    const through = at;
    try {
      const slices = await call("slices", [name, through], root);
      attrs(root, { "data-source": "live" });
      note.hidden = true;
      if (through !== at) return;
      known = slices.map((/** @type {import("../../engine/tables.js").Slice} */ slice) => ({ slice, through }));
      if (wanted) move(wanted.argument, wanted.index);
      else paint();
    } catch (/** @type {any} */ error) {
      if (error.why === "Superseded") return;
      note.hidden = rules.every((_, i) => fresh(i));
      write(note, "The faded curve belongs to the numbers before: Python, which draws it anew, could not be started here.");
    }
  }

  function paint() {
    const { y, locals } = here();
    planes.forEach((one, i) => one.paint({ slice: known[i].slice, index: place(i), slope: locals[i] ?? null, stale: !fresh(i) }));
    const constants = Object.fromEntries(Object.entries(parameters).map(([key, number]) => [key, { number: Number(number) }]));
    const symbols = /** @type {Record<string, Binding>} */ (constants);
    /** A test, which is no number, is said: the lines below are of the case in which it holds. */
    const tests = Object.entries(parameters).filter(([, one]) => typeof one === "boolean")
      .map(([key, one]) => row(identifier(key), operator("="), m("mtext", one ? "True" : "False")));
    const numbers = /** @type {Record<string, Binding>} */ ({ ...constants, y: { number: y ?? "NaN" }, ...Object.fromEntries(at.map((number, i) => [NAMES[i], { number }])) });
    // Of cases only the one that holds: all of them stand in the line above.
    /** @param {Markup} left @param {string} rule @param {Markup} result */
    const stages = (left, rule, result) => equal(left, ...(rule.includes(" if ") ? [] : [toMarkup(rule, symbols)]), toMarkup(rule, numbers), result);
    const lines = [...tests, stages(identifier("y"), formula, classed(numeral(y ?? "NaN"), "eq-forward")),
      ...rules.map((rule, i) => stages(partial("y", NAMES[i]), rule, classed(numeral(locals[i] ?? "NaN"), "eq-backward")))];
    readout.replaceChildren(...lines.map((line) => h("p", {}, math(line))));
    attrs(root, { "data-at": at.join(" "), "data-y": y, "data-locals": locals.join(" ") });
  }

  paint();
  whenBlocked(root, (blocked) => { if (!blocked) refresh(); });
  whileConnected(root, () => {
    const begin = setTimeout(refresh); // Python must not delay the first picture
    return () => clearTimeout(begin);
  });
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => ({ name, at, ...here() }) });
}
