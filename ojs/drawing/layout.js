// ⑦ Pure: graph → positions. Layers by longest path, order by barycentre sweeps, places by least squares.
// Every edge's label is a small node of its own on a layer between its ends: so labels never cover nodes or each
// other, and x * x gets two distinct edges, by the same rule that keeps nodes apart.

import { curve, ports } from "./curve.js";
import { PAD, TITLE } from "./layout/arrange.js";
import { groupsOf } from "./layout/groups.js";
import { itemsOf } from "./layout/items.js";
import { lanesOf } from "./layout/lanes.js";
import { order } from "./layout/order.js";
import { place } from "./layout/place.js";
import { ranksOf } from "./layout/ranks.js";

/**
 * @typedef {{id: number, width: number, height: number, args: (number | null)[], bare?: boolean, chips?: number[], group?: number[]}} Box one node; args: ids,
 *   null for a constant; bare: the edges that end here carry no label and need no room for one; chips: how wide the label of each is;
 *   group: what it belongs to, outermost first
 * @typedef {{x: number, y: number}} Point
 * @typedef {{group: number, depth: number, x: number, y: number, width: number, height: number, title: string}} Hull around a group's members; x, y: its corner
 * @typedef {object} Layout
 * @property {number} width
 * @property {number} height
 * @property {Map<number, Point>} nodes centres
 * @property {{id: string, from: number, to: number, path: string, start: Point, end: Point, label: Point}[]} edges
 * @property {Hull[]} hulls outer ones first
 *
 * @typedef {object} Options
 * @property {"right" | "down"} [direction]
 * @property {{width: number, height: number}} [label] the least it is
 * @property {number} [gap] between neighbours in a layer
 * @property {number} [space] between a layer and the labels beside it: an arrowhead and some of its line
 * @property {Map<number, Point>} [before] where nodes stood before, in the same direction: their order stays
 * @property {Map<number, string>} [titles] of the groups
 */

