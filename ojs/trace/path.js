// ⑦ Pure: the way of one gradient, to be walked alone: the steps that brought it, from where the backward pass began down to a node.

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Step} Step
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {import("./replay.js").Replay} Replay
 *
 * `steps` are positions, in order of time; `nodes` those that the steps are about; `factors`, one a step: by what it multiplies the size of what comes to it.
 * @typedef {{steps: number[], nodes: number[], factors: number[]}} Way
 *
 * One walk back: `steps.slice(seed, end)` of the trace. @typedef {{seed: number, end: number, aside: boolean}} Walked
 */

/** How large a quantity is: of an array its norm. @param {Quantity | null | undefined} quantity @returns {number} */
export function size(quantity) {
  if (typeof quantity === "number") return Math.abs(quantity);
  if (typeof quantity !== "object" || quantity === null) return Math.abs(Number(quantity));
  if (!("data" in quantity)) return Number(quantity.summary.norm);
  let sum = 0;
  for (const one of quantity.data) sum += Number(one) ** 2;
  return Math.sqrt(sum);
}

/** By what a step multiplies what comes to it. @param {Step | undefined} step */
export function factorOf(step) {
  if (step?.kind === "unbroadcast") return size(step.contribution) / size(step.wide);
  if (step?.kind !== "backward") return 1;
  return typeof step.local === "number" ? Math.abs(step.local) : size(step.contribution) / size(step.upstream);
}

/** The walks back among some steps; one may have several seeds. @param {Step[]} steps @param {number} from @param {number} to @returns {Walked[]} */
export function walksIn(steps, from, to) {
  /** @type {Walked[]} */
  const found = [];
  for (let at = from; at < to; at += 1) {
    const step = steps[at];
    if (step.kind !== "seed") continue;
    const before = at > from ? steps[at - 1] : null;
    if (found.length && before?.kind === "seed" && before.node !== step.node) continue;
    if (found.length) found[found.length - 1].end = at;
    found.push({ seed: at, end: to, aside: step.returned === true });
  }
  return found;
}

/** A contribution that is not there yet: its stretched axes are summed in the next step. @param {Step[]} steps @param {number} at */
const isHalf = (steps, at) => steps[at].kind === "backward" && steps[at + 1]?.kind === "unbroadcast";

/**
 * Of all ways from a node up to `sources`, the one whose factors have the largest product. @param {Trace} trace @param {number[]} sources @param {number} node
 * @param {number} from @param {number} to which steps may be used @returns {number[] | null} their places, in order of time; null where there is none
 */
export function strongest({ nodes, steps }, sources, node, from, to) {
  const reach = new Float64Array(nodes.length);
  const came = new Int32Array(nodes.length).fill(-1);
  for (const one of sources) reach[one] = 1;
  const known = new Uint8Array(nodes.length);
  for (const one of sources) known[one] = 1;
  for (let at = from; at < to; at += 1) {
    const step = steps[at];
    if ((step.kind !== "backward" && step.kind !== "unbroadcast") || !known[step.node] || isHalf(steps, at)) continue;
    const factor = step.kind === "unbroadcast" ? factorOf(steps[at - 1]) * factorOf(step) : factorOf(step);
    const now = reach[step.node] * factor;
    if (known[step.input] && (now <= reach[step.input] || came[step.input] < 0)) continue;
    known[step.input] = 1;
    reach[step.input] = now;
    came[step.input] = at;
  }
  if (!known[node]) return null;
  /** @type {number[]} */
  const way = [];
  for (let at = came[node]; at >= 0;) {
    const step = /** @type {import("../engine/protocol.js").BackwardStep} */ (steps[at]);
    way.push(at);
    if (steps[at].kind === "unbroadcast") way.push(at - 1);
    at = came[step.node];
  }
  return way.reverse();
}

/** Every step that had a part in the gradient of a node. @param {Trace} trace @param {Walked[]} walks @param {number} node @param {number} to no step from here on @returns {number[]} */
function allInto({ nodes, steps }, walks, node, to) {
  const LEAF = -1; // wanted of every walk; of any other node the number of the walk
  const wanted = new Int32Array(nodes.length);
  /** @param {number} id @param {number} walk */
  const want = (id, walk) => { wanted[id] = nodes[id].op === null ? LEAF : walk; };
  /** @type {number[]} */
  const found = [];
  for (let w = walks.length; w > 0; w -= 1) {
    const { seed, end } = walks[w - 1]; // up to the next walk: what clears the gradient lies in between
    if (w === walks.length) want(node, w);
    for (let at = Math.min(end, to) - 1; at >= seed; at -= 1) {
      const step = steps[at];
      if (step.kind === "zero") for (const id of step.nodes) wanted[id] = 0;
      else if (step.kind === "backward" || step.kind === "unbroadcast") {
        if (wanted[step.input] !== LEAF && wanted[step.input] !== w) continue;
        found.push(at);
        want(step.node, w);
      } else if ((step.kind === "seed" || step.kind === "assign") && (wanted[step.node] === w || wanted[step.node] === LEAF)) found.push(at);
    }
  }
  return found.reverse();
}

