// ⑦ Pure: a trace of many passes → what became of its root from pass to pass, which node of one pass is which of another, and the place in it.
import { toNumber } from "../maths/format.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Pass} Pass
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {import("../engine/protocol.js").NumArray} NumArray
 */

/** The pass in which a position is; one between two passes is the end of the first. @param {Pass[]} passes @param {number} step */
export function passAt(passes, step) {
  let [low, high] = [0, passes.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (passes[middle].start < step) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** An array as one number: the mean of its entries; what has only one entry is that. @param {Quantity} quantity @returns {number} */
export function meanOf(quantity) {
  if (typeof quantity !== "object") return toNumber(quantity);
  if ("summary" in quantity) return Number(quantity.summary.mean);
  return quantity.data.reduce((/** @type {number} */ sum, one) => sum + Number(one), 0) / quantity.data.length;
}

/** @param {Quantity} quantity */
const single = (quantity) => typeof quantity !== "object" || quantity.shape.every((one) => one === 1);

/**
 * The root's value in every pass, and what it is called there. `mean`: in some pass it is an array, and the mean of its entries is shown.
 * @typedef {{values: Float64Array, names: string[], mean: boolean}} Course
 * @param {Trace} trace @returns {Course}
 */
export function courseOf({ nodes, passes = [] }) {
  return {
    values: Float64Array.from(passes, ({ value }) => meanOf(value)),
    names: passes.map(({ root }) => nodes[root].label ?? "output"),
    mean: passes.some(({ value }) => !single(value)),
  };
}

/**
 * The ends of a scale for these numbers; it is logarithmic where the positive ones span more than three decades, and none is negative.
 * @param {Iterable<number>} values @returns {{log: boolean, low: number, high: number} | null} null: none is finite
 */
export function scaleOf(values) {
  let [low, high, least] = [Infinity, -Infinity, Infinity];
  for (const one of values) {
    if (!Number.isFinite(one)) continue;
    low = Math.min(low, one);
    high = Math.max(high, one);
    if (one > 0) least = Math.min(least, one);
  }
  if (low > high) return null;
  const log = low >= 0 && least < Infinity && high / least > 1000;
  return { log, low: log ? least : low, high };
}

/** How far up a number stands, from 0 to 1; what a logarithmic scale has no place for stands at its foot. @param {{log: boolean, low: number, high: number}} scale @param {number} value */
export function heightOf({ log, low, high }, value) {
  if (high === low) return 0.5;
  if (!log) return value / (high - low) - low / (high - low); // the difference of two huge numbers may be none
  return value <= low ? 0 : Math.log(value / low) / Math.log(high / low);
}

/**
 * Of many numbers in a row the least and the greatest in each of so many columns; where there are fewer, each alone. What is not finite is left out.
 * @param {Float64Array} values @param {number} columns @returns {{from: number, to: number, low: number, high: number}[]} from, to: first and last place in `values`
 */
export function bundled(values, columns) {
  const found = [];
  const count = Math.max(1, Math.min(values.length, columns));
  for (let column = 0; column < count && values.length; column += 1) {
    const [from, end] = [Math.floor((column * values.length) / count), Math.floor(((column + 1) * values.length) / count)];
    let [low, high] = [Infinity, -Infinity];
    for (let at = from; at < end; at += 1) {
      if (!Number.isFinite(values[at])) continue;
      low = Math.min(low, values[at]);
      high = Math.max(high, values[at]);
    }
    if (low <= high) found.push({ from, to: end - 1, low, high });
  }
  return found;
}

/** The passes in which something was found wrong. @param {Trace} trace @returns {Map<number, string[]>} with what */
export function flagged({ findings = [], passes = [] }) {
  /** @type {Map<number, string[]>} */
  const found = new Map();
  for (const { steps, sentence } of findings) {
    if (!steps.length || !passes.length) continue;
    const pass = passAt(passes, steps[0] + 1);
    found.set(pass, [...(found.get(pass) ?? []), sentence]);
  }
  return found;
}

/** Whether a node belongs to a pass. @param {Pass} pass @param {number} id */
export function shows({ nodes }, id) {
  let [low, high] = [0, nodes.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (nodes[middle][0] <= id) low = middle;
    else high = middle - 1;
  }
  return low <= high && id >= nodes[low][0] && id < nodes[low][1];
}

/** @param {Pass} pass @returns {number[]} in ascending order */
export function nodesOf({ nodes }) {
  const all = [];
  for (const [from, end] of nodes) for (let id = from; id < end; id += 1) all.push(id);
  return all;
}

/** What a node is, whichever pass it is in. @param {Trace} trace @param {number} id */
const kindOf = ({ nodes }, id) => `${nodes[id].op} ${nodes[id].label} ${nodes[id].at?.[0]}`;

/**
 * The passes with all that they read: what no gradient reaches, as the data, belongs to a pass, too.
 * @param {Pass[]} passes @param {import("../engine/protocol.js").TraceNode[]} nodes @returns {Pass[]}
 */
export function withInputs(passes, nodes) {
  return passes.map((pass) => {
    const missing = new Set();
    for (const [from, end] of pass.nodes) {
      for (let id = from; id < end; id += 1) for (const arg of nodes[id].args) if ("node" in arg && (arg.node < from || arg.node >= end) && !shows(pass, arg.node)) missing.add(arg.node);
    }
    if (missing.size === 0) return pass;
    const runs = /** @type {[number, number][]} */ ([...pass.nodes, ...[...missing].map((id) => [id, id + 1])]).sort(([one], [other]) => one - other);
    /** @type {[number, number][]} */
    const joined = [];
    for (const [from, end] of runs) {
      const last = joined[joined.length - 1];
      if (last && last[1] === from) last[1] = end;
      else joined.push([from, end]);
    }
    return { ...pass, nodes: joined };
  });
}

/**
 * Which node of one pass is which of another. What both have is itself; else it is the k-th with the same operation and label from the
 * same line. What has no like is only in one of them.
 * @typedef {{to: Map<number, number>, back: Map<number, number>, only: number[], onlyThere: number[]}} Match
 * @param {Trace} trace @param {Pass} pass @param {Trace} otherTrace @param {Pass} other @returns {Match}
 */
export function matched(trace, pass, otherTrace, other) {
  const [here, there] = [nodesOf(pass), nodesOf(other)];
  /** @type {Map<number, number>} */
  const to = new Map();
  /** @type {Map<number, number>} */
  const back = new Map();
  /** @param {number} id @param {number} like */
  const pair = (id, like) => { to.set(id, like); back.set(like, id); };
  if (trace === otherTrace) for (const id of there) if (shows(pass, id)) pair(id, id);
  const [mine, theirs] = [here.filter((id) => !to.has(id)), there.filter((id) => !back.has(id))];
  if (mine.length === theirs.length && mine.every((id, i) => sameKind(trace.nodes[id], otherTrace.nodes[theirs[i]]))) { // nearly always
    mine.forEach((id, i) => pair(id, theirs[i]));
    return { to, back, only: [], onlyThere: [] };
  }
  /** @type {Map<string, number[]>} */
  const waiting = new Map();
  for (const id of theirs) {
    const list = waiting.get(kindOf(otherTrace, id));
    if (list) list.push(id);
    else waiting.set(kindOf(otherTrace, id), [id]);
  }
  /** @type {Map<string, number>} */
  const taken = new Map();
  const only = [];
  for (const id of mine) {
    const key = kindOf(trace, id);
    const turn = taken.get(key) ?? 0;
    const like = waiting.get(key)?.[turn];
    if (like === undefined) { only.push(id); continue; }
    taken.set(key, turn + 1);
    pair(id, like);
  }
  return { to, back, only, onlyThere: theirs.filter((id) => !back.has(id)) };
}

/** What a step does, as far as it is the same in another pass. @param {import("../engine/protocol.js").Step} event @param {(id: number) => number | undefined} of */
function deed(event, of) {
  if (event.kind === "zero") return `zero ${of(event.nodes[0])}`;
  return `${event.kind} ${of(event.node)} ${"arg" in event ? event.arg : ""}`;
}

/** The same, of two nodes. @param {import("../engine/protocol.js").TraceNode} one @param {import("../engine/protocol.js").TraceNode} other */
const sameKind = (one, other) => one.op === other.op && one.label === other.label && one.at?.[0] === other.at?.[0];

/** Whether two steps do the same to what seems the same. @param {Trace} trace @param {number} at @param {Trace} other @param {number} there */
function alike(trace, at, other, there) {
  const [one, two] = [trace.steps[at], other.steps[there]];
  if (one?.kind !== two?.kind) return false;
  return !("node" in one && "node" in two) || sameKind(trace.nodes[one.node], other.nodes[two.node]);
}

/**
 * The same place in another pass: after the step that does the same there, or the nearest before it that has its like; the ends are the ends.
 * @param {Trace} trace @param {Pass} pass @param {number} step @param {Trace} otherTrace @param {Pass} other @param {Match} [given]
 */
export function samePlace(trace, pass, step, otherTrace, other, given) {
  if (step <= pass.start) return other.start;
  if (step >= pass.end) return other.end;
  const guess = other.start + step - pass.start;
  if (other.end - other.start === pass.end - pass.start && alike(trace, step - 1, otherTrace, guess - 1)) return guess; // nearly always
  const match = given ?? matched(trace, pass, otherTrace, other);
  /** @type {Map<string, number[]>} */
  const places = new Map();
  for (let at = other.start; at < other.end; at += 1) {
    const key = deed(otherTrace.steps[at], (id) => id);
    const list = places.get(key);
    if (list) list.push(at + 1);
    else places.set(key, [at + 1]);
  }
  /** @type {Map<string, number>} */
  const turns = new Map();
  let place = other.start;
  for (let at = pass.start; at < step; at += 1) {
    const key = deed(trace.steps[at], (id) => match.to.get(id));
    const turn = turns.get(key) ?? 0;
    const found = places.get(key)?.[turn];
    if (found === undefined) continue;
    turns.set(key, turn + 1);
    place = Math.max(place, found);
  }
  return place;
}
