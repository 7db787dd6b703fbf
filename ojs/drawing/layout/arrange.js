// ⑦ Pure: where on their layers things stand that belong to groups. A group is settled inside first, then it is a thing like others,
// which reaches over several layers: so nothing stands inside of an outline that is not its own.

export const PAD = 9; // between a group's outline and what is in it
export const TITLE = 20; // above it
const PASSES = 14;
const BESIDE = 4; // what an outline keeps away from its neighbours

/**
 * @typedef {import("./items.js").Items} Items
 * @typedef {{id: number, first: number, last: number, low: number, high: number, depth: number}} Outline layers from, to; across
 * @typedef {{id: number, depth: number, key: number, members: number[], inner: (Group | number)[]}} Group key: its place among others on every layer
 * @typedef {object} Part of a group: an item, or a group in it
 * @property {number[]} members
 * @property {Outline[]} outlines that move with it
 * @property {number} key its place among others
 * @property {number} id of the group, -1 of an item
 * @property {number} margin
 * @property {number} first layer
 * @property {number} last
 * @property {number} low
 * @property {number} high
 * @property {Part[]} prior its neighbours
 * @property {Part[]} later
 * @property {number[]} links pairs: a member, and what it hangs together with in another part
 */

/**
 * @param {Items} items @param {Group} root @param {Float64Array} sort the order on each layer @param {number} gap @param {number} above room for a title
 * @returns {Outline[]}
 */
export function arrange({ rank, at, across, layers, count, afterStart, after }, root, sort, gap, above) {
  const turn = new Int32Array(count);
  for (const layer of layers) layer.forEach((one, i) => { turn[one] = i; });
  /** What an item is part of, at the moment. @type {Part[]} */
  const parts = [];

  /** @param {Group} group @returns {{outlines: Outline[], own: Outline}} */
  function settle(group) {
    const those = group.inner.map((one) => {
      /** @type {Part} */
      let part;
      if (typeof one === "number") {
        part = { members: [one], outlines: [], key: sort[one], id: -1, margin: gap / 2, first: rank[one], last: rank[one], low: at[one] - across[one] / 2, high: at[one] + across[one] / 2, prior: [], later: [], links: [] };
      } else {
        const { outlines, own } = settle(one);
        part = { members: one.members, outlines, key: one.key, id: one.id, margin: BESIDE, first: own.first, last: own.last, low: own.low, high: own.high, prior: [], later: [], links: [] };
      }
      return part;
    }).sort((one, other) => one.key - other.key || one.id - other.id || turn[one.members[0]] - turn[other.members[0]]);
    for (const part of those) for (const one of part.members) parts[one] = part;
    const here = new Set(those);
    for (const { members } of those) {
      for (const one of members) {
        for (let i = afterStart[one]; i < afterStart[one + 1]; i += 1) {
          const other = after[i];
          if (parts[other] === parts[one] || !here.has(parts[other])) continue;
          parts[one].links.push(one, other);
          parts[other].links.push(other, one);
        }
      }
    }
    /** @type {Map<number, Part>} */
    const last = new Map();
    for (const part of those) {
      /** @type {Set<Part>} */
      const prior = new Set();
      for (let i = part.first; i <= part.last; i += 1) {
        const one = last.get(i);
        if (one) prior.add(one);
        last.set(i, part);
      }
      part.prior = [...prior];
      for (const one of prior) one.later.push(part);
      const floor = part.prior.reduce((most, one) => Math.max(most, one.high + one.margin), -Infinity);
      move(part, (floor === -Infinity ? 0 : floor + part.margin) - part.low);
    }
    for (let pass = 0; pass < PASSES; pass += 1) {
      for (let n = 0; n < those.length; n += 1) relax(those[pass % 2 ? n : those.length - 1 - n]);
    }
    const own = { id: group.id, depth: group.depth, first: Infinity, last: 0, low: Infinity, high: -Infinity };
    for (const part of those) {
      own.first = Math.min(own.first, part.first);
      own.last = Math.max(own.last, part.last);
      own.low = Math.min(own.low, part.low);
      own.high = Math.max(own.high, part.high);
    }
    own.low -= PAD + above;
    own.high += PAD;
    return { own, outlines: [...those.flatMap(({ outlines }) => outlines), ...(group.depth ? [own] : [])] };
  }

  /** @param {Part} part @param {number} by */
  function move(part, by) {
    if (by === 0) return;
    part.low += by;
    part.high += by;
    for (const one of part.members) at[one] += by;
    for (const one of part.outlines) [one.low, one.high] = [one.low + by, one.high + by];
  }

  /** As near to what it hangs together with as its neighbours leave room. @param {Part} part */
  function relax(part) {
    if (part.links.length === 0) return;
    let wanted = 0;
    for (let i = 0; i < part.links.length; i += 2) wanted += at[part.links[i + 1]] - at[part.links[i]];
    let by = wanted / (part.links.length / 2);
    for (const one of part.later) by = Math.min(by, one.low - one.margin - part.margin - part.high);
    for (const one of part.prior) by = Math.max(by, one.high + one.margin + part.margin - part.low);
    move(part, by);
  }

  return settle(root).outlines;
}
