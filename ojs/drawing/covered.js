// ⑦ Pure: rectangles that lie over one another.

/** @typedef {{left: number, top: number, right: number, bottom: number}} Rect */

/** How much of one another covers. @param {Rect} one @param {Rect} other */
export const covered = (one, other) => Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left)) * Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));
