// ⑦ Pure: which elements an element of an array was made of, forward and back: a row and a column, the same place, a slice along an axis.
import { entry, isArray } from "../maths/format.js";
import { picked, ravel, unravel } from "./picked.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").TraceNode} TraceNode
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {[number, number]} Range from, and up to but without
 * @typedef {Range[]} Box a range an axis
 *
 * Some elements: of a node's value, or of its gradient. `node` is null for a constant, which is argument `arg`.
 * @typedef {{node: number | null, arg: number | null, which: "value" | "gradient", box: Box}} Part
 *
 * How the parts make the element: "product": the first two meet one by one, and the products are summed; "sum" and "mean": of the first;
 * "local": the first, each times the local derivative at its place; "copy": it is the first; "": of what these are, by no short sum.
 * @typedef {{parts: Part[], how: "product" | "sum" | "mean" | "local" | "copy" | ""}} Sources
 */

const REDUCING = new Set(["sum", "mean", "max", "min", "var", "std", "norm", "p_norm", "prod", "logsumexp", "cross_entropy"]);
const ALONG = new Set(["softmax", "log_softmax", "normalize"]);
const RUNNING = new Set(["cumsum", "cumprod"]);
const SAME = new Set(["clone", "cast", "tril", "triu", "expand"]);
const PICKING = new Set(["index", "embedding"]);
const MOST = 4096; // elements that are asked one by one which of them an index took

/** @param {Quantity} value @returns {number[]} */
export const shapeOf = (value) => (isArray(value) ? value.shape : []);

/** @param {number[]} index @returns {Box} */
const single = (index) => index.map((i) => [i, i + 1]);

/** @param {number[]} shape @returns {Box} */
const whole = (shape) => shape.map((length) => [0, length]);

/** How many elements. @param {Box} box */
export const count = (box) => box.reduce((product, [from, to]) => product * Math.max(0, to - from), 1);

/** The indices in a box, the last axis first, `most` of them at most. @param {Box} box @param {number} [most] @returns {number[][]} */
export function indices(box, most = Infinity) {
  const lengths = box.map(([from, to]) => to - from);
  return Array.from({ length: Math.min(most, count(box)) }, (_, flat) => unravel(flat, lengths).map((i, axis) => i + box[axis][0]));
}

/** The value that went in as an argument. @param {Trace} trace @param {TraceNode} node @param {number} arg @returns {Quantity} */
const given = (trace, { args }, arg) => {
  const one = args[arg];
  return "node" in one ? trace.nodes[one.node].value : one.const;
};

/** @param {TraceNode} node @param {number} arg @param {Box} box @returns {Part} */
const part = ({ args }, arg, box) => {
  const one = args[arg];
  return { node: "node" in one ? one.node : null, arg, which: "value", box };
};

/** Broadcasting: the element of an array of this shape that stands at `index` in the stretched one. @param {number[]} shape @param {number[]} index */
const stretched = (shape, index) => index.slice(index.length - shape.length).map((i, axis) => (shape[axis] === 1 ? 0 : i));

/** And back: where an element of an array of this shape stands in the stretched one. @param {number[]} shape @param {number[]} index @param {number[]} wide @returns {Box} */
const copies = (shape, index, wide) => wide.map((length, axis) => {
  const own = axis - (wide.length - shape.length);
  return own < 0 || (shape[own] === 1 && length > 1) ? [0, length] : [index[own], index[own] + 1];
});

/** The axes that `params.axis` means. @param {TraceNode} node @param {number} rank @returns {Set<number>} */
function axesOf({ params }, rank) {
  const axis = params?.axis;
  const all = axis === null || axis === undefined ? [...Array(rank).keys()] : Array.isArray(axis) ? axis : [axis];
  return new Set(all.map((one) => (one < 0 ? one + rank : one)));
}

/** Of an elementwise operation each element is made of those at the same place. @param {Trace} trace @param {TraceNode} node */
export const elementwise = (trace, { op }) => {
  const row = trace.ops[op ?? ""];
  return row !== undefined && row.locals.length > 0 && !row.rules?.length;
};

