// ⑧ One edge of the graph as SVG: a curve, an arrowhead for each direction, its local derivative, a pulse along the flow.
import { attrs, calm, s, write } from "../../drawing/dom.js";
import { textWidth } from "../../drawing/letters.js";
import { exact, isArray, number, toNumber } from "../../maths/format.js";
import { productText } from "../../trace/names.js";
import { datum } from "./graph-node.js";

/** @typedef {import("../../drawing/layout.js").Layout["edges"][number]} Edge */

const HEAD = 8;
const MOST_LETTERS = 11;

/** An arrowhead with its tip at a point. @param {{x: number, y: number}} tip @param {"right" | "down"} direction @param {1 | -1} sense */
function head({ x, y }, direction, sense) {
  const [along, across] = [HEAD * sense, HEAD * 0.55];
  return direction === "right"
    ? `M${x} ${y}L${x - along} ${y - across}L${x - along} ${y + across}Z`
    : `M${x} ${y}L${x - across} ${y - along}L${x + across} ${y - along}Z`;
}

/**
 * @param {import("../../trace/walk.js").Walk} walk @param {Edge} edge @param {"right" | "down"} direction
 * @param {string[]} under the edges of the trace that it stands for: itself, or those into a folded call
 * @param {(id: number | null) => number | null} owner what stands for a node
 */
export function graphEdge(walk, edge, direction, under, owner) {
  const { names } = walk;
  const single = under[0] === edge.id; // inside a folded call it would be the local derivative of a node one does not see
  const text = s("text", { class: "gv-local", x: edge.label.x, y: edge.label.y + 4.5 });
  const chip = s("rect", { class: "gv-chip", y: edge.label.y - 11, height: 22, rx: 11 });
  const pulse = s("path", { class: "gv-pulse", d: edge.path, pathLength: 1 });
  const tooltip = s("title");
  const element = s("g", { class: "gv-edge", "data-edge": edge.id, "data-from": edge.from, "data-to": edge.to },
    s("path", { class: "gv-line", d: edge.path }),
    pulse,
    s("path", { class: "gv-head", d: head(edge.end, direction, 1) }),
    s("path", { class: "gv-tail", d: head(edge.start, direction, -1) }));
  const label = s("g", { class: "gv-label" }, tooltip, chip, text);

  const consumer = walk.trace.nodes[edge.to];
  /** Of arrays, what goes along the edge is a product: "dC @ Bᵀ". */
  const product = single && isArray(consumer.value) ? productText(walk.trace, names, consumer, Number(edge.id.split(":")[1])) : "";
  const short = product.length <= MOST_LETTERS ? product : "";

  let painted = "";
  return {
    element,
    label,
    paint() {
      const { state } = walk;
      const hovered = owner(walk.hovered);
      const local = single ? state.local(edge.id) : undefined;
      const passed = under.some((one) => state.passed(one));
      const active = under.some((one) => state.edges.includes(one)) ? state.phase : null;
      const near = hovered === edge.from || hovered === edge.to;
      const lost = local !== undefined && walk.late.has(`${edge.from}→${edge.to}`);
      const scalar = local !== undefined && !isArray(local);
      const now = `${datum(local)} ${passed} ${active} ${near} ${lost}`;
      if (now === painted) return;
      painted = now;
      for (const one of [element, label]) attrs(one, { "data-active": active });
      attrs(element, { "data-local": datum(local), "data-passed": passed, "data-hovered": near, "data-lost": lost });
      const words = scalar ? (toNumber(local) < 0 ? `× (${number(local)})` : `× ${number(local)}`) : passed ? short : "";
      attrs(label, { visibility: words ? null : "hidden" });
      const wide = textWidth(words, 12.5, 600) + 12;
      attrs(chip, { x: edge.label.x - wide / 2, width: wide });
      write(text, words);
      write(tooltip, scalar ? `local derivative ∂${names[edge.to]}/∂${names[edge.from]} = ${exact(local)}` : passed && product ? `d${names[edge.from]} = ${product}` : "");
    },
    /** A short run of light along the edge, in the direction in which numbers just went. */
    flow() {
      const active = element.getAttribute("data-active");
      if (!active || calm()) return;
      const [from, to] = active === "forward" ? ["0.35", "-1"] : ["-1", "0.35"];
      pulse.animate([{ strokeDashoffset: from, opacity: 1 }, { strokeDashoffset: to, opacity: 1 }], { duration: 520, easing: "ease-in-out" });
    },
  };
}
