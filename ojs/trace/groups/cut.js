// ⑦ Pure: (groups, which of them are open) → what is drawn: nodes, and in place of a folded group one thing for all of it; edges bundled.
import { isArray } from "./groups.js";
import { timesOf } from "./times.js";

/**
 * @typedef {import("./groups.js").Groups} Groups
 * @typedef {{from: number | null, edges: string[], count: number}} Bundle where an input comes from (a Drawable's id), along how many edges of the trace;
 *   `edges` are those of them that tell how it looks: of several the one along which a gradient goes first
 * @typedef {object} Drawable a node, or a folded group
 * @property {number} id the node; of a group, the last node it computed, or the first of its leaves: it stands for the group in layout and focus
 * @property {number | null} group the folded group, or null for a node
 * @property {number[]} path the open groups that it is in, the outermost first
 * @property {Bundle[]} args
 *
 * @typedef {object} Cut
 * @property {Drawable[]} things in an order in which every input comes first
 * @property {(node: number | null) => number | null} owner the id of what is drawn in a node's place
 * @property {(node: number | null) => number} at the place in `things` of what is drawn in a node's place; -1: nothing is
 */

/** @param {Groups} groups @param {Uint8Array} open @returns {Cut} */
export function cut(groups, open) {
  const { first, parts, start, end, from, to, order, leaves, place, firstArg, args, firstUse, leaf, trace } = groups;
  /** @type {(Drawable & {key: number})[]} */
  const things = [];
  /** @param {number} group @param {number[]} path */
  function gather(group, path) {
    for (let i = first[group]; i < first[group + 1]; i += 1) {
      const part = parts[i];
      if (part >= 0 && open[part]) gather(part, [...path, part]);
      else {
        const plain = part < 0 ? leaf[~part] === 1 : isArray(groups, part);
        const id = part < 0 ? ~part : plain ? leaves[from[part]] : order[end[part] - 1];
        things.push({ id, group: part < 0 ? null : part, path, args: [], key: plain ? before(part) : id });
      }
    }
  }
  /** Leaves come before whatever uses one of them. @param {number} part */
  function before(part) {
    let least = part < 0 ? ~part : leaves[from[part]];
    const [low, high] = part < 0 ? [place[~part], place[~part] + 1] : [from[part], to[part]];
    for (let at = low; at < high; at += 1) if (firstUse[leaves[at]] >= 0) least = Math.min(least, order[firstUse[leaves[at]]] - 0.5);
    return least;
  }
  gather(0, []);
  things.sort((one, other) => one.key - other.key);

  const [ofOrder, ofLeaves] = [new Int32Array(order.length), new Int32Array(leaves.length)];
  things.forEach(({ id, group }, at) => {
    if (group === null) (leaf[id] ? ofLeaves : ofOrder)[place[id]] = at;
    else {
      ofOrder.fill(at, start[group], end[group]);
      ofLeaves.fill(at, from[group], to[group]);
    }
  });
  /** @param {number | null} node */
  const at = (node) => (node === null || !(place[node] >= 0) ? -1 : leaf[node] ? ofLeaves[place[node]] : ofOrder[place[node]]);

  const passed = passes(groups);
  /** Of each pair of things the bundle between them, from 1; and of each bundle the edge that is passed first. */
  const bundles = new Int32Array(things.length ** 2);
  /** @type {{into: number, count: number, edge: number, when: number, arg: number}[]} */
  const found = [];
  for (let op = 0; op < order.length; op += 1) {
    const into = ofOrder[op];
    const thing = things[into];
    for (let edge = firstArg[op]; edge < firstArg[op + 1]; edge += 1) {
      const node = args[edge];
      if (thing.group === null) {
        const source = node < 0 || place[node] < 0 ? -1 : leaf[node] ? ofLeaves[place[node]] : ofOrder[place[node]];
        thing.args.push(source < 0 ? { from: null, edges: [], count: 0 } : { from: things[source].id, edges: [`${thing.id}:${edge - firstArg[op]}`], count: 1 });
        continue;
      }
      if (node < 0 || place[node] < 0) continue;
      const source = leaf[node] ? ofLeaves[place[node]] : ofOrder[place[node]];
      if (source === into) continue;
      const pair = source * things.length + into;
      const known = bundles[pair];
      const when = passed[edge] || Infinity;
      if (known === 0) {
        bundles[pair] = found.push({ into, count: 1, edge, when, arg: thing.args.length });
        thing.args.push({ from: things[source].id, edges: [], count: 1 });
        continue;
      }
      const bundle = found[known - 1];
      bundle.count += 1;
      if (when < bundle.when) [bundle.when, bundle.edge] = [when, edge];
    }
  }
  for (const { into, count, edge, arg } of found) {
    const op = operation(firstArg, edge);
    Object.assign(things[into].args[arg], { count, edges: [`${order[op]}:${edge - firstArg[op]}`] });
  }
  return { things, owner: (node) => things[at(node)]?.id ?? null, at };
}

