// ⑦ Pure: trace → a tree of groups that a large graph is folded by. Its leaves are the nodes; whatever is folded, all edges run one way.
//
// Every group of operations is an interval of their order in time, so that what is folded stands in one order, too. Leaves have no inputs:
// any of them may be put together; those that one group alone uses are drawn in it. A group is a place in flat arrays; a part of a group is
// another group, or ~node.
import { ALIKE, ALL, ARRAY, CALL, contexts, KINDS, LINE, LOOP, PART, TURN } from "./contexts.js";
import { arrays } from "./leaves.js";
import { shape } from "./shaped.js";

/**
 * @typedef {import("../../engine/protocol.js").Trace} Trace
 * @typedef {object} Groups
 * @property {Trace} trace
 * @property {number} count of groups; 0 is the whole
 * @property {number} nodes how many there are in it
 * @property {Uint8Array} kind a place in KINDS
 * @property {Int32Array} ref what it is: a call, a loop, a line, of an array its place in `texts`; of a turn or a part its number, from 1
 * @property {Int32Array} loop of a turn, its loop
 * @property {Uint8Array} again of a call that goes on after another one has come between, whether it is not the beginning
 * @property {Int32Array} parent
 * @property {Int32Array} last the last group in it, or itself: a group's own are those from itself to that one
 * @property {Int32Array} start of its operations in `order`
 * @property {Int32Array} end
 * @property {Int32Array} from of its leaves in `leaves`
 * @property {Int32Array} to
 * @property {Int32Array} first where its parts begin in `parts`; it has one entry more than there are groups
 * @property {Int32Array} parts
 * @property {Uint16Array} depth
 * @property {Int32Array} order the operations, in time
 * @property {Int32Array} leaves so that those of a group stand together
 * @property {Int32Array} place of each node in `order` or `leaves`; -1 of what is not in it
 * @property {Int32Array} home the innermost group of each node
 * @property {Int32Array} lastUse of each node the place in `order` where it is used last; -1 where it is not
 * @property {Int32Array} firstUse where it is used first
 * @property {Int32Array} firstArg of each operation in `order` where its arguments begin in `args`
 * @property {Uint8Array} leaf of each node whether it is one
 * @property {Int32Array} args nodes, and -1 for what is none
 * @property {string[]} texts names of arrays
 */

/** The operations and leaves, as flat arrays: one look at each node. @param {Trace} trace @param {[number, number][]} runs */
function flat({ nodes }, runs) {
  /** @type {number[]} */
  const order = [];
  /** @type {number[]} */
  const leaves = [];
  /** @type {number[]} */
  const args = [];
  /** @type {number[]} */
  const firstArg = [];
  const [place, firstUse, lastUse] = Array.from({ length: 3 }, () => new Int32Array(nodes.length).fill(-1));
  const [codes, leaf] = [new Int32Array(nodes.length), new Uint8Array(nodes.length)];
  const known = numbered();
  let [last, code] = ["", 0];
  for (const [from, to] of runs) {
    for (let id = from; id < to; id += 1) {
      const { op, args: given } = nodes[id];
      if (op === null) {
        leaves.push(id);
        leaf[id] = 1;
        continue;
      }
      if (op !== last) [last, code] = [op, known(op)];
      codes[id] = 8 * code + given.length;
      const at = place[id] = order.push(id) - 1;
      firstArg.push(args.length);
      for (let i = 0; i < given.length; i += 1) {
        const arg = given[i];
        const node = "node" in arg ? arg.node : -1;
        args.push(node);
        if (node < 0) continue;
        if (lastUse[node] < 0) firstUse[node] = at;
        lastUse[node] = at;
      }
    }
  }
  firstArg.push(args.length);
  return { order: Int32Array.from(order), leaves, args: Int32Array.from(args), firstArg: Int32Array.from(firstArg), place, firstUse, lastUse, codes, leaf };
}

