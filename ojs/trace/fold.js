// ⑦ Pure: (trace, folded calls) → what is drawn: nodes, and in place of a folded function call one node for all it made.

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {object} Drawable a node, or a folded call
 * @property {number} id the node; of a call, the last node it computed: it stands for the call in layout and focus
 * @property {number | null} call the folded call, or null for a node
 * @property {number[]} inside the nodes it stands for
 * @property {number[]} outputs those of them that are used outside, or nowhere
 * @property {{from: number | null, edges: string[]}[]} args where its inputs come from (a Drawable's id), and along which edges of the trace
 */

/** More nodes than this are more than one can read: the innermost calls are folded to begin with. */
const MANY = 60;
/** A call that made fewer nodes is not worth a fold. */
const FEW = 3;

/** What a reader calls it: Neuron for Neuron.__call__. @param {string} name */
export const callName = (name) => name.replace(/\.(__call__|__init__|forward)$/, "");

/**
 * Which call each node belongs to, and which calls can be folded.
 * @param {Trace} trace
 */
export function createFolds(trace) {
  const { nodes, calls = [] } = trace;
  /** From the innermost to the outermost. @param {number | null} call */
  const around = (call) => {
    const list = [];
    for (let at = call; at !== null; at = calls[at].within) list.push(at);
    return list;
  };
  const home = homes(trace, around);
  const members = calls.map(() => /** @type {number[]} */ ([]));
  nodes.forEach(({ id }) => { for (const call of around(home[id])) members[call].push(id); });
  // What a call computed stands together in time, or folding it could make a circle of arrows (a generator's may not).
  const computed = nodes.filter(({ op }) => op !== null).map(({ id }) => id);
  const turn = new Map(computed.map((id, at) => [id, at]));
  const foldable = members.map((inside) => {
    const turns = inside.flatMap((id) => turn.get(id) ?? []);
    return inside.length >= FEW && turns.length > 0 && turns[turns.length - 1] - turns[0] === turns.length - 1;
  });
  /** A call with nothing to itself but one inner call is that inner call. */
  const same = new Set(calls.flatMap(({ within }, call) => (within !== null && foldable[call] && members[call].length === members[within].length ? [within] : [])));
  const worth = calls.map((_, call) => call).filter((call) => foldable[call] && !same.has(call));
  const known = new Set(worth);
  const paths = nodes.map(({ id }) => around(home[id]).filter((call) => known.has(call)));
  /** How many calls lie in one another there: 1 for an innermost one. @type {Map<number, number>} */
  const heights = new Map();
  for (const call of [...worth].reverse()) { // an inner call begins after the one around it
    const height = heights.get(call) ?? 1;
    heights.set(call, height);
    const outer = around(calls[call].within).find((one) => known.has(one));
    if (outer !== undefined) heights.set(outer, Math.max(heights.get(outer) ?? 1, height + 1));
  }

  /** The call that hides a node: the outermost one that is folded. @param {number} id @param {Set<number>} folded @returns {number | null} */
  const hider = (id, folded) => {
    for (let i = paths[id].length - 1; i >= 0; i -= 1) if (folded.has(paths[id][i])) return paths[id][i];
    return null;
  };

  return {
    calls: worth,
    members,
    /** The calls around a node that can be folded, innermost first. @param {number} id */
    path: (id) => paths[id],
    hider,
    /** @param {Set<number>} folded */
    shown: (folded) => drawables(trace, (id) => hider(id, folded)),
    /** 0 folds nothing, 1 the innermost calls, `highest` all. @param {number} level */
    level: (level) => new Set(worth.filter((call) => (heights.get(call) ?? 1) <= level)),
    highest: Math.max(0, ...heights.values()),
    /** As little folded as a reader can take in. */
    start() {
      let folded = this.level(0);
      for (let level = 1; level <= this.highest && this.shown(folded).length > MANY; level += 1) folded = this.level(level);
      return folded;
    },
  };
}

/** @typedef {ReturnType<typeof createFolds>} Folds */

/**
 * An operation belongs to the call that ran it. A leaf that is no variable of the program itself (a weight in a list, or
 * made by a function) belongs, not where it was made, but where it is used: in the innermost call around all its uses.
 * @param {Trace} trace @param {(call: number | null) => number[]} around
 */
function homes({ nodes }, around) {
  const uses = nodes.map(() => /** @type {Set<number | null>} */ (new Set()));
  for (const { call = null, args } of nodes) for (const arg of args) if ("node" in arg) uses[arg.node].add(call);
  return nodes.map(({ id, op, label, call = null }) => {
    if (op !== null || uses[id].size === 0 || (call === null && label && !label.includes("["))) return call;
    const [first, ...others] = [...uses[id]].map(around);
    return first.find((one) => others.every((path) => path.includes(one))) ?? null;
  });
}

/** @param {Trace} trace @param {(id: number) => number | null} hider @returns {Drawable[]} in an order in which every input comes first */
function drawables({ nodes }, hider) {
  /** @type {Map<number, Drawable>} by call */
  const groups = new Map();
  const owner = nodes.map((node) => {
    const call = hider(node.id);
    const group = call === null ? undefined : groups.get(call);
    const one = group ?? { id: node.id, call, inside: [], outputs: [], args: [] };
    if (call !== null) groups.set(call, one);
    one.inside.push(node.id);
    if (node.op !== null) one.id = node.id;
    return one;
  });
  /** Of each folded call its args, by where they come from. @type {Map<Drawable, Map<number, Drawable["args"][number]>>} */
  const bundles = new Map();
  const used = nodes.map(() => false);
  const outside = nodes.map(() => false);
  for (const { id, args } of nodes) {
    const one = owner[id];
    args.forEach((arg, at) => {
      if (!("node" in arg)) {
        if (one.call === null) one.args.push({ from: null, edges: [] });
        return;
      }
      const from = owner[arg.node];
      used[arg.node] = true;
      if (from === one && one.call !== null) return;
      outside[arg.node] = true;
      const edge = `${id}:${at}`;
      const bundle = bundles.get(one)?.get(from.id);
      if (bundle) return void bundle.edges.push(edge);
      const found = { from: from.id, edges: [edge] };
      one.args.push(found);
      if (one.call === null) return;
      if (!bundles.has(one)) bundles.set(one, new Map());
      bundles.get(one)?.set(from.id, found);
    });
  }
  const all = [...new Set(owner)];
  for (const one of all) one.outputs = one.inside.filter((id) => outside[id] || !used[id]);
  return all.sort((one, other) => one.id - other.id);
}
