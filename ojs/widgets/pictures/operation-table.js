// ⑧ The engine's table of operations: a line for each, with its rules; a line opens to be explored.
import { attrs, h, math } from "../../drawing/dom.js";
import { identifier, partial, row, operator, toMarkup } from "../../maths/formula.js";
import { recordedTable } from "../../engine/tables.js";
import { operation, NAMES } from "./operation.js";
import { status } from "../step/status.js";

/** @typedef {import("../../engine/tables.js").Operation} Operation */

/** A formula of more characters than this is set smaller. */
const LONG = 22;
/** A line with a formula, or a rule, of more than these has no room for its columns: there they stand one below the other. */
const [LONG_FORMULA, LONG_RULE] = [34, 47];
/** More lines than these begin folded: they are what most programs are made of. */
const FIRST = 27;

let tables = 0;

/** @param {Operation} one @param {number} i */
const rule = (one, i) => (i in one.locals
  ? [h("span", { class: "op-left", "aria-hidden": "true" }, math(row(partial("y", NAMES[i]), operator("=")))), math(toMarkup(one.locals[i]))]
  : []);

/**
 * An element with `.value` (the name of the open row, or null) and `input` events.
 * @param {{open?: string | null, rows?: string[], live?: boolean, label?: string}} [options] open: the row open at first; rows: only these, in this order
 * @returns {Promise<HTMLElement & {value: string | null}>}
 */
export async function operationTable({ open = null, rows, live = true, label = "The engine's table of operations" } = {}) {
  const { grid, operations } = await recordedTable("operations");
  /** @type {string[]} */
  const wanted = rows ?? operations.map((/** @type {Operation} */ one) => one.name);
  /** @type {Map<string, Operation>} */
  const byName = new Map(operations.map((/** @type {Operation} */ one) => [one.name, one]));
  for (const name of open === null ? wanted : [...wanted, open]) if (!byName.has(name)) throw new TypeError(`the engine's table has no operation ${JSON.stringify(name)}`);
  const prefix = `op-${tables += 1}`;
  /** @type {string | null} */
  let value = null;

  const lines = wanted.map((name) => {
    const one = /** @type {Operation} */ (byName.get(name));
    const button = h("button", { type: "button", class: "op-open", "aria-expanded": "false", "aria-controls": `${prefix}-${name}` },
      h("span", { class: "op-name" }, name), h("span", { class: "op-symbol", "aria-hidden": "true" }, one.symbol.length > 2 ? "" : one.symbol));
    const line = h("tr", { role: "row", class: "op-line", "data-op": name, "data-below": one.formula.length > LONG_FORMULA || one.locals.some((text) => text.length > LONG_RULE) },
      h("th", { role: "rowheader", scope: "row" }, button),
      h("td", { role: "cell", class: "op-formula", "data-long": one.formula.length > LONG }, h("span", { class: "op-left", "aria-hidden": "true" }, math(row(identifier("y"), operator("=")))), math(toMarkup(one.formula))),
      h("td", { role: "cell", class: "op-rule" }, ...rule(one, 0)), h("td", { role: "cell", class: "op-rule" }, ...rule(one, 1)));
    const place = h("td", { role: "cell", colspan: 4, id: `${prefix}-${name}` });
    const detail = h("tr", { role: "row", class: "op-detail", hidden: true }, place);
    // the whole line opens; the button is what a keyboard and a screen reader find
    line.addEventListener("click", () => show(value === name ? null : name, line));
    return { name, one, button, line, detail, place };
  });
  /** @type {[string, import("../../maths/formula.js").Markup][]} */
  const heads = [["Result y", identifier("y")], ["Local derivative with respect to a", partial("y", "a")], ["Local derivative with respect to b", partial("y", "b")]];
  const table = h("table", { role: "table", "aria-label": label },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row", class: "op-head" },
      h("th", { role: "columnheader", scope: "col" }, "Operation"),
      ...heads.map(([said, drawn]) => h("th", { role: "columnheader", scope: "col" }, h("span", { class: "sg-hidden" }, said), h("span", { "aria-hidden": "true" }, math(drawn)))))),
    h("tbody", { role: "rowgroup" }, ...lines.flatMap(({ line, detail }) => [line, detail])));
  const rest = lines.slice(rows ? lines.length : FIRST);
  const more = h("button", { type: "button", class: "op-more" }, `Show the other ${rest.length} operations`);
  more.addEventListener("click", () => {
    unfold();
    rest[0].button.focus({ preventScroll: true }); // the button that had the focus is gone
  });
  for (const { line } of rest) line.hidden = true;
  more.hidden = rest.length === 0;
  const root = h("section", { class: "operation-table", "data-widget": "operation-table" }, table, more, ...(live ? [status()] : []));

  function unfold() {
    for (const { line } of rest) line.hidden = false;
    more.hidden = true;
  }

  /** Opens one row and closes the other; what was pressed stays where it is on the screen. @param {string | null} name @param {Element} [pressed] */
  function show(name, pressed) {
    const before = pressed?.getBoundingClientRect().top ?? 0;
    value = name;
    if (rest.some((each) => each.name === name)) unfold();
    for (const each of lines) {
      const opened = each.name === name;
      attrs(each.button, { "aria-expanded": String(opened) });
      attrs(each.line, { "data-open": opened });
      attrs(each.detail, { hidden: !opened });
      each.place.replaceChildren(...(opened ? [operation(each.one, { grid, live })] : []));
    }
    if (!pressed) return;
    scrollBy({ top: pressed.getBoundingClientRect().top - before, behavior: "instant" });
    root.dispatchEvent(new Event("input", { bubbles: true }));
  }
  show(open);
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => value, set: (name) => show(name) });
}
