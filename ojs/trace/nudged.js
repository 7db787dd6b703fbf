// ⑦ Pure: what comes of moving one number of a recorded trace a little, by the formulas of its operations; and what its gradient says would.
import { passAt } from "./series.js";
import { evaluate } from "../maths/evaluate.js";
import { parse } from "../maths/expression.js";
import { entry, isArray, toNumber } from "../maths/format.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").TraceNode} TraceNode
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {import("./replay.js").Replay} Replay
 *
 * One backward() and what belongs to it: the nodes [from, end), where it begins, and the steps in which it seeds and ends.
 * @typedef {{from: number, end: number, seed: number, last: number, roots: {node: number, weight: number}[]}} Span
 *
 * `changes`: by how much each node's number differs, of those that do; of an array, that entry's which differs most.
 * `needs`: why only Python can tell: there are arrays on the way, or something that cannot be computed there; null where all is told.
 * `sure`: false where the program looks at numbers, and may take another way then.
 * @typedef {{changes: Map<number, number>, needs: "arrays" | "formula" | null, sure: boolean}} Nudged
 */

/** The pass that holds a step, or the whole trace. @param {Trace} trace @param {number} step @returns {Span} */
export function spanAt(trace, step) {
  const { passes = [], nodes, steps } = trace;
  const pass = passes[passAt(passes, step)];
  const last = pass?.end ?? steps.length;
  const seed = pass?.seed ?? steps.length;
  const end = pass ? Math.max(0, ...pass.nodes.map(([, one]) => one)) : nodes.length;
  const roots = steps.slice(seed, last).flatMap((one) => (one.kind === "seed" ? [{ node: one.node, weight: toNumber(one.after) - toNumber(one.before) }] : []));
  return { from: 0, end, seed, last, roots };
}

/** What an operation's formula comes to over these arguments. Parameters (slope, low, …) come behind the arguments, in the order in which the formula names them.
 * @param {import("../engine/protocol.js").Op} op @param {number[]} args @returns {number} @throws {SyntaxError} */
