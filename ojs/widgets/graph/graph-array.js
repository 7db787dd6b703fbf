// ⑧ One node of the graph that holds an array: a card with its name, its shape, and its value and gradient as grids side by side.
import { attrs, s, write } from "../../drawing/dom.js";
import { arrayPlan, cellWidth, flat } from "../../drawing/array-plan.js";
import { digits } from "../../drawing/digits.js";
import { textWidth } from "../../drawing/letters.js";
import { isArray, shapeText } from "../../maths/format.js";
import { shortened } from "../../trace/foreign.js";
import { gradientCaption } from "../../trace/kept.js";
import { expressionText } from "../../trace/names.js";
import { arrayGrid } from "../../drawing/array-grid.js";
import { datum, PAD } from "./graph-node.js";

/**
 * @typedef {import("../../trace/walk.js").Walk} Walk @typedef {import("../../engine/protocol.js").TraceNode} TraceNode
 * @typedef {import("../../engine/protocol.js").NumArray} NumArray @typedef {import("../../drawing/array-plan.js").Plan} Plan
 * @typedef {import("./graph-node.js").Head & {shape: string, value: Plan, gradient: Plan | null, beside: {x: number, y: number}[]}} ArrayHead where value and gradient stand
 */

const TOP = 29;
const CAPTION = 13;
const BETWEEN = 12;
const ROW = { caption: 42, gap: 5 }; // of a vector: value and gradient one below the other, place below place
const MOST = 190;
const ENOUGH = 12; // gradients that are asked how wide their digits are

/** How wide cells have been, by node: a number that gets longer makes room once, and no shorter one takes it back. @type {WeakMap<Walk, {trace: object, program: string, widths: Map<string, number>}>} */
const known = new WeakMap();

/** @param {Walk} walk @param {string} key @param {number} width */
function kept(walk, key, width) {
  const { trace } = walk;
  const before = known.get(walk);
  const program = before?.trace === trace ? before.program : trace.nodes.length + trace.source.replace(/[\d.]+/g, "0");
  const widths = before?.program === program ? before.widths : new Map();
  if (before?.trace !== trace) known.set(walk, { trace, program, widths });
  widths.set(key, Math.max(width, widths.get(key) ?? 0));
  return /** @type {number} */ (widths.get(key));
}

/** @param {Walk} walk @param {TraceNode} node @returns {ArrayHead} */
export function arrayHeading(walk, node) {
  const { trace, names } = walk;
  const array = /** @type {NumArray} */ (node.value);
  const made = expressionText(trace, names, node) || (node.requires_grad ? "leaf" : "constant");
  const name = shortened(names[node.id], 16);
  const shape = shapeText(array);
  const entries = walk.replay.entries(node.id).slice(0, ENOUGH).flatMap((entry) => ("after" in entry && isArray(entry.after) ? [entry.after] : []));
  const numbers = "data" in array && arrayPlan(array).numbers;
  const value = arrayPlan(array, numbers ? kept(walk, `${node.id} value`, cellWidth([array])) : undefined);
  const gradient = node.requires_grad ? arrayPlan(array, numbers ? kept(walk, `${node.id} gradient`, cellWidth(entries.length ? entries : [array])) : undefined) : null;
  const title = textWidth(name, 15, 600) + 7 + textWidth(shape, 12);
  /** @param {string} text */
  const wide = (text) => 2 * PAD + title + (text ? 12 + textWidth(text, 13) : 0);
  const op = wide(made) > MOST ? (node.op === null ? made : trace.ops[node.op]?.symbol ?? "") : made;
  const row = flat(array.shape).rows === 1;
  const beside = row ? [{ x: PAD + ROW.caption, y: TOP }, { x: PAD + ROW.caption, y: TOP + value.height + ROW.gap }]
    : [{ x: PAD, y: TOP + CAPTION }, { x: PAD + Math.max(value.width, 34) + BETWEEN, y: TOP + CAPTION }];
  if (row && gradient && value.numbers) value.cell = gradient.cell = Math.max(value.cell, gradient.cell);
  if (row && gradient && value.numbers) value.width = gradient.width = value.columns * (value.cell + 1) - 1;
  const [last, at] = gradient ? [gradient, beside[1]] : [value, beside[0]];
  const inner = Math.max(at.x + Math.max(last.width, row ? 0 : 30), beside[0].x + value.width);
  return { name, op, shape, value, gradient, beside, width: Math.round(Math.max(inner + PAD, wide(op))), height: Math.round(at.y + last.height + 10) };
}

/** Digits must stay readable: smaller than this a graph with arrays scrolls instead of shrinking; unless one card alone would not fit. */
const LEAST_SCALE = 0.92;
const AROUND = 12;

