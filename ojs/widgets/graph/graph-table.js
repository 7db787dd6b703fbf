// ⑧ The table twin of the graph: the same facts as text, for screen readers and for whoever prefers a table.
import { attrs, follow, h, scrollable, whileConnected, write } from "../../drawing/dom.js";
import { isArray, number } from "../../maths/format.js";
import { keepsGradient } from "../../trace/kept.js";
import { expressionText } from "../../trace/names.js";
import { edgeId } from "../../trace/replay.js";
import { nodesOf } from "../../trace/series.js";
import { needsWalk } from "../../trace/walk.js";
import { cells } from "../step/ledger.js";

/** A number; of an array its shape, and its numbers or what sums them up. @param {import("../../engine/protocol.js").Quantity} value */
function whole(value) {
  if (!isArray(value)) return number(value);
  if ("summary" in value) return `${number(value)}: ${Object.entries(value.summary).map(([name, one]) => `${name} ${number(one)}`).join(", ")}`;
  const columns = value.shape[value.shape.length - 1] || 1;
  const rows = Array.from({ length: value.data.length / columns }, (_, row) => value.data.slice(row * columns, (row + 1) * columns).map((one) => number(Number(Number(one).toPrecision(3)))).join(", "));
  return `${number(value)}: ${rows.join("; ")}`;
}

/** More rows than this are not made at once; more contributions are not listed. */
const [MOST_ROWS, MOST_TERMS] = [1000, 12];

/** What draws each walk, and who wants to know when it is drawn anew: what is folded there, the table says. @type {WeakMap<import("../../trace/walk.js").Walk, {view: import("./graph-view.js").View | null, tables: Set<() => void>}>} */
const twins = new WeakMap();

/** @param {import("../../trace/walk.js").Walk} walk */
function twin(walk) {
  const found = twins.get(walk) ?? { view: null, tables: new Set() };
  twins.set(walk, found);
  return found;
}

/** @type {import("./graph-view.js").Overlay} */
export function tableTwin(walk, view) {
  const own = twin(walk);
  own.view = view;
  return { built() { for (const paint of own.tables) paint(); }, paint() {} };
}

/** The fold in which a node is out of sight, by its name. @param {import("./graph-view.js").View | null} view @param {number} id */
function foldOf(view, id) {
  const drawn = view?.placed(id);
  return drawn && (drawn.one.group !== null || drawn.one.id !== id) ? drawn.name : "";
}

/** Every contribution to a gradient so far. @param {import("../../trace/walk.js").Walk} walk @param {number} id */
function accountOf(walk, id) {
  const entries = walk.state.ledger(id);
  const lines = entries.slice(-MOST_TERMS).map((entry, i, shown) => {
    const [from, contribution, sum] = cells(walk, entry, shown[i - 1] ?? entries[entries.length - shown.length - 1]);
    return `${from}: ${contribution || sum}`;
  });
  const more = entries.length - lines.length;
  const sum = entries.length > 1 ? `; ${number(entries[entries.length - 1].kind === "clear" ? 0 : /** @type {{after: import("../../engine/protocol.js").Quantity}} */ (entries[entries.length - 1]).after)} in all` : "";
  return lines.length ? `${more > 0 ? `${more} more, then ` : ""}${lines.join("; ")}${sum}` : "";
}