export function computed(op, args) {
  const tree = parse(op.formula);
  const names = { a: args[0], b: args[1] };
  const more = [...op.formula.matchAll(/[A-Za-z_]\w*(?!\w*\()/g)].map(([name]) => name).filter((name) => !/^(a|b|if|else)$/.test(name));
  [...new Set(more)].forEach((name, i) => { if (i + op.locals.length < args.length) Object.assign(names, { [name]: args[op.locals.length + i] }); });
  return evaluate(tree, names);
}

/** The program asks for numbers, or takes them out of the graph. @param {string} source */
const looks = (source) => /\b(if|while|assert|sorted|detach|item|float|int|bool)\b|\.data\b|\b(max|min)\(/.test(source);

/** @param {Replay} replay @param {Span} span @param {number} node @param {number} by @returns {Nudged} */
export function nudged(replay, { end, seed }, node, by) {
  const { trace } = replay;
  const { nodes, ops } = trace;
  const known = replay.at(Math.max(seed, 0));
  /** @param {number} id */
  const before = (id) => toNumber(known.value(id) ?? nodes[id].value);
  /** @type {Map<number, number>} */
  const changes = new Map();
  let sure = !looks(trace.source);
  if (isArray(nodes[node].value)) return { changes, needs: "arrays", sure };
  if (by !== 0) changes.set(node, by);
  for (let id = node + 1; id < end; id += 1) {
    const { op, args, value } = nodes[id];
    if (op === null || !args.some((arg) => "node" in arg && changes.has(arg.node))) continue;
    if (isArray(value) || args.some((arg) => "node" in arg && isArray(nodes[arg.node].value))) return { changes, needs: "arrays", sure };
    if (op === "where") sure = false; // which of the two it takes is known to the program alone
    try {
      const now = computed(ops[op], args.map((arg) => ("const" in arg ? toNumber(arg.const) : before(arg.node) + (changes.get(arg.node) ?? 0))));
      if (Number.isNaN(now) && !Number.isNaN(before(id))) return { changes, needs: "formula", sure };
      const change = now - before(id);
      if (change !== 0) changes.set(id, change);
    } catch {
      return { changes, needs: "formula", sure };
    }
  }
  return { changes, needs: null, sure };
}

/** The same from a run of the program with the number moved; null where it took another way. @param {Replay} replay @param {Span} span @param {Trace} moved @returns {Nudged | null} */
export function compared(replay, { end, seed }, moved) {
  const { nodes } = replay.trace;
  const known = replay.at(Math.max(seed, 0));
  /** @type {Map<number, number>} */
  const changes = new Map();
  for (let id = 0; id < end; id += 1) {
    const [one, other] = [nodes[id], moved.nodes[id]];
    if (!other || one.op !== other.op || JSON.stringify(one.args.map((arg) => "node" in arg && arg.node)) !== JSON.stringify(other.args.map((arg) => "node" in arg && arg.node))) return null;
    const change = difference(known.value(id) ?? one.value, other.value);
    if (change !== 0) changes.set(id, change);
  }
  return { changes, needs: null, sure: true };
}

/** Whether the run drew other random numbers than the recorded one: then it tells nothing of what was moved. @param {Replay} replay @param {Span} span @param {Trace} moved @param {number} node the one that was moved */
export function redrawn({ trace }, { end }, moved, node) {
  if (!/rand|shuffle|sample|normal|uniform|dropout/i.test(trace.source)) return false;
  return trace.nodes.slice(0, end).some(({ id, op, value }) => op === null && id !== node && moved.nodes[id]?.op === null && difference(value, moved.nodes[id].value) !== 0);
}

/** Of arrays, at the entry that differs most. @param {Quantity} before @param {Quantity} after */
function difference(before, after) {
  if (!isArray(before) || !isArray(after)) return Object.is(toNumber(before), toNumber(after)) ? 0 : toNumber(after) - toNumber(before);
  const [was, is] = [before, after].map((array) => ("data" in array ? array.data : array.picture.data));
  let most = 0;
  for (let i = 0; i < is.length; i += 1) {
    const change = toNumber(is[i]) - toNumber(was[i] ?? NaN);
    if (Math.abs(change) > Math.abs(most)) most = change;
  }
  return most;
}

/**
 * What this pass brings to a node's gradient, and the step in which the last of it arrives. Of an array, at one entry.
 * @param {Replay} replay @param {Span} span @param {number} node @param {number[]} [at] @returns {{gradient: number, step: number} | null} null where nothing comes
 */
export function brought(replay, { seed, last }, node, at = []) {
  const terms = replay.entries(node).flatMap((one) => {
    if (one.step <= seed || one.step > last) return [];
    if (one.kind === "term") return [{ step: one.step, gradient: entry(one.contribution, at) }];
    return one.kind === "seed" ? [{ step: one.step, gradient: entry(one.after, at) - entry(one.before, at) }] : [];
  });
  if (!terms.length) return null;
  return { gradient: terms.reduce((sum, { gradient }) => sum + gradient, 0), step: terms[terms.length - 1].step };
}

/** The entry of an array at which its gradient is largest. @param {Replay} replay @param {Span} span @param {number} node @returns {number[]} */
export function steepest(replay, span, node) {
  const { value } = replay.trace.nodes[node];
  const shape = isArray(value) ? value.shape : [];
  const first = shape.map(() => 0);
  const gradient = replay.at(span.last).gradient(node);
  if (!isArray(gradient) || !("data" in gradient)) return first;
  let most = 0;
  gradient.data.forEach((x, i) => { if (Math.abs(toNumber(x)) > Math.abs(toNumber(gradient.data[most]))) most = i; });
  return placeOf(most, shape);
}

/** Of the k-th entry, counted row by row. @param {number} k @param {number[]} shape */
export function placeOf(k, shape) {
  const place = shape.map(() => 0);
  let rest = k;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    place[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return place;
}

/** How far a number of this size is moved at most. @param {number} value */
export function reach(value) {
  const size = Math.abs(value);
  return !Number.isFinite(size) || size < 1e-12 ? 0.5 : 5 * 10 ** (Math.floor(Math.log10(size)) - 1);
}
