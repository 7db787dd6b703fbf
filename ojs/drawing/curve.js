// ⑦ Pure: the course of one edge, from the side of a node through its bends to the side of another.

/** @typedef {import("./layout.js").Point} Point */

/**
 * Where edges meet their nodes: spread over half the side, in the order of what comes next on their way; those that go the same way meet at one place.
 * @param {number} nodes
 * @param {Float64Array} at @param {Float64Array} across of the nodes
 * @param {number[]} ends by wire: the node @param {number[]} next by wire: what comes next, by a number of its own @param {number[]} where by wire: it lies, across
 * @returns {number[]} by wire
 */
export function ports(nodes, at, across, ends, next, where) {
  /** @type {number[][]} */
  const wires = Array.from({ length: nodes }, () => []);
  ends.forEach((node, wire) => wires[node].push(wire));
  /** @type {number[]} */
  const found = [];
  wires.forEach((those, node) => {
    those.sort((one, other) => where[one] - where[other] || next[one] - next[other]);
    let places = 0;
    const place = those.map((wire, i) => (i && next[wire] === next[those[i - 1]] ? places - 1 : (places += 1) - 1));
    const step = Math.min(16, (across[node] * 0.5) / places);
    those.forEach((wire, i) => { found[wire] = at[node] + (place[i] - (places - 1) / 2) * step; });
  });
  return found;
}

/**
 * The slope that keeps the curve between its points, without a bump (monotone cubic interpolation); level at both ends.
 * @param {number[]} spots along, across, along, across, … @param {number} i
 */
function slope(spots, i) {
  if (i === 0 || i === spots.length - 2) return 0;
  const before = (spots[i + 1] - spots[i - 1]) / (spots[i] - spots[i - 2]);
  const after = (spots[i + 3] - spots[i + 1]) / (spots[i + 2] - spots[i]);
  if (before * after <= 0) return 0;
  return Math.sign(before) * Math.min(0.75 * Math.abs(before + after), 3 * Math.abs(before), 3 * Math.abs(after));
}

/** @param {number} value */
const tenth = (value) => Math.round(value * 10) / 10;

/**
 * A smooth curve through every spot.
 * @param {number[]} spots along, across, along, across, … @param {boolean} flat whether along is to the right @param {number} low what of across is 0
 */
export function curve(spots, flat, low) {
  /** @param {number} along @param {number} across */
  const pair = (along, across) => (flat ? `${tenth(along)} ${tenth(across - low)}` : `${tenth(across - low)} ${tenth(along)}`);
  const path = [`M${pair(spots[0], spots[1])}`];
  let steep = 0;
  for (let i = 2; i < spots.length; i += 2) {
    const [a, b, c, d] = [spots[i - 2], spots[i - 1], spots[i], spots[i + 1]];
    const third = (c - a) / 3;
    const next = slope(spots, i);
    path.push(`C${pair(a + third, b + third * steep)} ${pair(c - third, d - third * next)} ${pair(c, d)}`);
    steep = next;
  }
  return path.join("");
}