/** @template {{scale: number, height: number, overflows: boolean, tall: number}} P @param {P} plan @param {import("./graph-node.js").Head[]} heads @param {number} room the width of what is seen; 0: not known @returns {P} */
export function readable(plan, heads, room) {
  const widest = Math.max(0, ...heads.map((head) => ("shape" in head ? head.width : 0)));
  const scale = Math.min(LEAST_SCALE, room && widest ? Math.max(plan.scale, (room - AROUND) / widest) : LEAST_SCALE);
  if (plan.scale >= scale || widest === 0) return plan;
  return { ...plan, scale, overflows: true, tall: Math.ceil(Math.min(plan.height * scale, 1400)) };
}

/** What a screen reader says of an array: its numbers, where they are few. @param {import("../../engine/protocol.js").Quantity} held */
function spelled(held) {
  if (!isArray(held)) return String(digits(held));
  if (!("data" in held) || held.data.length > 16) return `of shape ${shapeText(held)}`;
  const { columns } = flat(held.shape);
  const words = held.data.map((one) => digits(one, { dtype: held.dtype }));
  return Array.from({ length: words.length / Math.max(1, columns) }, (_, row) => words.slice(row * columns, (row + 1) * columns).join(", ")).join("; ");
}

/** @param {Walk} walk @param {TraceNode} node @param {boolean} pinned */
function described({ trace, names, state }, node, pinned) {
  const [value, gradient] = [state.value(node.id), state.gradient(node.id)];
  const made = expressionText(trace, names, node) || (node.requires_grad ? "leaf" : "constant");
  return [`${names[node.id]}, ${made}, shape ${shapeText(node.value)}`, value === undefined ? "not computed yet" : `value ${spelled(value)}`,
    gradient !== undefined && `gradient ${spelled(gradient)}`, pinned && "pinned"].filter(Boolean).join(", ");
}

/** @param {Walk} walk @param {TraceNode} node @param {ArrayHead} head @param {{x: number, y: number}} centre @returns {import("./graph-node.js").Drawn & {grids: import("../../drawing/array-grid.js").Grid[]}} */
export function graphArray(walk, node, head, centre) {
  const { width, height, beside } = head;
  const row = beside[0].y === TOP;
  const value = arrayGrid(head.value, { ...beside[0], kind: "value", of: node.id });
  const gradient = head.gradient && arrayGrid(head.gradient, { ...beside[1], kind: "gradient", of: node.id });
  /** @param {string} text @param {string} kind @param {{x: number, y: number}} at @param {Plan} plan */
  const caption = (text, kind, at, plan) => s("text", { class: `gv-caption gv-${kind}-caption`, ...(row ? { x: PAD, y: at.y + plan.height / 2 + 4 } : { x: at.x, y: at.y - 4 }) }, text);
  const element = s("g", { class: "gv-node gv-node-array", tabindex: -1, "data-node": node.id, "data-label": node.label ?? "", role: "img", "data-leaf": node.op === null,
    transform: `translate(${centre.x - width / 2} ${centre.y - height / 2})` },
  s("rect", { class: "gv-ring", x: -5, y: -5, width: width + 10, height: height + 10, rx: 13 }),
  s("rect", { class: "gv-card", width, height, rx: 9 }),
  s("text", { class: "gv-name", x: PAD, y: 20 }, head.name),
  s("text", { class: "gv-shape gv-value", x: PAD + textWidth(head.name, 15, 600) + 7, y: 20 }, head.shape),
  s("text", { class: "gv-op", x: width - PAD, y: 20 }, head.op),
  caption("value", "value", beside[0], head.value), value.element,
  ...(gradient && head.gradient ? [caption(gradientCaption(walk.trace, node), "grad", beside[1], head.gradient), gradient.element] : []));
  /** @type {unknown[]} */
  let painted = [];
  return {
    element,
    grids: gradient ? [value, gradient] : [value],
    paint() {
      const { state, hovered, pinned } = walk;
      const held = state.value(node.id);
      const grad = state.gradient(node.id);
      const active = state.phase === "zero" ? state.event?.kind === "zero" && state.event.nodes.includes(node.id) : node.id === (state.receiver ?? state.node);
      const giving = state.receiver !== null && node.id === state.node;
      const now = [held, grad, active && state.phase, giving, hovered === node.id, pinned === node.id];
      if (painted.length && now.every((one, i) => one === painted[i])) return; // in a large graph nearly every node is as it was
      painted = now;
      attrs(element, { "data-value": datum(held), "data-grad": datum(grad), "data-active": active ? state.phase : null,
        "data-giving": giving, "data-hovered": hovered === node.id, "data-pinned": pinned === node.id, "aria-label": described(walk, node, pinned === node.id) });
      value.show(held);
      gradient?.show(grad);
    },
  };
}
