// ⑦ Pure: graph → positions. Layers by longest path, order by barycentre sweeps, places by least squares.
// Every edge's label is a small node of its own on a layer between its ends: so labels never cover nodes or each
// other, and x * x gets two distinct edges, by the same rule that keeps nodes apart.

import { curve } from "./curve.js";

/**
 * @typedef {{id: number, width: number, height: number, args: (number | null)[], bare?: boolean, chips?: number[]}} Box one node; args: ids,
 *   null for a constant; bare: the edges that end here carry no label and need no room for one; chips: how wide the label of each is
 * @typedef {{x: number, y: number}} Point
 * @typedef {object} Layout
 * @property {number} width
 * @property {number} height
 * @property {Map<number, Point>} nodes centres
 * @property {{id: string, from: number, to: number, path: string, start: Point, end: Point, label: Point}[]} edges
 *
 * @typedef {object} Item a node, or one place where an edge passes a layer
 * @property {number} rank
 * @property {number} along size in the direction of flow
 * @property {number} across size at a right angle to it
 * @property {Item[]} before
 * @property {Item[]} after
 * @property {number} at centre, across
 * @property {number} sort
 */

/** @param {number} rank @param {number} along @param {number} across @returns {Item} */
const item = (rank, along, across) => ({ rank, along, across, before: [], after: [], at: 0, sort: 0 });

/** Two ranks per layer: nodes stand on even ranks, edge labels on odd ones. @param {Box[]} boxes @returns {Map<number, number>} */
function ranks(boxes) {
  /** @type {Map<number, number>} */
  const rank = new Map();
  /** @type {Map<number, number>} */
  const soonest = new Map();
  for (const { id, args } of boxes) { // creation order is a topological order
    const inputs = args.filter((arg) => arg !== null);
    rank.set(id, inputs.reduce((most, arg) => Math.max(most, (rank.get(arg) ?? 0) + 2), 0));
    for (const arg of inputs) soonest.set(arg, Math.min(soonest.get(arg) ?? Infinity, rank.get(id) ?? 0));
  }
  for (const { id, args } of boxes) { // a leaf stands next to where it is first used
    const use = soonest.get(id);
    if (use !== undefined && args.every((arg) => arg === null)) rank.set(id, use - 2);
  }
  return rank;
}

/**
 * The places nearest to what each item wants, in this order, without overlap: pools of neighbours that touch
 * share their mean (isotonic regression), which is the least-squares answer.
 * @param {Item[]} layer @param {(item: Item) => number} wanted @param {number} gap
 */
function place(layer, wanted, gap) {
  /** @type {{sum: number, count: number}[]} */
  const pools = [];
  const offsets = [0];
  layer.forEach((here, i) => {
    if (i > 0) offsets.push(offsets[i - 1] + (layer[i - 1].across + here.across) / 2 + gap);
    let pool = { sum: wanted(here) - offsets[i], count: 1 };
    for (let last = pools[pools.length - 1]; last && last.sum / last.count >= pool.sum / pool.count; last = pools[pools.length - 1]) {
      pools.pop();
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
    }
    pools.push(pool);
  });
  let i = 0;
  for (const { sum, count } of pools) {
    for (let n = 0; n < count; n += 1, i += 1) layer[i].at = sum / count + offsets[i];
  }
}

/** @param {Item[]} near @param {number} otherwise @param {(item: Item) => number} of */
const mean = (near, otherwise, of) => (near.length ? near.reduce((sum, one) => sum + of(one), 0) / near.length : otherwise);

/** Order each layer by where its neighbours stand, there and back a few times. @param {Item[][]} layers */
function untangle(layers) {
  const number = () => layers.forEach((layer) => layer.forEach((one, i) => { one.sort = (i + 0.5) / layer.length; }));
  const keys = new Map();
  number();
  for (let sweep = 0; sweep < 8; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers : [...layers].reverse()) {
      for (const one of layer) keys.set(one, mean(down ? one.before : one.after, one.sort, (other) => other.sort));
      layer.sort((one, other) => keys.get(one) - keys.get(other)); // stable: ties keep the order of the program
      layer.forEach((one, i) => { one.sort = (i + 0.5) / layer.length; });
    }
  }
}