/** The operation that an argument is one of. @param {Int32Array} firstArg @param {number} arg */
function operation(firstArg, arg) {
  let [low, high] = [0, firstArg.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (firstArg[middle] <= arg) low = middle;
    else high = middle;
  }
  return low;
}

/** @type {WeakMap<Groups, Int32Array>} */
const known = new WeakMap();

/** Of each argument the first step in which a gradient goes to it; 0 where none does. @param {Groups} groups */
function passes(groups) {
  const there = known.get(groups);
  if (there) return there;
  const { trace: { steps, nodes }, firstArg, args, place } = groups;
  const passed = new Int32Array(args.length);
  const { back } = timesOf(groups.trace);
  for (let at = 0; at < steps.length; at += 1) {
    const step = steps[at];
    if (back[at] === 0 || step.kind !== "backward" || nodes[step.node].op === null || place[step.node] < 0) continue;
    const arg = firstArg[place[step.node]] + step.arg;
    if (passed[arg] === 0) passed[arg] = at + 1;
  }
  known.set(groups, passed);
  return passed;
}

/** The nodes of a group that are used outside of it, or nowhere: what it comes to. @param {Groups} groups @param {number} group @returns {number[]} */
export function outputs({ start, end, from, to, order, leaves, lastUse }, group) {
  if (start[group] === end[group]) return [...leaves.subarray(from[group], to[group])];
  const found = [];
  for (let at = start[group]; at < end[group]; at += 1) if (lastUse[order[at]] < 0 || lastUse[order[at]] >= end[group]) found.push(order[at]);
  return found;
}

/**
 * Of each folded group the steps that happen in it, or that bring it a gradient, forward and back: positions, ascending.
 * @param {Groups} groups @param {Cut} made @returns {Map<number, {forward: Int32Array, back: Int32Array}>} by group
 */
export function insides({ trace, nodes: size }, { things, at }) {
  const { node, into, back } = timesOf(trace);
  const owners = new Int32Array(trace.nodes.length).fill(-1);
  if (size) for (let id = 0; id < owners.length; id += 1) owners[id] = at(id);
  const counts = new Int32Array(2 * things.length);
  const folded = Uint8Array.from(things, ({ group }) => (group === null ? 0 : 1));
  /** @param {(thing: number, way: number, step: number) => void} each */
  const through = (each) => {
    for (let step = 0; step < node.length; step += 1) {
      if (node[step] < 0) continue;
      const [one, other] = [owners[node[step]], into[step] < 0 ? -1 : owners[into[step]]];
      if (one >= 0 && folded[one]) each(one, back[step], step + 1);
      if (other >= 0 && other !== one && folded[other]) each(other, back[step], step + 1);
    }
  };
  through((thing, way) => { counts[2 * thing + way] += 1; });
  const lists = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  through((thing, way, step) => { lists[2 * thing + way][counts[2 * thing + way]++] = step; });
  return new Map(things.flatMap(({ group }, i) => (group === null ? [] : [[group, { forward: lists[2 * i], back: lists[2 * i + 1] }]])));
}
