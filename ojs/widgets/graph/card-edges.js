// ⑧ In the pinned panel: the local derivatives of the operation that made a node, one for each input; of arrays the products that go back, and why.
import { attrs, h, math, write } from "../../drawing/dom.js";
import { exact, isArray, number } from "../../maths/format.js";
import { chain, finePieces, identifier, partial, toMarkup } from "../../maths/formula.js";
import { bindings, productBindings, productRule } from "../../trace/names.js";
import { inNames } from "../../trace/narrate-arrays.js";
import { edgeId } from "../../trace/replay.js";
import { linkHover } from "../step/hover.js";

/** More inputs than this (of a sum over a list) are not listed. */
const MOST = 6;

/** @type {import("./graph-card.js").CardPart} */
export function cardEdges(walk, view, id) {
  const { trace, names } = walk;
  const node = trace.nodes[id];
  const op = trace.ops[node.op ?? ""];
  const inputs = node.args.flatMap((arg, at) => ("node" in arg && trace.nodes[arg.node].requires_grad ? [{ at, from: arg.node }] : []));
  if (!op || inputs.length === 0) return null;
  const arrays = isArray(node.value) || !op.locals.length || inputs.some(({ from }) => isArray(trace.nodes[from].value));
  const rows = inputs.slice(0, MOST).map(({ at, from }) => {
    const known = h("span", { class: "card-local" });
    const rule = arrays ? productRule(trace, node, at) : op.locals[at] ?? "";
    const left = arrays ? identifier(`d${names[from]}`) : partial(names[id], names[from]);
    const words = arrays ? op.words?.[at] ?? "" : "";
    const element = h("li", { "data-ref": from }, ...finePieces(chain(left, ...(rule ? [toMarkup(rule, arrays ? productBindings(trace, names, node) : bindings(names, node))] : []))).map((part) => math(part)), known,
      ...(words ? [h("small", {}, inNames(words, names, node))] : []));
    return { element, known, edge: edgeId(id, at) };
  });
  const element = h("section", { class: "card-edges" }, h("p", { class: "card-title" }, arrays ? "What it sends back" : rows.length > 1 ? "Local derivatives" : "Local derivative"),
    h("ul", {}, ...rows.map((row) => row.element)), ...(inputs.length > MOST ? [h("p", { class: "card-note" }, `and to ${inputs.length - MOST} more inputs`)] : []));
  linkHover(element, walk);
  return {
    element,
    paint() {
      for (const { known, edge } of rows) {
        const local = walk.state.local(edge);
        write(known, local === undefined || isArray(local) ? "" : ` = ${number(local)}`);
        attrs(known, { title: local === undefined ? null : exact(local) });
      }
    },
  };
}
