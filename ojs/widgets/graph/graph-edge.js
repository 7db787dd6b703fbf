// ⑧ One edge of the graph as SVG: a curve, an arrowhead for each direction, its local derivative, a pulse along the flow.
import { attrs, calm, s, write } from "../../drawing/dom.js";
import { textWidth } from "../../drawing/letters.js";
import { exact, isArray, number, toNumber } from "../../maths/format.js";
import { productText } from "../../trace/names.js";
import { edgeId } from "../../trace/replay.js";
import { datum } from "./graph-node.js";

/** @typedef {import("../../drawing/layout.js").Layout["edges"][number]} Edge */

const HEAD = 8;
const MOST_LETTERS = 11;
/** How high a chip is. */
export const CHIP = 20;

/** How wide a chip with these words is. @param {string} words */
const pill = (words) => Math.ceil(textWidth(words, 12.5, 600)) + 12;

/** @param {import("../../engine/protocol.js").Quantity} local */
const factor = (local) => (toNumber(local) < 0 ? `× (${number(local)})` : `× ${number(local)}`);

/**
 * Of arrays, what goes along the edge is a product: "dC @ Bᵀ".
 * @param {import("../../trace/walk.js").Walk} walk @param {string} edge
 */
function product({ trace, names }, edge) {
  const [consumer, arg] = edge.split(":").map(Number);
  return isArray(trace.nodes[consumer].value) ? productText(trace, names, trace.nodes[consumer], arg) : "";
}

/** The product, unless it is too long for a chip. @param {string} text */
const short = (text) => (text.length <= MOST_LETTERS ? text : "");

/**
 * How wide the chip of each edge will be, once all of the program is known: for the layout, which no step changes.
 * @param {import("../../trace/walk.js").Walk} walk @param {(node: number) => boolean} [drawn] whether a node is drawn itself, and not in a fold: else its chips are not
 * @returns {(edge: string) => number}
 */
export function chipWidths(walk, drawn = () => true) {
  /** @type {Map<string, string>} */
  const factors = new Map();
  for (const step of walk.trace.steps) {
    if (step.kind !== "backward" || step.local === null || !drawn(step.node) || isArray(step.local)) continue;
    const [edge, words] = [edgeId(step.node, step.arg), factor(step.local)];
    if (words.length > (factors.get(edge)?.length ?? 0)) factors.set(edge, words);
  }
  return (edge) => {
    const words = factors.get(edge) ?? short(product(walk, edge));
    return words ? pill(words) : 0;
  };
}

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
  const chip = s("rect", { class: "gv-chip", y: edge.label.y - CHIP / 2, height: CHIP, rx: CHIP / 2 });
  const pulse = s("path", { class: "gv-pulse", d: edge.path, pathLength: 1 });
  const tooltip = s("title");
  const element = s("g", { class: "gv-edge", "data-edge": edge.id, "data-from": edge.from, "data-to": edge.to },
    s("path", { class: "gv-line", d: edge.path }),
    s("path", { class: "gv-head", d: head(edge.end, direction, 1) }),
    s("path", { class: "gv-tail", d: head(edge.start, direction, -1) }));
  const label = s("g", { class: "gv-label" }, tooltip, chip, text);

  const sent = single ? product(walk, edge.id) : "";

  let painted = "";
  let wide = 0; // its chip, where there is a number or a product on it
  return {
    element,
    label,
    edge,
    under,
    /** What its chip covers, in the drawing's own coordinates. @returns {import("../../drawing/free-place.js").Rect | null} */
    get chip() {
      return wide ? { left: edge.label.x - wide / 2, top: edge.label.y - CHIP / 2, right: edge.label.x + wide / 2, bottom: edge.label.y + CHIP / 2 } : null;
    },
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
      const words = scalar ? factor(local) : passed ? short(sent) : "";
      attrs(label, { visibility: words ? null : "hidden" });
      wide = words ? pill(words) : 0;
      attrs(chip, { x: edge.label.x - wide / 2, width: wide });
      write(text, words);
      write(tooltip, scalar ? `local derivative ∂${names[edge.to]}/∂${names[edge.from]} = ${exact(local)}` : passed && sent ? `d${names[edge.from]} = ${sent}` : "");
    },
    /** A short run of light along the edge, in the direction in which numbers just went. */
    flow() {
      const active = element.getAttribute("data-active");
      if (!active || calm()) return;
      const [from, to] = active === "forward" ? ["0.35", "-1"] : ["-1", "0.35"];
      element.append(pulse); // only as long as it runs: a graph has many edges
      pulse.animate([{ strokeDashoffset: from }, { strokeDashoffset: to }], { duration: 520, easing: "ease-in-out" }).onfinish = () => pulse.remove();
    },
  };
}
