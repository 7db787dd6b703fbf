// ⑦ Pure: what a pass made of the leaves, and whether "rate × gradient" says why; what two passes have different.
import { isArray, toNumber } from "../maths/format.js";
import { matched } from "./series.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Pass} Pass
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {import("../engine/protocol.js").NumArray} NumArray
 * @typedef {import("./replay.js").Replay} Replay
 * @typedef {import("./replay.js").State} State
 *
 * `size` is how far it moved; of an array how long the difference is. `rate`: after = before − rate × gradient, to the last bit.
 * @typedef {{node: number, before: Quantity, after: Quantity, size: number, gradient?: Quantity, rate?: number}} Change
 */

/** The entries of an array, of a large one the means of its blocks. @param {Quantity} quantity @returns {import("../engine/protocol.js").Num[]} */
const entries = (quantity) => (typeof quantity !== "object" ? [quantity] : "picture" in quantity ? quantity.picture.data : quantity.data);

/** @param {Quantity} before @param {Quantity} after */
function distance(before, after) {
  const [one, two] = [entries(before), entries(after)];
  if (one.length !== two.length) return Infinity;
  const far = Math.hypot(...one.map((each, i) => (Object.is(Number(each), Number(two[i])) ? 0 : Number(two[i]) - Number(each))));
  return Number.isNaN(far) ? Infinity : far; // to NaN, or from one infinity to the other
}

/** Whether two quantities are the same to the last bit; of large arrays, as far as is known. @param {Quantity | undefined} one @param {Quantity | undefined} other @returns {boolean} */
export function equal(one, other) {
  if (one === other) return true;
  if (one === undefined || other === undefined || (typeof one === "object") !== (typeof other === "object")) return false;
  if (typeof one !== "object" || typeof other !== "object") return Number(one) === Number(other) || (Number.isNaN(Number(one)) && Number.isNaN(Number(other)));
  return String(one.shape) === String(other.shape) && entries(one).every((each, i) => equal(each, entries(other)[i]))
    && JSON.stringify("summary" in one && one.summary) === JSON.stringify("summary" in other && other.summary);
}

/** The numbers that are written in a program: one of them may be the rate. @param {string} source */
export function written(source) {
  const numbers = source.match(/(?<![\p{L}\p{N}_.])(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?/giu) ?? [];
  return [...new Set(numbers.map((text) => Number(text.replaceAll("_", ""))))].filter((one) => one > 0 && Number.isFinite(one)).slice(0, 200);
}

/** before − rate × gradient, as the engine computes it, is `after`. @param {number} rate @param {Quantity} before @param {Quantity} gradient @param {Quantity} after */
function explains(rate, before, gradient, after) {
  if ([before, gradient, after].some((one) => typeof one === "object" && !("data" in one))) return false; // not all of its entries are known
  const [from, slope, to] = [before, gradient, after].map(entries);
  const narrow = isArray(before) && before.dtype === "float32" ? Math.fround : (/** @type {number} */ x) => x;
  return from.length === slope.length && from.length === to.length && slope.some((one) => Number(one) !== 0)
    && from.every((one, i) => narrow(Number(one) - narrow(narrow(rate) * Number(slope[i]))) === Number(to[i]));
}

/** The updates that belong to a pass: steps and nodes. @param {Trace} trace @param {Pass} pass */
function updatesOf({ steps }, pass) {
  /** @type {Map<number, {first: number, count: number, before: Quantity, after: Quantity, gradient?: Quantity}>} */
  const found = new Map();
  /** What the gradients are by then, as far as the pass changed them. @type {Map<number, Quantity | undefined>} */
  const gradients = new Map();
  for (let at = pass.seed; at < pass.end; at += 1) {
    const event = steps[at];
    if (event.kind === "zero") for (const node of event.nodes) gradients.set(node, undefined);
    else if (event.kind === "backward" || event.kind === "unbroadcast") gradients.set(event.input, event.after);
    else if (event.kind === "assign" || event.kind === "seed") gradients.set(event.node, event.after);
    if (event.kind !== "update") continue;
    const before = found.get(event.node);
    if (before) Object.assign(before, { count: before.count + 1, after: event.after });
    else found.set(event.node, { first: at, count: 1, before: event.before, after: event.after, ...(gradients.has(event.node) && { gradient: gradients.get(event.node) }) });
  }
  return found;
}

/** @param {Change[]} changes */
const bySize = (changes) => changes.sort((one, other) => other.size - one.size || one.node - other.node);

/** What one pass made of the leaves, the greatest change first. @param {Replay} replay @param {number} at which pass @returns {Change[]} */
export function changesOf(replay, at) {
  const { trace } = replay;
  const pass = trace.passes?.[at];
  if (!pass) return [];
  const rates = [...new Set([...Object.values(trace.inputs).map((one) => Math.abs(toNumber(one))), ...written(trace.source)])];
  const changes = [...updatesOf(trace, pass)].map(([node, { first, count, before, after, ...known }]) => {
    const gradient = "gradient" in known ? known.gradient : replay.at(first).gradient(node);
    const rate = count === 1 && gradient !== undefined ? rates.find((one) => explains(one, before, gradient, after)) : undefined;
    return { node, before, after, size: distance(before, after), ...(gradient !== undefined && { gradient }), ...(rate !== undefined && { rate }) };
  });
  return bySize(changes.filter(({ before, after }) => !equal(before, after)));
}

/**
 * What two passes of one run have different at the same place in both. `leaves`: those that held something else when the two passes began their way back.
 * @typedef {{leaves: Change[], root: {here: Quantity, there: Quantity}, only: number[], onlyThere: number[]}} Difference
 * @param {Replay} replay @param {number} here @param {number} there @returns {Difference}
 */
export function differenceOf(replay, here, there) {
  const { trace } = replay;
  const [one, other] = [here, there].map((at) => /** @type {Pass[]} */ (trace.passes)[at]);
  const match = matched(trace, one, trace, other);
  const [now, then] = [replay.at(one.seed), replay.at(other.seed)];
  const leaves = [...match.to].flatMap(([id, like]) => {
    if (trace.nodes[id].op !== null) return [];
    const [before, after] = [now.value(id) ?? trace.nodes[id].value, then.value(like) ?? trace.nodes[like].value];
    return equal(before, after) ? [] : [{ node: id, before, after, size: distance(before, after) }];
  });
  return { leaves: bySize(leaves), root: { here: one.value, there: other.value }, only: match.only, onlyThere: match.onlyThere };
}
