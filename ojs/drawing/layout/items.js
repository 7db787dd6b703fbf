// ⑦ Pure: what stands on the layers of a graph: its nodes, and a place on every layer that an edge passes. An edge that passes very
// many is far: it goes around what lies between, and costs two places whatever its length.

/**
 * @typedef {object} Wire an edge
 * @property {string} id
 * @property {number} from the item that it leaves
 * @property {number} to
 * @property {number[]} through the items between
 * @property {number} sign of those the label, or -1
 * @property {boolean} far
 *
 * @typedef {object} Items numbers, as arrays: an item's number is its place in each of them; the boxes come first
 * @property {number} count
 * @property {Int32Array} rank
 * @property {Float64Array} along size in the direction of flow
 * @property {Float64Array} across size at a right angle to it
 * @property {Float64Array} at centre, across
 * @property {Int32Array} beforeStart where in `before` an item's neighbours begin that come before it
 * @property {Int32Array} before
 * @property {Int32Array} afterStart
 * @property {Int32Array} after
 * @property {number[][]} layers
 * @property {Wire[]} wires
 * @property {number[]} crowd how many edges without a label pass between two layers of nodes: they need room to fan out
 */

/** Places on the layers, for all edges together: a drawing of some hundred nodes has fewer. */
const MOST = 2000;
const EACH = 1;

/**
 * The longest way that an edge may go from layer to layer, in ranks: as long as all of them together do not need too many places.
 * @param {number[]} spans @param {number} boxes
 */
function longest(spans, boxes) {
  /** @type {number[]} */
  const counts = [];
  for (const span of spans) counts[span] = (counts[span] ?? 0) + 1;
  let left = Math.max(MOST, EACH * (boxes + 2 * spans.length)) - spans.length;
  for (let span = 0; span < counts.length; span += 1) {
    left -= (counts[span] ?? 0) * Math.max(0, span - 2);
    if (left < 0) return Math.max(4, span - 1);
  }
  return Infinity;
}

/**
 * @param {import("../layout.js").Box[]} boxes @param {Map<number, number>} places @param {Int32Array} ranks
 * @param {boolean} flat @param {{width: number, height: number}} label
 * @returns {Items}
 */
export function itemsOf(boxes, places, ranks, flat, label) {
  /** @type {number[][]} */
  const layers = [];
  const rank = Array.from(ranks);
  const along = boxes.map(({ width, height }) => (flat ? width : height));
  const across = boxes.map(({ width, height }) => (flat ? height : width));
  const highest = rank.reduce((most, one) => Math.max(most, one), 0);
  for (let at = 0; at <= highest; at += 1) layers.push([]);
  const crowd = layers.map(() => 0);
  rank.forEach((at, i) => layers[at].push(i));

  const spans = boxes.flatMap(({ args }, to) => args.flatMap((arg) => {
    const from = arg === null ? undefined : places.get(arg);
    return from === undefined ? [] : [ranks[to] - ranks[from]];
  }));
  const most = longest(spans, boxes.length);
  /** @param {number} at @param {number} deep @param {number} wide */
  const add = (at, deep, wide) => {
    layers[at].push(rank.length);
    rank.push(at);
    along.push(deep);
    return across.push(wide) - 1;
  };
  /** @type {Wire[]} */
  const wires = [];
  /** @type {number[]} */
  const links = []; // pairs
  boxes.forEach(({ id, args, bare = false, chips = [] }, to) => args.forEach((arg, which) => {
    const from = arg === null ? undefined : places.get(arg);
    if (from === undefined) return;
    const far = ranks[to] - ranks[from] > most;
    const wide = Math.max(label.width, chips[which] ?? 0);
    /** @type {number[]} */
    const through = [];
    if (bare) for (let at = ranks[from] + 1; at < ranks[to]; at += far ? ranks[to] - ranks[from] - 2 : 2) crowd[at] += 1;
    for (let at = far ? ranks[to] - 1 : ranks[from] + 1; at < ranks[to]; at += 1) {
      const labelled = at === ranks[to] - 1;
      if (bare && at % 2) continue;
      through.push(labelled ? add(at, flat ? wide : label.height, flat ? label.height : wide) : add(at, 0, 8));
    }
    wires.push({ id: `${id}:${which}`, from, to, through, sign: bare ? -1 : through[through.length - 1], far });
    let last = far ? -1 : from; // what is far away is no reason to stand anywhere
    for (const one of [...through, to]) {
      if (last >= 0) links.push(last, one);
      last = one;
    }
  }));

  const count = rank.length;
  /** The neighbours on one side, item after item. @param {0 | 1} side @returns {[Int32Array, Int32Array]} */
  const neighbours = (side) => {
    const start = new Int32Array(count + 1);
    for (let i = side; i < links.length; i += 2) start[links[i] + 1] += 1;
    for (let i = 0; i < count; i += 1) start[i + 1] += start[i];
    const next = start.slice();
    const list = new Int32Array(links.length / 2);
    for (let i = side; i < links.length; i += 2) list[next[links[i]]++] = links[side ? i - 1 : i + 1];
    return [start, list];
  };
  const [afterStart, after] = neighbours(0);
  const [beforeStart, before] = neighbours(1);
  return {
    count, rank: Int32Array.from(rank), along: Float64Array.from(along), across: Float64Array.from(across), at: new Float64Array(count),
    beforeStart, before, afterStart, after, layers, wires, crowd,
  };
}