/** @param {Box[]} boxes in an order in which every input comes first @param {Options} [options] @returns {Layout} */
export function layout(boxes, { direction = "right", label = { width: 48, height: 22 }, gap = 20, space = 14, before, titles } = {}) {
  if (boxes.length === 0) return { width: 0, height: 0, nodes: new Map(), edges: [], hulls: [] };
  const flat = direction === "right";
  const places = new Map(boxes.map(({ id }, i) => [id, i]));
  const items = itemsOf(boxes, places, ranksOf(boxes, places), flat, label);
  const { count, rank, along, across, at, layers, wires, crowd } = items;
  const groups = groupsOf(boxes, items);
  const above = flat ? TITLE : 0; // a title stands above its group: there across, here along

  order(items, groups && groups.gather, seenBefore(boxes, count, flat, before));
  if (!groups) place(items, gap, boxes.length < 150 ? 21 : count < 20_000 ? 11 : 7);
  const outlines = groups ? groups.arrange(gap, above) : [];
  const lanes = lanesOf(items);

  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < count; i += 1) {
    low = Math.min(low, at[i] - across[i] / 2);
    high = Math.max(high, at[i] + across[i] / 2);
  }
  for (const lane of lanes.values()) [low, high] = [Math.min(low, lane), Math.max(high, lane)];
  for (const one of outlines) [low, high] = [Math.min(low, one.low), Math.max(high, one.high)];

  let reach = 0;
  const depths = layers.map((layer, n) => layer.reduce((most, one) => Math.max(most, along[one]), crowd[n] ? Math.min(96, 24 + 2 * crowd[n]) : 0));
  const middles = depths.map((size, n) => {
    const begun = groups?.begins.get(n) ?? 0;
    reach += begun * (flat ? PAD : PAD + TITLE);
    reach += size + space;
    return reach - space - size / 2;
  });
  const ends = outlines.length ? PAD * Math.max(...outlines.map(({ depth }) => depth)) : 0;
  const length = Math.max(0, reach - space) + ends;
  /** @param {number} deep @param {number} wide @returns {Point} */
  const point = (deep, wide) => (flat ? { x: deep, y: wide - low } : { x: wide - low, y: deep });
  /** Where a layer begins and ends. @param {number} n @param {1 | -1} side */
  const edge = (n, side) => middles[n] + (side * depths[n]) / 2;

  // what comes next on an edge's way: the place after it, the node itself, or (beyond all of them) the lane
  const laneOf = wires.map((wire) => lanes.get(wire) ?? 0);
  const [first, last] = [
    wires.map(({ through, to, far, from }) => (far ? count + from : through[0] ?? to)),
    wires.map(({ through, to, far, from }) => through[through.length - 1] ?? (far ? count + to : from)),
  ];
  const starts = ports(boxes.length, at, across, wires.map(({ from }) => from), first, wires.map((_, i) => (first[i] < count ? at[first[i]] : laneOf[i])));
  const tips = ports(boxes.length, at, across, wires.map(({ to }) => to), last, wires.map((_, i) => (last[i] < count ? at[last[i]] : laneOf[i])));

  return {
    width: flat ? length : high - low,
    height: flat ? high - low : length,
    nodes: new Map(boxes.map(({ id }, i) => [id, point(middles[rank[i]], at[i])])),
    edges: wires.map(({ id, from, to, through, far, sign }, i) => {
      const spots = [middles[rank[from]] + along[from] / 2, starts[i]];
      // beside a wider neighbour, or on its way to a lane, an edge goes straight until it has left the layer
      const leaves = edge(rank[from], 1);
      const arrives = edge(rank[to], -1);
      const tip = middles[rank[to]] - along[to] / 2;
      const away = far ? laneOf[i] : at[first[i]];
      const back = last[i] < count ? at[last[i]] : laneOf[i];
      if (leaves > spots[0] + 1 && Math.abs(away - at[from]) > across[from] / 2) spots.push(leaves, starts[i]);
      if (far) spots.push(edge(rank[from] + 2, -1), laneOf[i], edge(rank[to] - 2, 1), laneOf[i]);
      for (const one of through) {
        // past the nodes of a layer an edge runs straight, or its curve would cut their corners
        const half = along[one] === 0 && rank[one] % 2 === 0 ? depths[rank[one]] / 2 : 0;
        if (half) spots.push(middles[rank[one]] - half, at[one], middles[rank[one]] + half, at[one]);
        else spots.push(middles[rank[one]], at[one]);
      }
      if (arrives < tip - 1 && Math.abs(back - at[to]) > across[to] / 2) spots.push(arrives, tips[i]);
      spots.push(tip, tips[i]);
      const shown = sign >= 0 ? sign : through[through.length - 1] ?? to; // of a bare edge, where the label would be is of no use
      return { id, from: boxes[from].id, to: boxes[to].id, path: curve(spots, flat, low), start: point(spots[0], spots[1]), end: point(tip, tips[i]),
        label: point(middles[rank[shown]], at[shown]) };
    }),
    hulls: outlines.map((one) => {
      const most = ends / PAD; // an inner outline lies within the outer ones
      const side = PAD * (most - one.depth + 1);
      const [begin, end] = [edge(one.first, -1) - side - (flat ? 0 : TITLE * (most - one.depth + 1)), edge(one.last, 1) + side];
      const corner = point(begin, one.low);
      return { group: one.id, depth: one.depth, ...corner, width: flat ? end - begin : one.high - one.low, height: flat ? one.high - one.low : end - begin, title: titles?.get(one.id) ?? "" };
    }).sort((one, other) => one.depth - other.depth),
  };
}

/** @param {Box[]} boxes @param {number} count @param {boolean} flat @param {Map<number, Point>} [before] */
function seenBefore(boxes, count, flat, before) {
  if (!before || !boxes.some(({ id }) => before.has(id))) return null;
  const seen = new Float64Array(count).fill(NaN);
  boxes.forEach(({ id }, i) => {
    const stood = before.get(id);
    if (stood) seen[i] = flat ? stood.y : stood.x;
  });
  return seen;
}