/** What of an argument went into one element of the result; null: nothing of it, or what did is not known. @param {Trace} trace @param {TraceNode} node @param {number} arg @param {number[]} index @returns {Box | null} */
function into(trace, node, arg, index) {
  const shape = shapeOf(given(trace, node, arg));
  const { op, params = {} } = node;
  const name = op ?? "";
  const rank = shape.length;
  if (elementwise(trace, node) || SAME.has(name)) return single(stretched(shape, index));
  if (REDUCING.has(name)) {
    const axes = axesOf(node, rank);
    let next = 0;
    return shape.map((length, axis) => {
      if (!axes.has(axis)) return [index[next], (next += 1, index[next - 1] + 1)];
      if (params.keepdims) next += 1;
      return [0, length];
    });
  }
  if (ALONG.has(name)) return shape.map((length, axis) => (axesOf(node, rank).has(axis) ? [0, length] : [index[axis], index[axis] + 1]));
  if (RUNNING.has(name)) return shape.map((_, axis) => [axesOf(node, rank).has(axis) ? 0 : index[axis], index[axis] + 1]);
  if (name === "reshape") return single(unravel(ravel(index, shapeOf(node.value)), shape));
  if (name === "transpose" && Array.isArray(params.axes)) {
    const from = shape.map(() => 0);
    params.axes.forEach((axis, at) => { from[axis < 0 ? axis + rank : axis] = index[at]; });
    return single(from);
  }
  if (name === "concatenate" && Array.isArray(params.bounds)) {
    const axis = Number(params.axis) < 0 ? Number(params.axis) + rank : Number(params.axis);
    const at = index[axis] - params.bounds[arg];
    return at >= 0 && at < shape[axis] ? single(index.map((i, one) => (one === axis ? at : i))) : null;
  }
  if (name === "stack") {
    const axis = Number(params.axis) < 0 ? Number(params.axis) + rank + 1 : Number(params.axis);
    return index[axis] === arg ? single(index.filter((_, one) => one !== axis)) : null;
  }
  if (PICKING.has(name)) {
    const from = picked(params.index, shape, index);
    return from && agrees(given(trace, node, arg), from, node.value, index) ? single(from) : null;
  }
  const [last, across] = [index.length - 1, index.length - 2];
  if (name === "matmul") {
    const batch = stretched(shape.slice(0, -2), index.slice(0, -2)).map((i) => /** @type {Range} */ ([i, i + 1]));
    return arg === 0 ? [...batch, [index[across], index[across] + 1], [0, shape[rank - 1]]] : [...batch, [0, shape[rank - 2]], [index[last], index[last] + 1]];
  }
  if (name === "matvec") return arg === 0 ? [...single(index), [0, shape[rank - 1]]] : whole(shape);
  if (name === "vecmat") return arg === 0 ? whole(shape) : [...single(index.slice(0, -1)), [0, shape[rank - 2]], [index[last], index[last] + 1]];
  if (name === "dot") return whole(shape);
  return null;
}

/** Whether what was picked is what stands there: the numbers have the last word. @param {Quantity} from @param {number[]} index @param {Quantity} to @param {number[]} at */
function agrees(from, index, to, at) {
  if (!isArray(from) || !("data" in from) || (isArray(to) && !("data" in to))) return true;
  const [one, other] = [entry(from, index), entry(to, at)];
  return one === other || (Number.isNaN(one) && Number.isNaN(other));
}

/**
 * What an element of a node's value was computed from.
 * @param {Trace} trace @param {TraceNode} node @param {number[]} index in the value; [] where it is one number @returns {Sources | null} null: that is not known
 */
export function sources(trace, node, index) {
  const parts = node.args.flatMap((_, arg) => {
    const box = into(trace, node, arg, index);
    return box ? [part(node, arg, box)] : [];
  });
  if (parts.length === 0) return null;
  const how = ["matmul", "matvec", "vecmat", "dot"].includes(node.op ?? "") ? "product" : node.op === "sum" || node.op === "cumsum" ? "sum" : node.op === "mean" ? "mean"
    : ["reshape", "transpose", "expand", "clone", "concatenate", "stack", "index", "embedding"].includes(node.op ?? "") ? "copy" : "";
  return { parts, how };
}

/** Where in the result an element of an argument, seen in this shape, has gone into; [] where nowhere, null where that is not known. @param {Trace} trace @param {TraceNode} node @param {number} arg @param {number[]} shape @param {number[]} index @returns {Box[] | null} */
function outOf(trace, node, arg, shape, index) {
  const { op, params = {} } = node;
  const name = op ?? "";
  const to = shapeOf(node.value);
  const rank = shape.length;
  if (elementwise(trace, node) || SAME.has(name)) return [copies(shape, index, to)];
  if (REDUCING.has(name)) {
    const axes = axesOf(node, rank);
    return [single(index.flatMap((i, axis) => (!axes.has(axis) ? [i] : params.keepdims ? [0] : [])))];
  }
  if (ALONG.has(name)) return [to.map((length, axis) => (axesOf(node, rank).has(axis) ? [0, length] : [index[axis], index[axis] + 1]))];
  if (RUNNING.has(name)) return [to.map((length, axis) => [index[axis], axesOf(node, rank).has(axis) ? length : index[axis] + 1])];
  if (name === "reshape") return [single(unravel(ravel(index, shape), to))];
  if (name === "transpose" && Array.isArray(params.axes)) return [single(params.axes.map((axis) => index[axis < 0 ? axis + rank : axis]))];
  if (name === "concatenate" && Array.isArray(params.bounds)) {
    const along = Number(params.axis) < 0 ? Number(params.axis) + rank : Number(params.axis);
    return [single(index.map((i, axis) => (axis === along ? i + /** @type {number[]} */ (params.bounds)[arg] : i)))];
  }
  if (name === "stack") {
    const axis = Number(params.axis) < 0 ? Number(params.axis) + rank + 1 : Number(params.axis);
    return [single([...index.slice(0, axis), arg, ...index.slice(axis)])];
  }
  if (PICKING.has(name)) {
    const all = whole(to);
    if (count(all) > MOST) return null;
    return indices(all).flatMap((at) => (picked(params.index, shape, at)?.every((i, axis) => i === index[axis]) ? [single(at)] : []));
  }
  return null;
}

