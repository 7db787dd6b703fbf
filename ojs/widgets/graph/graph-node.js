// ⑧ One node of the graph as SVG: a card with its name, what made it, its value and, once known, its gradient.
import { attrs, s, write } from "../../drawing/dom.js";
import { textWidth } from "../../drawing/letters.js";
import { exact, isArray, number, spoken } from "../../maths/format.js";
import { shortened } from "../../trace/foreign.js";
import { gradientCaption, keepsGradient } from "../../trace/kept.js";
import { expressionText } from "../../trace/names.js";
import { gradientRow, needsRoom, valueRow } from "../../trace/row-text.js";

/**
 * @typedef {import("../../trace/walk.js").Walk} Walk
 * @typedef {import("../../engine/protocol.js").TraceNode} TraceNode
 * @typedef {{element: SVGGElement, below?: SVGGElement, paint: () => void}} Drawn below: what lies under the edges
 * @typedef {{name: string, op: string, width: number, height: number, captions?: string[]}} Head the texts that never change, and the size
 */

export const HEIGHT = 78;
export const PAD = 10;
const MOST = 210;
/** The base lines of the two rows. */
export const [VALUE, GRADIENT] = [46, 66];
/** A width for any number, so that no number ever changes the layout; longer ones are set smaller. */
const LONGEST = "−0.08888";

/** And for a sum of two of them, in two lines. */
export const SUM = Math.ceil(2 * PAD + textWidth(`${LONGEST} + (${LONGEST})`, 12, 600));

/** The two texts of a node's first line, and how wide the card must be for them. @param {Walk} walk @param {TraceNode} node @returns {Head} */
export function heading(walk, node) {
  const { trace, names } = walk;
  const op = expressionText(trace, names, node) || (node.requires_grad ? "leaf" : "constant");
  const head = sized(names[node.id], op, node.op === null ? op : trace.ops[node.op]?.symbol ?? "", needsRoom(walk, node.id) ? SUM : 0);
  return { ...head, captions: ["value", gradientCaption(trace, node)] };
}

/** @param {string} label @param {string} op @param {string} symbol what is shown when `op` is too long @param {number} [wanted] the least width @returns {Head} */
export function sized(label, op, symbol, wanted = 0) {
  const name = shortened(label, 16);
  const least = Math.max(wanted, 2 * PAD + 6 + textWidth("(grad)", 12) + textWidth(LONGEST, 14, 600));
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
  const value = s("text", { class: "gv-value", x: right, y: VALUE });
  const gradient = s("text", { class: "gv-grad", x: right, y: GRADIENT });
  const tooltip = s("title");
  const [first, second] = head.captions ?? ["value", "grad"];
  const captions = [s("text", { class: "gv-caption", x: PAD, y: VALUE }, first), s("text", { class: "gv-caption gv-grad-caption", x: PAD, y: GRADIENT }, second)];
  const element = s("g", { class: "gv-node", tabindex: -1, ...attributes, transform: `translate(${centre.x - head.width / 2} ${centre.y - head.height / 2})` },
    tooltip,
    s("rect", { class: "gv-ring", x: -5, y: -5, width: head.width + 10, height: head.height + 10, rx: 13 }),
    s("rect", { class: "gv-card", width: head.width, height: head.height, rx: 9 }),
    s("text", { class: "gv-name", x: PAD, y: 21 }, head.name),
    s("text", { class: "gv-op", x: right, y: 21 }, head.op),
    captions[0], value, captions[1], gradient);
  return { element, value, gradient, tooltip, captions };
}

/** A number where there is one, for data-value, data-grad and data-local; of an array its shape. @param {import("../../engine/protocol.js").Quantity | undefined} value */
export const datum = (value) => (isArray(value) ? number(value) : value);

/** Of a row's digits: as large as fits, and no smaller than one can read. */
const [SIZES, SUMS] = [[14, 13, 12, 11, 10], [13, 12.5, 12]];

/**
 * A row of the card: a number, or a sum, in one line where it fits, in two where it does not; its caption makes room for it.
 * @param {SVGTextElement} element @param {SVGTextElement} caption @param {string[]} parts those between which it may be broken @param {number} width of the card
 * @param {number} y the middle one of its lines
 */
export function writeRow(element, caption, parts, width, y) {
  const room = width - 2 * PAD;
  const beside = room - 6 - textWidth(caption.textContent ?? "", 12);
  const text = parts.join(" ");
  /** @param {string} one @param {number} size */
  const wide = (one, size) => textWidth(one, size, 600) + (one.includes("→") ? 0.5 * size : 0); // which the typeface may not have
  const [whole, sizes] = parts.length > 1 ? [room, SUMS] : [beside, SIZES];
  const size = sizes.find((one) => wide(text, one) <= whole) ?? (parts.length > 1 ? undefined : sizes[sizes.length - 1]);
  const longest = size === undefined ? Math.max(...parts.map((part) => wide(part, 1))) : 0;
  const set = size ?? Math.min(12, room / longest);
  attrs(caption, { visibility: wide(size === undefined ? parts[0] : text, set) > beside ? "hidden" : null });
  element.style.fontSize = `${Math.round(set * 10) / 10}px`;
  attrs(element, { "data-row": parts.length > 1 ? text : null });
  if (size !== undefined) {
    attrs(element, { y });
    write(element, text);
  } else element.replaceChildren(...parts.map((part, i) => s("tspan", { x: width - PAD, y: y - 7 + 14 * i }, part)));
}

/** @param {Walk} walk @param {TraceNode} node @param {Head} head @param {{x: number, y: number}} centre @returns {Drawn} */
export function graphNode(walk, node, head, centre) {
  const { element, value, gradient, tooltip, captions } = card(head, centre, { "data-node": node.id, "data-label": node.label ?? "", role: "img", "data-leaf": node.op === null });
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
      const [sum, change] = active ? [gradientRow(walk, node.id), valueRow(walk, node.id)] : [null, null];
      const now = [known, grad, active && state.phase, giving, hovered === node.id, sum?.join(" "), change?.join(" ")];
      if (painted.length && now.every((one, i) => one === painted[i])) return; // in a large graph nearly every node is as it was
      painted = now;
      attrs(element, { "data-value": datum(known), "data-grad": datum(grad), "data-active": active ? state.phase : null,
        "data-giving": giving, "data-hovered": hovered === node.id, "aria-label": described(walk, node) });
      writeRow(value, captions[0], change ?? [known === undefined ? "" : number(known)], head.width, VALUE);
      writeRow(gradient, captions[1], sum ?? [grad === undefined ? "" : number(grad)], head.width, GRADIENT);
      write(tooltip, [walk.names[node.id], known !== undefined && `value ${exact(known)}`, grad !== undefined && `gradient ${exact(grad)}${keepsGradient(walk.trace, node) ? "" : " (the program's own .grad of it is None)"}`].filter(Boolean).join("\n"));
    },
  };
}