/**
 * @param {Trace} trace @param {[number, number][]} [runs] of nodes that it is about, each [from, to)
 * @returns {Groups}
 */
export function createGroups(trace, runs = [[0, trace.nodes.length]]) {
  const { nodes, calls = [], loops = [] } = trace;
  const { order, leaves, args, firstArg, place, firstUse, lastUse, codes, leaf } = flat(trace, runs);
  const draft = contexts(trace, order);
  /** A variable of the program itself stays where the program is. @param {number} id */
  const outside = (id) => nodes[id].call === undefined && nodes[id].label !== null && nodes[id].label !== "" && !/[[.]/.test(nodes[id].label ?? "");
  const known = numbered();
  const names = calls.map(({ name }) => known(name));
  shape(draft, {
    place: (id) => place[id],
    op: (id) => codes[id],
    line: (id) => nodes[id].at?.[0] ?? 0,
    name: (group) => (draft.kind[group] === CALL ? names[draft.ref[group]] : draft.kind[group] === LOOP || draft.kind[group] === TURN ? draft.ref[group] + 1 : 0),
    called: (group) => (draft.kind[group] === CALL ? calls[draft.ref[group]].at?.[0] : draft.kind[group] === LOOP ? loops[draft.ref[group]].at[0] : 0) ?? 0,
    leaves: (start, end) => {
      for (let i = firstArg[start]; i < firstArg[end]; i += 1) if (args[i] >= 0 && leaf[args[i]] && firstUse[args[i]] >= start && lastUse[args[i]] < end && !outside(args[i])) return true;
      return false;
    },
  });
  const parent = parents(draft);

  // a leaf is at home in the innermost group with all its uses
  const home = new Int32Array(nodes.length);
  spread(draft, home);
  /** @type {Map<number, number[]>} */
  const homes = new Map();
  for (const id of leaves) {
    let group = 0;
    if (firstUse[id] >= 0 && !outside(id)) {
      group = home[order[firstUse[id]]];
      while (draft.end[group] <= lastUse[id] || draft.kind[group] === PART || draft.kind[group] === ALIKE) group = parent[group];
    }
    const there = homes.get(group);
    if (there) there.push(id);
    else homes.set(group, [id]);
  }
  /** @type {string[]} */
  const texts = [];
  for (const [group, some] of homes) draft.items[group] = [...arrays(draft, group, some, (id) => nodes[id].label, texts), ...draft.items[group]];
  return { ...numberedGroups(trace, draft, order, place, leaf), lastUse, firstUse, firstArg, args, leaf, texts };
}

/** A small number for each of some names, from 1. @returns {(name: string) => number} */
function numbered() {
  /** @type {Map<string, number>} */
  const places = new Map();
  return (name) => {
    const found = places.get(name);
    if (found !== undefined) return found;
    places.set(name, places.size + 1);
    return places.size;
  };
}

/** Which group each is a part of, now that all have their parts. @param {import("./contexts.js").Draft} draft */
function parents({ kind, items }) {
  const parent = new Int32Array(kind.length);
  const waiting = [0];
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    for (const item of items[group]) {
      if (item < 0) continue;
      parent[item] = group;
      waiting.push(item);
    }
  }
  return parent;
}

/** The innermost group of each operation. @param {import("./contexts.js").Draft} draft @param {Int32Array} home */
function spread({ items }, home) {
  const waiting = [0];
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    for (const item of items[group]) {
      if (item < 0) home[~item] = group;
      else waiting.push(item);
    }
  }
}

/**
 * The draft as flat arrays, an outer group before those in it.
 * @param {Trace} trace @param {import("./contexts.js").Draft} draft @param {Int32Array} order @param {Int32Array} place @param {Uint8Array} leaf
 * @returns {Omit<Groups, "lastUse" | "firstUse" | "firstArg" | "args" | "leaf" | "texts">}
 */
