// ⑦ Pure: the course of an operation along one argument, in a square frame in which a slope of 1 stands at 45 degrees.
import { toNumber } from "../maths/format.js";

/** @typedef {import("../engine/tables.js").Slice} Slice */

/** The frame shows −4 to 4 both ways. */
export const REACH = 4;

/** Is the result defined here, and inside the frame? @param {Slice} slice @param {number} i */
export function shown(slice, i) {
  const y = slice.y[i];
  return y !== null && y !== undefined && Math.abs(toNumber(y)) <= REACH;
}

/** The place in the frame that is nearest to the one wanted. @param {Slice} slice @param {number} wanted */
export function nearest(slice, wanted) {
  const inside = Math.max(0, Math.min(slice.y.length - 1, wanted));
  for (let away = 0; away < slice.y.length; away += 1) {
    for (const i of [inside - away, inside + away]) if (shown(slice, i)) return i;
  }
  return -1;
}

/** The first place in the frame at or beyond `from + by`; `from` where there is none. @param {Slice} slice @param {number} from @param {number} by */
export function further(slice, from, by) {
  const last = slice.y.length - 1;
  for (let i = Math.max(0, Math.min(last, from + by)); i !== from && i >= 0 && i <= last; i -= Math.sign(by)) if (shown(slice, i)) return i;
  for (let i = from + by; i >= 0 && i <= last; i += Math.sign(by)) if (shown(slice, i)) return i;
  return from;
}

/**
 * The curve as an SVG path. A place without a neighbour that is defined is a dot.
 * @param {number[]} grid @param {Slice} slice @param {(x: number) => number} across @param {(y: number) => number} up
 */
export function curvePath(grid, slice, across, up) {
  const far = 10 * REACH; // outside the frame, but not so far that a browser loses count
  let path = "";
  grid.forEach((x, i) => {
    const [before, y] = [slice.y[i - 1] ?? null, slice.y[i]];
    if (y === null || Number.isNaN(toNumber(y))) return;
    const at = `${round(across(x))} ${round(up(Math.max(-far, Math.min(far, toNumber(y)))))}`;
    const joined = before !== null && !Number.isNaN(toNumber(before));
    path += joined ? `L${at}` : `M${at}h0`;
  });
  return path;
}

/**
 * The ends of the line through (x, y) with this slope, at a distance of `half` from the point; null without a slope.
 * @param {number} x @param {number} y @param {number} slope @param {number} half
 */
export function tangent(x, y, slope, half) {
  if (Number.isNaN(slope)) return null;
  const [dx, dy] = Number.isFinite(slope) ? [1 / Math.hypot(1, slope), slope / Math.hypot(1, slope)] : [0, 1];
  return { from: [x - half * dx, y - half * dy], to: [x + half * dx, y + half * dy] };
}

/** @param {number} value */
const round = (value) => Math.round(value * 100) / 100;