/** @param {import("../../trace/walk.js").Walk} walk @returns {HTMLElement} */
export function graphTable(walk) {
  needsWalk(walk, "graphTable");
  const body = h("tbody");
  const columns = ["Node", "Computed as", "Value", "Gradient", "How it adds up", "Local derivatives"];
  const table = h("table", {}, h("thead", {}, h("tr", {}, ...columns.map((text) => h("th", { scope: "col" }, text)))), body);
  const part = h("p", { class: "graph-table-part" });
  const scroller = h("div", { class: "graph-table-scroll" }, table);
  const root = h("details", { class: "graph-table", "data-widget": "graph-table" },
    h("summary", {}, "The graph as a table"), part, scroller);
  scrollable(scroller, "The graph as a table");

  /** @type {{node: import("../../engine/protocol.js").TraceNode, row: HTMLElement, cells: HTMLElement[], fold: HTMLElement}[]} */
  let rows = [];
  /** @type {unknown} */
  let drawn;
  /** @type {number | null} */
  let pass = null;
  /** Of a series those of the pass that is shown. */
  let nodes = walk.trace.nodes;
  let from = 0; // the first of them that has a row
  function build() {
    const end = Math.min(from + MOST_ROWS, nodes.length);
    write(part, nodes.length > MOST_ROWS ? `The nodes around this step: ${(from + 1).toLocaleString("en")} to ${end.toLocaleString("en")} of ${nodes.length.toLocaleString("en")}.` : "");
    attrs(part, { hidden: nodes.length <= MOST_ROWS });
    rows = nodes.slice(from, end).map((node) => {
      const cells = columns.slice(1).map(() => h("td"));
      const fold = h("small", { class: "graph-table-fold" });
      const row = h("tr", {}, h("th", { scope: "row" }, walk.names[node.id], fold), ...cells);
      row.addEventListener("pointerenter", () => walk.hover(node.id));
      row.addEventListener("pointerleave", () => walk.hover(null));
      write(cells[0], expressionText(walk.trace, walk.names, node) || (node.requires_grad ? "leaf" : "constant"));
      return { node, row, cells, fold };
    });
    body.replaceChildren(...rows.map(({ row }) => row));
    drawn = walk.trace;
  }

  /** @param {Event} [event] */
  function paint(event) {
    if (!root.open) return;
    if (event?.type === "hover" && drawn === walk.trace) {
      for (const { node, row } of rows) attrs(row, { "data-hovered": walk.hovered === node.id });
      return;
    }
    const { state, names, hovered } = walk;
    const { view } = twin(walk);
    const other = drawn !== walk.trace || pass !== walk.pass;
    if (other) {
      pass = walk.pass;
      nodes = pass === null || !walk.trace.passes ? walk.trace.nodes : nodesOf(walk.trace.passes[pass]).map((id) => walk.trace.nodes[id]);
    }
    const at = state.receiver ?? state.node ?? 0;
    const place = pass === null ? at : Math.max(0, nodes.findIndex(({ id }) => id >= at));
    const first = Math.floor(place / MOST_ROWS) * MOST_ROWS;
    if (other || first !== from) {
      from = first;
      build();
    }
    for (const { node, row, cells: own, fold } of rows) {
      const [value, gradient] = [state.value(node.id), state.gradient(node.id)];
      const locals = node.args.flatMap((arg, at) => {
        const local = "node" in arg ? state.local(edgeId(node.id, at)) : undefined;
        return local === undefined || !("node" in arg) ? [] : [`∂${names[node.id]}/∂${names[arg.node]} = ${number(local)}`];
      });
      const inside = foldOf(view, node.id);
      write(fold, inside ? `folded in ${inside}` : "");
      write(own[1], value === undefined ? "not yet" : whole(value));
      write(own[2], gradient === undefined ? "none" : `${whole(gradient)}${keepsGradient(walk.trace, node) ? "" : ", not kept"}`);
      write(own[3], accountOf(walk, node.id));
      write(own[4], locals.join(", "));
      const active = node.id === (state.receiver ?? state.node);
      attrs(row, { "aria-current": active ? "step" : null, "data-phase": active ? state.phase : null, "data-hovered": hovered === node.id });
    }
  }
  const built = () => paint();
  whileConnected(root, () => {
    twin(walk).tables.add(built);
    return () => twin(walk).tables.delete(built);
  });
  root.addEventListener("toggle", paint);
  follow(root, walk, ["step", "trace", "pass", "hover"], paint);
  return root;
}
