// ⑦ Pure: the course of one edge, from the side of a node through its bends to the side of another.

/**
 * @typedef {import("./layout.js").Item} Item
 * @typedef {import("./layout.js").Point} Point
 */

/** Where an edge meets its node: spread over half the side, in the order of the other ends. @param {Item} node @param {Item[]} ends @param {Item} end */
function port(node, ends, end) {
  const order = [...new Set(ends)].sort((one, other) => one.at - other.at);
  const step = Math.min(16, (node.across * 0.5) / order.length);
  return node.at + (order.indexOf(end) - (order.length - 1) / 2) * step;
}

/**
 * The slope that keeps the curve between its points, without a bump (monotone cubic interpolation); level at both ends.
 * @param {number[][]} spots @param {number} i
 */
function slope(spots, i) {
  if (i === 0 || i === spots.length - 1) return 0;
  const before = (spots[i][1] - spots[i - 1][1]) / (spots[i][0] - spots[i - 1][0]);
  const after = (spots[i + 1][1] - spots[i][1]) / (spots[i + 1][0] - spots[i][0]);
  if (before * after <= 0) return 0;
  return Math.sign(before) * Math.min(0.75 * Math.abs(before + after), 3 * Math.abs(before), 3 * Math.abs(after));
}

/**
 * A smooth curve from the side of the first node, through every bend, to the side of the last.
 * @param {Item[]} through @param {number[]} middles @param {number[]} depths @param {(along: number, across: number) => Point} point
 */
export function curve(through, middles, depths, point) {
  const start = through[0];
  const end = through[through.length - 1];
  // past the nodes of a layer an edge runs straight, or its curve would cut their corners
  const spots = through.flatMap((one) => {
    const middle = middles[one.rank];
    const half = one.along === 0 && one.rank % 2 === 0 ? depths[one.rank] / 2 : 0;
    return half ? [[middle - half, one.at], [middle + half, one.at]] : [[middle, one.at]];
  });
  spots[0] = [middles[start.rank] + start.along / 2, port(start, start.after, through[1])];
  spots[spots.length - 1] = [middles[end.rank] - end.along / 2, port(end, end.before, through[through.length - 2])];
  /** @param {number} along @param {number} across */
  const pair = (along, across) => {
    const { x, y } = point(along, across);
    return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
  };
  let path = `M${pair(spots[0][0], spots[0][1])}`;
  for (let i = 1; i < spots.length; i += 1) {
    const [[a, b], [c, d]] = [spots[i - 1], spots[i]];
    const third = (c - a) / 3;
    path += `C${pair(a + third, b + third * slope(spots, i - 1))} ${pair(c - third, d - third * slope(spots, i))} ${pair(c, d)}`;
  }
  return { path, start: point(spots[0][0], spots[0][1]), end: point(spots[spots.length - 1][0], spots[spots.length - 1][1]) };
}
