// ⑦ Pure: the local derivatives of an elementwise step, which a trace does not hold: the rule's text, evaluated at every place.
import { evaluate } from "../maths/evaluate.js";
import { parse } from "../maths/expression.js";
import { entry, isArray } from "../maths/format.js";
import { elementwise, indices, shapeOf } from "./sources.js";

/** @typedef {import("../engine/protocol.js").BackwardStep} BackwardStep @typedef {import("../engine/protocol.js").NumArray} NumArray @typedef {import("../engine/protocol.js").Num} Num */

/** @type {WeakMap<BackwardStep, NumArray | null>} */
const known = new WeakMap();

/** As JSON has it. @param {number} value @returns {Num} */
const wire = (value) => (Number.isFinite(value) ? value : /** @type {Num} */ (String(value)));

/**
 * One for each element of the contribution; null where that cannot be told, or is not what the step did.
 * @param {import("./replay.js").Replay} replay @param {BackwardStep} step @returns {NumArray | null}
 */
export function localArray(replay, step) {
  const found = known.get(step);
  if (found !== undefined) return found;
  const made = computed(replay, step);
  known.set(step, made);
  return made;
}

/** @param {import("./replay.js").Replay} replay @param {BackwardStep} step @returns {NumArray | null} */
function computed({ trace, input }, step) {
  const node = trace.nodes[step.node];
  const { contribution, upstream } = step;
  if (!elementwise(trace, node) || !isArray(contribution) || !("data" in contribution) || String(contribution.shape) !== String(shapeOf(node.value))) return null;
  const values = node.args.map((arg) => ("node" in arg ? input(node.id, arg.node) : arg.const));
  const named = Object.entries({ ...node.params, a: values[0], b: values[1] ?? 0, y: node.value, pi: Math.PI });
  if ([upstream, ...named.map(([, value]) => value)].some((one) => isArray(one) && !("data" in one))) return null;
  try {
    const rule = parse(trace.ops[node.op ?? ""].locals[step.arg]);
    const data = indices(contribution.shape.map((length) => [0, length])).map((index) => {
      const local = evaluate(rule, Object.fromEntries(named.map(([name, value]) => [name, entry(value, index)])));
      const [sent, said] = [entry(upstream, index) * local, entry(contribution, index)];
      if (Math.abs(sent - said) > 1e-4 * Math.max(1e-12, Math.abs(said))) throw new RangeError("another derivative");
      return wire(local);
    });
    return { shape: contribution.shape, dtype: "float64", data };
  } catch {
    return null; // a function that is not known here
  }
}

/** Rows and columns changed for one another; null of a large array with slices. @param {NumArray} array @returns {NumArray | null} */
export function turnedRound(array) {
  const { shape } = array;
  if (shape.length < 2) return array;
  const [rows, columns] = shape.slice(-2);
  const other = [...shape.slice(0, -2), columns, rows];
  if ("data" in array) {
    const data = array.data.map((_, flat) => {
      const [slice, place] = [Math.floor(flat / (rows * columns)), flat % (rows * columns)];
      return array.data[slice * rows * columns + (place % rows) * columns + Math.floor(place / rows)];
    });
    return { ...array, shape: other, data };
  }
  if (shape.length > 2) return null;
  const [down, across] = array.picture.shape;
  const data = array.picture.data.map((_, flat) => array.picture.data[(flat % down) * across + Math.floor(flat / down)]);
  return { ...array, shape: other, picture: { shape: [across, down], data } };
}
