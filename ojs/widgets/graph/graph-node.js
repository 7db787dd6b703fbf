// ⑧ One node of the graph as SVG: a card with its name, what made it, its value and, once known, its gradient.
import { attrs, s, write } from "../../drawing/dom.js";
import { textWidth } from "../../drawing/letters.js";
import { exact, isArray, number, spoken } from "../../maths/format.js";
import { shortened } from "../../trace/foreign.js";
import { expressionText } from "../../trace/names.js";

/**
 * @typedef {import("../../trace/walk.js").Walk} Walk
 * @typedef {import("../../engine/protocol.js").TraceNode} TraceNode
 * @typedef {{element: SVGGElement, below?: SVGGElement, paint: () => void}} Drawn below: what lies under the edges
 * @typedef {{name: string, op: string, width: number, height: number, captions?: string[]}} Head the texts that never change, and the size
 */

export const HEIGHT = 78;
export const PAD = 10;
const MOST = 210;
/** A width for any number, so that no number ever changes the layout; longer ones are set smaller. */
const LONGEST = "−0.08888";

/** The two texts of a node's first line, and how wide the card must be for them. @param {Walk} walk @param {TraceNode} node @returns {Head} */
export function heading(walk, node) {
  const { trace, names } = walk;
  const op = expressionText(trace, names, node) || (node.requires_grad ? "leaf" : "constant");
  return sized(names[node.id], op, node.op === null ? op : trace.ops[node.op]?.symbol ?? "");
}

/** @param {string} label @param {string} op @param {string} symbol what is shown when `op` is too long @returns {Head} */
export function sized(label, op, symbol) {
  const name = shortened(label, 16);
  const least = 2 * PAD + 6 + textWidth("value", 12) + textWidth(LONGEST, 14, 600);
  /** @param {string} text */
  const wide = (text) => 2 * PAD + textWidth(name, 15, 600) + (text ? 12 + textWidth(text, 13) : 0);
  const shown = wide(op) > MOST ? symbol : op;
  return { name, op: shown, width: Math.round(Math.max(least, wide(shown))), height: HEIGHT };
}

/** What a screen reader says of a node. @param {Walk} walk @param {TraceNode} node */
function described(walk, node) {
  const value = walk.state.value(node.id);
  const gradient = walk.state.gradient(node.id);
  const made = expressionText(walk.trace, walk.names, node);
  const parts = [walk.names[node.id], made || (node.requires_grad ? "leaf" : "constant")];
  parts.push(value === undefined ? "not computed yet" : `value ${isArray(value) ? "of shape " : ""}${spoken(value)}`);
  if (gradient !== undefined) parts.push(`gradient ${isArray(gradient) ? "of shape " : ""}${spoken(gradient)}`);
  return parts.join(", ");
}

/**
 * The card that nodes and folded calls share.
 * @param {Head} head @param {{x: number, y: number}} centre @param {import("../../drawing/dom.js").Attributes} attributes
 */
export function card(head, centre, attributes) {
  const right = head.width - PAD;
  const value = s("text", { class: "gv-value", x: right, y: 46 });
  const gradient = s("text", { class: "gv-grad", x: right, y: 66 });
  const tooltip = s("title");
  const captions = head.captions ?? ["value", "grad"];
  const element = s("g", { class: "gv-node", tabindex: -1, ...attributes, transform: `translate(${centre.x - head.width / 2} ${centre.y - head.height / 2})` },
    tooltip,
    s("rect", { class: "gv-ring", x: -5, y: -5, width: head.width + 10, height: head.height + 10, rx: 13 }),
    s("rect", { class: "gv-card", width: head.width, height: head.height, rx: 9 }),
    s("text", { class: "gv-name", x: PAD, y: 21 }, head.name),
    s("text", { class: "gv-op", x: right, y: 21 }, head.op),
    s("text", { class: "gv-caption", x: PAD, y: 46 }, captions[0]), value,
    s("text", { class: "gv-caption gv-grad-caption", x: PAD, y: 66 }, captions[1]), gradient);
  return { element, value, gradient, tooltip };
}

/** A number where there is one, for data-value, data-grad and data-local; of an array its shape. @param {import("../../engine/protocol.js").Quantity | undefined} value */
export const datum = (value) => (isArray(value) ? number(value) : value);

/** @param {SVGElement} element @param {string} digits */
export function writeDigits(element, digits) {
  attrs(element, { "data-long": digits.length > LONGEST.length });
  write(element, digits);
}

/** @param {Walk} walk @param {TraceNode} node @param {Head} head @param {{x: number, y: number}} centre @returns {Drawn} */
export function graphNode(walk, node, head, centre) {
  const { element, value, gradient, tooltip } = card(head, centre, { "data-node": node.id, "data-label": node.label ?? "", role: "img", "data-leaf": node.op === null });
  /** @type {unknown[]} */
  let painted = [];
  return {
    element,
    paint() {
      const { state, hovered } = walk;
      const known = state.value(node.id);
      const grad = state.gradient(node.id);
      const active = state.phase === "zero" ? state.event?.kind === "zero" && state.event.nodes.includes(node.id)
        : node.id === (state.receiver ?? state.node);
      const giving = state.receiver !== null && node.id === state.node;
      const now = [known, grad, active && state.phase, giving, hovered === node.id];
      if (painted.length && now.every((one, i) => one === painted[i])) return; // in a large graph nearly every node is as it was
      painted = now;
      attrs(element, { "data-value": datum(known), "data-grad": datum(grad), "data-active": active ? state.phase : null,
        "data-giving": giving, "data-hovered": hovered === node.id, "aria-label": described(walk, node) });
      writeDigits(value, known === undefined ? "" : number(known));
      writeDigits(gradient, grad === undefined ? "" : number(grad));
      write(tooltip, [walk.names[node.id], known !== undefined && `value ${exact(known)}`, grad !== undefined && `gradient ${exact(grad)}`].filter(Boolean).join("\n"));
    },
  };
}
