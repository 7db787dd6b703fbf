// ⑦ Pure: what belongs together (an open call, a turn of a loop) stays together: next to each other on every layer, and nothing else among it.
import { arrange } from "./arrange.js";

/**
 * @typedef {import("./items.js").Items} Items
 * @typedef {import("./arrange.js").Group} Group @typedef {import("./arrange.js").Outline} Outline
 */

/** What both have in common. @param {number[]} one @param {number[]} other */
function shared(one, other) {
  let i = 0;
  while (i < one.length && i < other.length && one[i] === other[i]) i += 1;
  return i === one.length ? one : one.slice(0, i);
}

/**
 * @param {import("../layout.js").Box[]} boxes @param {Items} items
 * @returns {null | {gather: (layer: number[], sort: Float64Array) => void, arrange: (gap: number, above: number) => Outline[], begins: Map<number, number>}}
 *   null: there are no groups
 */
export function groupsOf(boxes, items) {
  if (!boxes.some(({ group }) => group?.length)) return null;
  const { count, rank } = items;
  /** Around each item, outermost first. @type {number[][]} */
  const paths = Array.from({ length: count }, (_, i) => boxes[i]?.group ?? []);
  for (const { from, to, through, far } of items.wires) {
    const path = far ? paths[to] : shared(paths[from], paths[to]);
    for (const one of through) paths[one] = path;
  }
  /** @type {Group} */
  const root = { id: -1, depth: 0, key: 0, members: [], inner: [] };
  /** @type {Map<string, Group>} */
  const known = new Map();
  for (let i = 0; i < count; i += 1) {
    let around = root;
    let name = "";
    for (const id of paths[i]) {
      name += `/${id}`;
      const found = known.get(name) ?? { id, depth: around.depth + 1, key: 0, members: [], inner: [] };
      if (!known.has(name)) {
        known.set(name, found);
        around.inner.push(found);
      }
      found.members.push(i);
      around = found;
    }
    around.inner.push(i);
  }
  /** The way to each item through its groups. @type {Group[][]} */
  const ways = paths.map((path) => path.map((_, i) => /** @type {Group} */ (known.get(path.slice(0, i + 1).map((id) => `/${id}`).join("")))));
  /** The layers on which groups begin, and how many, one in another. @type {Map<number, number>} */
  const begins = new Map();
  for (const { members, depth } of known.values()) {
    const first = members.reduce((least, one) => Math.min(least, rank[one]), Infinity);
    begins.set(first - (first % 2), Math.max(begins.get(first - (first % 2)) ?? 0, depth));
  }
  let keyed = false;
  /** @type {Float64Array} */
  let sorts = new Float64Array(count);

  return {
    begins,
    /** In the same order on every layer: a group's place among others is the mean of its members'. */
    gather(layer, sort) {
      if (!keyed) {
        keyed = true;
        sorts = sort;
        for (const group of known.values()) group.key = group.members.reduce((sum, one) => sum + sort[one], 0) / group.members.length;
      }
      /** @param {number} one @param {number} other */
      const compare = (one, other) => {
        const [left, right] = [ways[one], ways[other]];
        for (let i = 0; ; i += 1) {
          const [a, b] = [left[i], right[i]];
          if (a && a === b) continue;
          const difference = (a?.key ?? sort[one]) - (b?.key ?? sort[other]);
          return difference || (a?.id ?? -1) - (b?.id ?? -1);
        }
      };
      const kept = new Map(layer.map((one, i) => [one, i]));
      layer.sort((one, other) => compare(one, other) || (kept.get(one) ?? 0) - (kept.get(other) ?? 0));
    },
    arrange: (gap, above) => arrange(items, root, sorts, gap, above),
  };
}
