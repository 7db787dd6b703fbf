// ⑦ Pure: which edges broadcasting stretches: "(3,) → (2, 3)", and back the sum over the axes along which the input was repeated.
import { isArray, shapeTuple } from "../maths/format.js";
import { elementwise, shapeOf } from "./sources.js";

/** @typedef {import("../engine/protocol.js").Trace} Trace @typedef {import("../engine/protocol.js").TraceNode} TraceNode */
/** `times`: how often the input stands there. @typedef {{from: number[], to: number[], axes: number[], times: number}} Stretch */

/** The shape that two make together, from the last axis on. @param {number[]} one @param {number[]} other */
function together(one, other) {
  const rank = Math.max(one.length, other.length);
  return Array.from({ length: rank }, (_, axis) => Math.max(...[one, other].map((shape) => shape[axis - (rank - shape.length)] ?? 1)));
}

/** @param {Trace} trace @param {TraceNode} node @param {number} arg @returns {Stretch | null} null where nothing is repeated */
export function stretched(trace, node, arg) {
  if (!isArray(node.value)) return null;
  const values = node.args.map((one) => ("node" in one ? trace.nodes[one.node].value : one.const));
  const from = shapeOf(values[arg]);
  /** @type {number[] | null} */
  let to = null;
  if (elementwise(trace, node) || node.op === "expand") to = node.value.shape;
  else if (node.op === "matmul" && from.length > 1) {
    const batch = values.map((value) => shapeOf(value).slice(0, -2)).reduce(together);
    to = [...batch, ...from.slice(-2)];
  }
  if (!to || String(to) === String(from)) return null;
  const axes = to.flatMap((length, axis) => {
    const own = from[axis - (/** @type {number[]} */ (to).length - from.length)];
    return own === undefined || (own === 1 && length !== 1) ? [axis] : [];
  });
  return { from, to, axes, times: axes.reduce((product, axis) => product * /** @type {number[]} */ (to)[axis], 1) };
}

/** "(3,) → (2, 3)" @param {Stretch} stretch */
export const stretchText = ({ from, to }) => `${shapeTuple(from)} → ${shapeTuple(to)}`;

/** "Σ axis 0: (2, 3) → (3,)" @param {Stretch} stretch */
export const undoneText = ({ from, to }) => `Σ ${shapeTuple(to)} → ${shapeTuple(from)}`;