/**
 * What an element of the contribution was computed from that a node sends back to an argument.
 * @param {Trace} trace @param {TraceNode} node @param {number} arg
 * @param {number[]} index in the contribution @param {number[]} [shape] that of the contribution, where broadcasting is undone with it or not yet; that of the argument by default
 * @returns {Sources | null} null: that is not known
 */
export function sourcesBack(trace, node, arg, index, shape = shapeOf(given(trace, node, arg))) {
  const gradient = (/** @type {Box} */ box) => /** @type {Part} */ ({ node: node.id, arg: null, which: "gradient", box });
  const product = (/** @type {Box} */ box, /** @type {Box} */ other) => /** @type {Sources} */ ({ parts: [gradient(box), part(node, 1 - arg, other)], how: "product" });
  const to = shapeOf(node.value);
  const rank = shape.length;
  const of = ["matmul", "matvec", "vecmat", "dot"].includes(node.op ?? "") ? shapeOf(given(trace, node, 1 - arg)) : [];
  if (node.op === "matmul") {
    const [batch, wide, others] = [shape.slice(0, -2), to.slice(0, -2), of.slice(0, -2)];
    const box = copies(batch, index.slice(0, -2), wide);
    const other = box.slice(wide.length - others.length).map((range, axis) => /** @type {Range} */ (others[axis] === 1 ? [0, 1] : range));
    const [i, j] = index.slice(-2);
    return arg === 0 ? product([...box, [i, i + 1], [0, to[to.length - 1]]], [...other, [j, j + 1], [0, of[of.length - 1]]])
      : product([...box, [0, to[to.length - 2]], [j, j + 1]], [...other, [0, of[of.length - 2]], [i, i + 1]]);
  }
  const last = index[rank - 1];
  /** Of a batch, its matrix where the contribution has one for each, or all of them. */
  const batch = [...single(index.slice(0, -1)), ...whole(to).slice(rank - 1)];
  if (node.op === "matvec") return arg === 0 ? product(single(index.slice(0, -1)), single([last])) : product(batch, [...batch, [last, last + 1]]);
  if (node.op === "vecmat") {
    if (arg === 1) return product(single([...index.slice(0, -2), last]), single([index[rank - 2]]));
    return product(batch, [...batch.slice(0, -1), [last, last + 1], ...batch.slice(-1)]);
  }
  if (node.op === "dot") return product([], single(index));
  const boxes = outOf(trace, node, arg, shape, index);
  if (!boxes) return null;
  const rule = elementwise(trace, node) ? trace.ops[node.op ?? ""].locals[arg] ?? "" : trace.ops[node.op ?? ""]?.rules?.[arg] ?? "";
  /** The values that the rule names, at the places that it is about. @type {Part[]} */
  const named = [];
  for (const box of boxes) {
    ["a", "b"].forEach((letter, at) => {
      if (!(at in node.args) || !new RegExp(`(?<![\\w.])${letter}(?!\\w)`).test(rule)) return;
      const own = shapeOf(given(trace, node, at));
      const ranges = elementwise(trace, node) ? box.slice(box.length - own.length).map((range, axis) => /** @type {Range} */ (own[axis] === 1 ? [0, 1] : range)) : at === arg && own.length === rank ? single(index) : null;
      if (ranges) named.push(part(node, at, ranges));
    });
    if (/(?<![\w.])y(?!\w)/.test(rule)) named.push({ node: node.id, arg: null, which: "value", box });
  }
  const how = elementwise(trace, node) ? "local" : PICKING.has(node.op ?? "") ? "sum" : ["reshape", "transpose", "sum", "clone", "concatenate", "stack", "expand"].includes(node.op ?? "") ? (boxes.length === 1 && count(boxes[0]) === 1 ? "copy" : "sum") : "";
  return { parts: [...boxes.map(gradient), ...named], how };
}
