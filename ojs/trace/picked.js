// ⑦ Pure: which element of an array an index picked: `a[1, :, 2:5]`, `a[[0, 2]]`, `a[mask]`, as the trace has it in an operation's constants.
import { elements, isArray, toNumber } from "../maths/format.js";

/** @typedef {{shape: number[], data: number[]}} Whole an index that is itself an array */
/** What one part of an index takes of one axis. @typedef {{axis: number, at: (place: any) => number, length: number | null, whole?: Whole}} Taken length: of its axis in the result; null for none */


/** The index of the element at a place, counted row by row. @param {number} flat @param {number[]} shape */
export function unravel(flat, shape) {
  const index = shape.map(() => 0);
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    index[axis] = flat % shape[axis];
    flat = Math.floor(flat / shape[axis]);
  }
  return index;
}

/** The other way round. @param {number[]} index @param {number[]} shape */
export const ravel = (index, shape) => index.reduce((flat, i, axis) => flat * shape[axis] + i, 0);

/** "1:6:2" of an axis. @param {string} text @param {number} length @returns {{start: number, step: number, length: number} | null} */
function sliced(text, length) {
  const given = text.split(":").map((part) => (part.trim() === "" ? null : Number(part)));
  if (given.some((one) => one !== null && !Number.isInteger(one))) return null;
  const step = given[2] ?? 1;
  if (step <= 0) return null;
  const within = (/** @type {number} */ i) => Math.max(0, Math.min(length, i < 0 ? i + length : i));
  const [start, end] = [within(given[0] ?? 0), within(given[1] ?? length)];
  return { start, step, length: Math.max(0, Math.ceil((end - start) / step)) };
}

/** A mask as the places where it is true, one array an axis. @param {Whole} mask @returns {Whole[]} */
function places({ shape, data }) {
  const found = data.flatMap((one, flat) => (one ? [unravel(flat, shape)] : []));
  return shape.map((_, axis) => ({ shape: [found.length], data: found.map((index) => index[axis]) }));
}

/** The parts of an index, each for its own axis; null where it is of a kind not known here. @param {unknown} index @param {number[]} shape @returns {(Taken | "new")[] | null} */
function parts(index, shape) {
  /** @type {unknown[]} */
  const given = (Array.isArray(index) ? index : [index]).flatMap((one) => {
    if (!isArray(one)) return [one];
    if (!("data" in one)) return [undefined];
    const whole = { shape: one.shape, data: one.data.map(toNumber) };
    return one.dtype === "bool" ? places(whole) : [whole];
  });
  const used = given.filter((one) => one !== null && one !== "...").length;
  if (used > shape.length || given.includes(undefined)) return null;
  const all = given.flatMap((one) => (one === "..." ? Array(shape.length - used).fill(":") : [one]));
  while (all.filter((one) => one !== null).length < shape.length) all.push(":");
  let axis = -1;
  /** @type {(Taken | "new" | null)[]} */
  const found = all.map((one) => {
    if (one === null) return "new";
    axis += 1;
    const length = shape[axis];
    const round = (/** @type {number} */ i) => (i < 0 ? i + length : i);
    if (typeof one === "number") return { axis, at: () => round(one), length: null };
    if (typeof one === "string") {
      const slice = sliced(one, length);
      return slice && { axis, at: (/** @type {number[]} */ [i]) => slice.start + i * slice.step, length: slice.length };
    }
    const whole = /** @type {Whole} */ (one);
    if (!Array.isArray(whole?.data)) return null;
    return { axis, whole, length: null, at: (/** @type {number[]} */ place) => {
      const own = place.slice(place.length - whole.shape.length).map((i, at) => (whole.shape[at] === 1 ? 0 : i));
      return round(whole.data[ravel(own, whole.shape)]);
    } };
  });
  return found.includes(null) ? null : /** @type {(Taken | "new")[]} */ (found);
}

/**
 * The element of an array of this shape that stands at `at` in what `index` takes of it; null where that is not known.
 * Where arrays take part, their common axes stand where the first of them did, or in front if something stands between them.
 * @param {unknown} index @param {number[]} shape @param {number[]} at @returns {number[] | null}
 */
export function picked(index, shape, at) {
  const taken = parts(index, shape);
  if (!taken) return null;
  const wholes = taken.flatMap((one, i) => (one !== "new" && one.whole ? [i] : []));
  const depth = Math.max(0, ...wholes.map((i) => /** @type {Taken} */ (taken[i]).whole?.shape.length ?? 0));
  const together = wholes.length > 0 && wholes[wholes.length - 1] - wholes[0] === wholes.length - 1;
  const first = wholes.length === 0 ? -1 : together ? wholes[0] : -2;
  let next = first === -2 ? depth : 0;
  /** @type {number[]} */
  let place = first === -2 ? at.slice(0, depth) : [];
  const source = shape.map(() => 0);
  for (const [i, one] of taken.entries()) {
    if (i === first) {
      place = at.slice(next, next + depth);
      next += depth;
    }
    if (one === "new") next += 1;
    else if (one.whole) source[one.axis] = one.at(place);
    else if (one.length === null) source[one.axis] = one.at([]);
    else {
      source[one.axis] = one.at([at[next]]);
      next += 1;
    }
  }
  return next === at.length && source.every((i, axis) => i >= 0 && i < shape[axis]) && elements(shape) > 0 ? source : null;
}
