// ⑧ The ledger: every contribution a gradient is the sum of, term by term, each on the line that waits for it.
import { attrs, follow, h, scrollable, write } from "../../drawing/dom.js";
import { exact, isArray, number, operand, toNumber } from "../../maths/format.js";
import { productText } from "../../trace/names.js";
import { sumParts } from "../../trace/row-text.js";
import { needsWalk } from "../../trace/walk.js";
import { linkHover } from "./hover.js";

/**
 * @typedef {import("../../trace/walk.js").Walk} Walk
 * @typedef {import("../../trace/replay.js").Entry} Entry
 * @typedef {{entry: Entry, element: HTMLElement}} Row
 */

/** More lines than this and only the account being written is shown. */
const MOST_LINES = 30;

/** @param {Walk} walk @param {Entry} entry @param {Entry | undefined} last the one before it @returns {string[]} from, contribution, total */
export function cells(walk, entry, last) {
  if (entry.kind === "clear") return [{ zero: "zero_grad()", backward: "backward() again", program: "the program" }[entry.by], "", "cleared"];
  if (entry.kind === "assign") return ["the program", "", number(entry.after)];
  if (entry.kind === "seed") return ["backward()", "", number(entry.after)];
  if (entry.local === null) {
    const axes = entry.axes ? `, summed over ${entry.axes.length > 1 ? "axes" : "axis"} ${entry.axes.join(", ")}` : "";
    const total = isArray(entry.before) ? `+ = ${number(entry.after)}` : number(entry.after);
    return [walk.names[entry.from], `${productText(walk.trace, walk.names, walk.trace.nodes[entry.from], entry.arg)}${axes}`, total];
  }
  const first = toNumber(entry.before) === 0 && (!last || last.kind === "clear" || last.aside !== entry.aside);
  const sum = first ? number(entry.after) : sumParts(entry.before, entry.contribution, entry.after).join(" ");
  return [walk.names[entry.from], `${number(entry.upstream)} × ${operand(entry.local)} = ${number(entry.contribution)}`, sum];
}

/** @param {Walk} walk @param {number} id @param {Entry[]} entries those that are shown, in a row @returns {{body: HTMLElement, rows: Row[]}} */
function account(walk, id, entries) {
  const all = walk.replay.entries(id);
  const begin = all.indexOf(entries[0]);
  const rows = entries.map((entry, i) => {
    const [from, contribution, sum] = cells(walk, entry, all[begin + i - 1]);
    const head = i === 0 ? [h("th", { scope: "rowgroup", rowspan: entries.length, "data-ref": id }, walk.names[id])] : [];
    const title = entry.kind === "term" ? exact(entry.after) : "";
    const element = h("tr", {}, ...head, h("td", { "data-ref": entry.kind === "term" ? entry.from : null }, from),
      h("td", { class: "ledger-term" }, contribution), h("td", { class: "ledger-sum", title }, sum));
    return { entry, element };
  });
  return { body: h("tbody", { "data-terms": entries.filter(({ kind }) => kind === "term").length }, ...rows.map(({ element }) => element)), rows };
}

/**
 * @param {Walk} walk
 * @param {{nodes?: string[], id?: number}} [options] nodes: labels whose gradients are shown; all by default; id: of this node alone
 * @returns {HTMLElement}
 */
export function ledger(walk, { nodes, id: only } = {}) {
  needsWalk(walk, "ledger");
  if (nodes !== undefined && !Array.isArray(nodes)) throw new TypeError("nodes is a list of labels");
  const heads = ["Node", "From", "Upstream × local", "Sum"];
  const table = h("table", {}, h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)))));
  const note = h("p", { class: "ledger-note" });
  const root = h("div", { class: "ledger", "data-widget": "ledger" }, table, note);
  /** @type {Row[]} */
  let rows = [];
  /** @type {unknown} */
  let drawn;
  let shown = "";
  /** Those with an account, in the order in which these begin; null where they have too many lines in all. @type {number[] | null} */
  let all = [];

  /** @param {number} id */
  const asked = (id) => !nodes || nodes.includes(walk.trace.nodes[id].label ?? "");
  function accounts() {
    const { trace, replay } = walk;
    const ids = [];
    let lines = 0;
    for (const { id } of trace.nodes) {
      if (!asked(id) || !replay.entries(id).length) continue;
      ids.push(id);
      lines += replay.entries(id).length;
      if (lines > MOST_LINES) return null;
    }
    return ids.sort((a, b) => replay.entries(a)[0].step - replay.entries(b)[0].step);
  }

  /** The page of a long account that is being written. @param {Entry[]} entries @param {number} step */
  function page(entries, step) {
    const next = entries.findIndex((entry) => entry.step > step);
    const last = (next < 0 ? entries.length : Math.max(next, 1)) - 1;
    const first = last - (last % MOST_LINES);
    return entries.slice(first, first + MOST_LINES);
  }

  function build() {
    const { trace, replay, state } = walk;
    if (drawn !== trace) {
      write(/** @type {Element} */ (table.querySelector("th:nth-child(3)")), trace.nodes.some(({ value }) => isArray(value)) ? "Product" : heads[2]);
      all = only === undefined ? accounts() : null;
    }
    const one = walk.hovered ?? state.receiver ?? state.node;
    const ids = only !== undefined ? [only] : all ?? (one !== null && asked(one) ? [one] : []);
    const parts = ids.map((id) => ({ id, entries: all ? replay.entries(id) : page(replay.entries(id), state.step) })).filter(({ entries }) => entries.length);
    const key = parts.map(({ id, entries }) => `${id}:${entries[0].step}`).join();
    if (drawn === trace && key === shown) return;
    [drawn, shown] = [trace, key];
    const made = parts.map(({ id, entries }) => account(walk, id, entries));
    for (const old of [...table.tBodies]) old.remove();
    table.append(...made.map(({ body }) => body));
    rows = made.flatMap((account) => account.rows);
    const [own] = parts;
    const long = only !== undefined && own && replay.entries(only).length > own.entries.length;
    write(note, long ? `${own.entries.length} of ${replay.entries(only).length} lines: those around this step.` : only !== undefined ? "" : !all ? "One gradient at a time: the one at this step, or of the node you point at." : rows.length ? "" : "This program does not go backward.");
  }

  follow(root, walk, ["step", "trace", "hover"], () => {
    build();
    const { step } = walk;
    for (const { entry, element } of rows) attrs(element, { "data-pending": entry.step > step, "data-active": entry.step === step, "data-kind": entry.kind });
  });
  linkHover(root, walk);
  scrollable(root, "Ledger of gradients");
  return root;
}