function numberedGroups(trace, draft, order, place, leaf) {
  const { nodes } = trace;
  const most = draft.kind.length;
  const kind = new Uint8Array(most);
  const [ref, loop, parent, last, start, end, from, to] = Array.from({ length: 8 }, () => new Int32Array(most));
  const first = new Int32Array(most + 1);
  const depth = new Uint16Array(most);
  const again = new Uint8Array(most);
  const begun = new Uint8Array(trace.calls?.length ?? 0);
  const home = new Int32Array(nodes.length).fill(-1);
  /** @type {number[]} */
  const parts = [];
  /** @type {number[]} */
  const leaves = [];
  let count = 0;
  /** A group, and what of it has been gone through. @type {{group: number, as: number, at: number, turns: Map<number, number> | null}[]} */
  const stack = [];
  /** @param {number} group @param {number} within @param {number} number among the turns of its loop */
  function enter(group, within, number) {
    const as = count;
    count += 1;
    kind[as] = draft.kind[group];
    loop[as] = draft.kind[group] === TURN ? draft.ref[group] : -1;
    ref[as] = draft.kind[group] === TURN ? number : draft.ref[group];
    if (kind[as] === CALL) {
      again[as] = begun[ref[as]];
      begun[ref[as]] = 1;
    }
    parent[as] = within;
    depth[as] = within < 0 ? 0 : depth[within] + 1;
    start[as] = draft.start[group];
    end[as] = draft.end[group];
    from[as] = leaves.length;
    stack.push({ group, as, at: 0, turns: null });
    return as;
  }
  enter(0, -1, 0);
  /** @type {number[][]} */
  const own = [[]];
  for (let top = stack[0]; top; top = stack[stack.length - 1]) {
    const item = draft.items[top.group][top.at];
    top.at += 1;
    if (item === undefined) {
      last[top.as] = count - 1;
      to[top.as] = leaves.length;
      stack.pop();
    } else if (item < 0) {
      own[top.as].push(item);
      home[~item] = top.as;
      if (leaf[~item]) {
        place[~item] = leaves.length;
        leaves.push(~item);
      }
    } else {
      let number = 0;
      if (draft.kind[item] === TURN) { // turns are counted through the parts that a long loop is divided into
        const holder = stack.findLast(({ group }) => draft.kind[group] !== PART) ?? top;
        holder.turns ??= new Map();
        number = (holder.turns.get(draft.ref[item]) ?? 0) + 1;
        holder.turns.set(draft.ref[item], number);
      }
      own.push([]);
      own[top.as].push(enter(item, top.as, number));
    }
  }
  for (let group = 0; group < count; group += 1) {
    first[group] = parts.length;
    for (const part of own[group]) parts.push(part);
  }
  first[count] = parts.length;
  /** @template {Uint8Array | Uint16Array | Int32Array} T @param {T} array @returns {T} */
  const cut = (array) => /** @type {T} */ (array.subarray(0, count));
  return {
    trace, count, nodes: order.length + leaves.length, kind: cut(kind), ref: cut(ref), loop: cut(loop), again: cut(again), parent: cut(parent), last: cut(last), start: cut(start), end: cut(end), from: cut(from), to: cut(to),
    first: first.subarray(0, count + 1), parts: Int32Array.from(parts), depth: cut(depth), order, leaves: Int32Array.from(leaves), place, home,
  };
}

/** The groups around a node or a group, the innermost first, without the whole. @param {Groups} groups @param {number} group */
export function around({ parent }, group) {
  const list = [];
  for (let at = group; at > 0; at = parent[at]) list.push(at);
  return list;
}

/** How many nodes are in a group. @param {Groups} groups @param {number} group */
export const sizeOf = ({ start, end, from, to }, group) => end[group] - start[group] + to[group] - from[group];

/** Whether it is of leaves alone. @param {Groups} groups @param {number} group */
export const isArray = ({ start, end, kind }, group) => kind[group] !== ALL && start[group] === end[group];

export { ALIKE, ALL, ARRAY, CALL, KINDS, LINE, LOOP, PART, TURN };