/**
 * @param {Box[]} boxes in creation order
 * @param {{direction?: "right" | "down", label?: {width: number, height: number}, gap?: number, space?: number}} [options]
 *   label: the least it is; gap: between neighbours in a layer; space: between a layer and the labels beside it, an arrowhead and some of its line
 * @returns {Layout}
 */
export function layout(boxes, { direction = "right", label = { width: 48, height: 22 }, gap = 20, space = 14 } = {}) {
  if (boxes.length === 0) return { width: 0, height: 0, nodes: new Map(), edges: [] };
  const flat = direction === "right";
  const rank = ranks(boxes);
  const items = new Map(boxes.map(({ id, width, height }) => [id, item(rank.get(id) ?? 0, flat ? width : height, flat ? height : width)]));
  const layers = /** @type {Item[][]} */ (Array.from({ length: Math.max(0, ...rank.values()) + 1 }, () => []));
  for (const one of items.values()) layers[one.rank].push(one);

  /** How many edges without a label pass between two layers of nodes: they need room to fan out. */
  const crowd = layers.map(() => 0);
  const wires = boxes.flatMap(({ id, args, bare = false, chips = [] }) => args.flatMap((from, arg) => {
    const [start, end] = [items.get(from ?? -1), items.get(id)];
    if (from === null || !start || !end) return [];
    const wide = Math.max(label.width, chips[arg] ?? 0);
    const through = [start];
    for (let at = start.rank + 1; at < end.rank; at += 1) {
      if (bare && at % 2) {
        crowd[at] += 1;
        continue;
      }
      const labelled = at === end.rank - 1;
      const bend = item(at, labelled ? (flat ? wide : label.height) : 0, labelled ? (flat ? label.height : wide) : 8);
      layers[at].push(bend);
      through.push(bend);
    }
    through.push(end);
    through.forEach((one, i) => {
      if (i > 0) one.before.push(through[i - 1]);
      if (i < through.length - 1) one.after.push(through[i + 1]);
    });
    return [{ id: `${id}:${arg}`, from, to: id, through }];
  }));

  untangle(layers);
  for (const layer of layers) place(layer, () => 0, gap);
  const sweeps = boxes.length < 150 ? 21 : 11; // odd: the last one goes down, so that a chain is straight
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers : [...layers].reverse()) {
      place(layer, (one) => mean(down ? one.before : one.after, one.at, (other) => other.at), gap);
    }
  }
  // labels, last of all, stand halfway between the ends of their edges
  for (const layer of layers.filter((_, rank) => rank % 2)) place(layer, (one) => mean([...one.before, ...one.after], one.at, (other) => other.at), gap);

  const all = layers.flat();
  const low = all.reduce((least, one) => Math.min(least, one.at - one.across / 2), Infinity);
  const high = all.reduce((most, one) => Math.max(most, one.at + one.across / 2), low);
  let reach = 0;
  const depths = layers.map((layer, at) => Math.max(crowd[at] && Math.min(96, 24 + 2 * crowd[at]), ...layer.map((one) => one.along)));
  const middles = depths.map((size) => {
    reach += size + space;
    return reach - space - size / 2;
  });
  /** @param {number} along @param {number} across @returns {Point} */
  const point = (along, across) => (flat ? { x: along, y: across - low } : { x: across - low, y: along });
  const length = Math.max(0, reach - space);
  return {
    width: flat ? length : high - low,
    height: flat ? high - low : length,
    nodes: new Map(boxes.map(({ id }) => {
      const one = /** @type {Item} */ (items.get(id));
      return [id, point(middles[one.rank], one.at)];
    })),
    edges: wires.map(({ id, from, to, through }) => {
      const sign = through[through.length - 2]; // of a bare edge, where the label would be is of no use
      return { id, from, to, ...curve(through, middles, depths, point), label: point(middles[sign.rank], sign.at) };
    }),
  };
}