/** Some steps as a way. @param {Trace} trace @param {number[]} places in `steps` @param {number[]} [also] nodes that belong to it @returns {Way} */
export function wayOf({ nodes: all, steps }, places, also = []) {
  const [there, met] = [new Uint8Array(steps.length), new Uint8Array(all.length)]; // a set of a hundred thousand would take too long
  /** @type {number[]} */
  const nodes = [];
  const meet = (/** @type {number} */ id) => {
    if (!met[id]) nodes.push(id);
    met[id] = 1;
  };
  also.forEach(meet);
  /** @type {number[]} */
  const sorted = [];
  /** @type {number[]} */
  const factors = [];
  for (const at of places) there[at] = 1;
  for (let at = 0; at < steps.length; at += 1) {
    if (!there[at]) continue;
    const step = steps[at];
    if ("node" in step) meet(step.node);
    if ("input" in step) meet(step.input);
    sorted.push(at + 1);
    factors.push(factorOf(step));
  }
  return { steps: sorted, nodes, factors };
}

/** The steps that may be looked at: all, or those of one pass. @param {Trace} trace @param {number | null} pass @returns {[number, number]} */
export function rangeOf({ steps, passes = [] }, pass) {
  return pass !== null && passes[pass] ? [passes[pass].start, passes[pass].end] : [0, steps.length];
}

/**
 * Where the gradient of a node comes from: that which it has at a position; where it has none yet, its first one, and else its last.
 * @param {Replay} replay @param {number} node
 * @param {{step?: number, pass?: number | null, all?: boolean}} [options] all: every step that had a part in it; else the way of its largest part alone
 * @returns {Way | null} null: none ever comes
 */
export function origin(replay, node, { step = Infinity, pass = null, all = false } = {}) {
  const { trace, entries } = replay;
  const [from, to] = rangeOf(trace, pass);
  /** What the gradient was the sum of, each time. @type {import("./ledgers.js").Entry[][]} */
  const accounts = [];
  for (const entry of entries(node)) {
    const last = accounts[accounts.length - 1];
    if (entry.step <= from || entry.step > to) continue;
    if (entry.kind === "clear") accounts.push([]);
    else if (!last || (last.length && Boolean(last[0].aside) !== Boolean(entry.aside))) accounts.push([entry]);
    else last.push(entry);
  }
  const known = accounts.filter((one) => one.some(({ kind }) => kind !== "assign"));
  const account = known.filter(([first]) => first.step <= step).pop() ?? known[0];
  if (!account) return null;
  const aside = Boolean(account[0].aside);
  const end = account[account.length - 1].step;
  const walks = walksIn(trace.steps, from, to).filter((one) => one.seed < end && one.aside === aside);
  if (all) return wayOf(trace, allInto(trace, aside ? walks.slice(-1) : walks, node, end), [node]);
  const largest = account.reduce((best, one) => (one.kind === "term" && (best.kind !== "term" || size(one.contribution) > size(best.contribution)) ? one : best));
  const walk = walks.filter(({ seed }) => seed < largest.step).pop();
  if (!walk) return null;
  const seeds = seedsOf(trace.steps, walk);
  const roots = seeds.map((at) => /** @type {import("../engine/protocol.js").SeedStep} */ (trace.steps[at]).node);
  const way = strongest(trace, roots, node, walk.seed, Math.min(walk.end, end)) ?? [];
  const first = way.length ? trace.steps[way[0]] : null;
  const root = first && "node" in first ? first.node : node;
  return wayOf(trace, [...seeds.filter((_, i) => roots[i] === root), ...way], [node]);
}

/** @param {Step[]} steps @param {Walked} walk */
export function seedsOf(steps, { seed, end }) {
  const found = [];
  for (let at = seed; at < end && steps[at].kind === "seed"; at += 1) found.push(at);
  return found;
}
