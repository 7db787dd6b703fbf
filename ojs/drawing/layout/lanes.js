// ⑦ Pure: the way of edges that pass very many layers: around what stands on them, those of one node (or to one node) on one lane.

const APART = 10; // lanes of each other, and of what they pass
const DEEPEST = 600; // all of them together, on one side

/** @typedef {import("./items.js").Items} Items @typedef {import("./items.js").Wire} Wire */

/**
 * @param {Items} items placed
 * @returns {Map<Wire, number>} where each runs, across
 */
export function lanesOf({ wires, rank, at, across, layers }) {
  /** @type {Map<Wire, number>} */
  const lanes = new Map();
  const far = wires.filter((wire) => wire.far);
  if (far.length === 0) return lanes;
  /** @param {"from" | "to"} end */
  const count = (end) => far.reduce((counts, wire) => counts.set(wire[end], (counts.get(wire[end]) ?? 0) + 1), new Map());
  const [leave, reach] = [count("from"), count("to")];
  /** @type {Map<string, {first: number, last: number, middle: number, wires: Wire[]}>} */
  const trunks = new Map();
  for (const wire of far) {
    const key = leave.get(wire.from) >= reach.get(wire.to) ? `from ${wire.from}` : `to ${wire.to}`;
    const trunk = trunks.get(key) ?? { first: Infinity, last: 0, middle: 0, wires: [] };
    trunk.first = Math.min(trunk.first, rank[wire.from] + 1);
    trunk.last = Math.max(trunk.last, rank[wire.to] - 1);
    trunk.middle += (at[wire.from] + at[wire.to]) / 2;
    trunk.wires.push(wire);
    trunks.set(key, trunk);
  }
  // how far what stands on each layer reaches, to either side: the lanes lie beyond it, the short ones nearest
  const high = layers.map((layer) => layer.reduce((most, one) => Math.max(most, at[one] + across[one] / 2), -Infinity));
  const low = layers.map((layer) => layer.reduce((least, one) => Math.min(least, at[one] - across[one] / 2), Infinity));
  const middle = at.reduce((sum, one) => sum + one, 0) / at.length;
  const apart = Math.min(APART, DEEPEST / trunks.size);
  const all = [...trunks.values()].sort((one, other) => one.last - one.first - other.last + other.first);
  for (const { first, last, middle: sum, wires: those } of all) {
    const up = sum / those.length < middle;
    let lane = up ? Infinity : -Infinity;
    for (let i = first; i <= last; i += 1) lane = up ? Math.min(lane, low[i]) : Math.max(lane, high[i]);
    lane += up ? -apart : apart;
    const reached = up ? low : high;
    for (let i = first; i <= last; i += 1) reached[i] = lane;
    for (const wire of those) lanes.set(wire, lane);
  }
  return lanes;
}
