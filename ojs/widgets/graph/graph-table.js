// ⑧ The table twin of the graph: the same facts as text, for screen readers and for whoever prefers a table.
import { attrs, follow, h, scrollable, write } from "../../drawing/dom.js";
import { isArray, number } from "../../maths/format.js";
import { expressionText } from "../../trace/names.js";
import { edgeId } from "../../trace/replay.js";
import { needsWalk } from "../../trace/walk.js";

/** A number; of an array its shape, and its numbers or what sums them up. @param {import("../../engine/protocol.js").Quantity} value */
function whole(value) {
  if (!isArray(value)) return number(value);
  if ("summary" in value) return `${number(value)}: ${Object.entries(value.summary).map(([name, one]) => `${name} ${number(one)}`).join(", ")}`;
  const columns = value.shape[value.shape.length - 1] || 1;
  const rows = Array.from({ length: value.data.length / columns }, (_, row) => value.data.slice(row * columns, (row + 1) * columns).map((one) => number(Number(Number(one).toPrecision(3)))).join(", "));
  return `${number(value)}: ${rows.join("; ")}`;
}

/** More rows than this are not made at once. */
const MOST_ROWS = 1000;

/** @param {import("../../trace/walk.js").Walk} walk @returns {HTMLElement} */
export function graphTable(walk) {
  needsWalk(walk, "graphTable");
  const body = h("tbody");
  const columns = ["Node", "Computed as", "Value", "Gradient", "Local derivatives"];
  const table = h("table", {}, h("thead", {}, h("tr", {}, ...columns.map((text) => h("th", { scope: "col" }, text)))), body);
  const part = h("p", { class: "graph-table-part" });
  const scroller = h("div", { class: "graph-table-scroll" }, table);
  const root = h("details", { class: "graph-table", "data-widget": "graph-table" },
    h("summary", {}, "The graph as a table"), part, scroller);
  scrollable(scroller, "The graph as a table");

  /** @type {{node: import("../../engine/protocol.js").TraceNode, row: HTMLElement, cells: HTMLElement[]}[]} */
  let rows = [];
  /** @type {unknown} */
  let drawn;
  let from = 0; // the first node that has a row
  function build() {
    const { nodes } = walk.trace;
    const end = Math.min(from + MOST_ROWS, nodes.length);
    write(part, nodes.length > MOST_ROWS ? `The nodes around this step: ${(from + 1).toLocaleString("en")} to ${end.toLocaleString("en")} of ${nodes.length.toLocaleString("en")}.` : "");
    attrs(part, { hidden: nodes.length <= MOST_ROWS });
    rows = nodes.slice(from, end).map((node) => {
      const cells = columns.slice(1).map(() => h("td"));
      const row = h("tr", {}, h("th", { scope: "row" }, walk.names[node.id]), ...cells);
      row.addEventListener("pointerenter", () => walk.hover(node.id));
      row.addEventListener("pointerleave", () => walk.hover(null));
      write(cells[0], expressionText(walk.trace, walk.names, node) || (node.requires_grad ? "leaf" : "constant"));
      return { node, row, cells };
    });
    body.replaceChildren(...rows.map(({ row }) => row));
    drawn = walk.trace;
  }

  function paint() {
    if (!root.open) return;
    const { state, names, hovered } = walk;
    const first = Math.floor((state.receiver ?? state.node ?? 0) / MOST_ROWS) * MOST_ROWS;
    if (drawn !== walk.trace || first !== from) {
      from = first;
      build();
    }
    for (const { node, row, cells } of rows) {
      const [value, gradient] = [state.value(node.id), state.gradient(node.id)];
      const locals = node.args.flatMap((arg, at) => {
        const local = "node" in arg ? state.local(edgeId(node.id, at)) : undefined;
        return local === undefined || !("node" in arg) ? [] : [`∂${names[node.id]}/∂${names[arg.node]} = ${number(local)}`];
      });
      write(cells[1], value === undefined ? "not yet" : whole(value));
      write(cells[2], gradient === undefined ? "none" : whole(gradient));
      write(cells[3], locals.join(", "));
      const active = node.id === (state.receiver ?? state.node);
      attrs(row, { "aria-current": active ? "step" : null, "data-phase": active ? state.phase : null, "data-hovered": hovered === node.id });
    }
  }
  root.addEventListener("toggle", paint);
  follow(root, walk, ["step", "trace", "hover"], paint);
  return root;
}
