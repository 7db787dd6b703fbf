// ⑦ Pure: where a gradient is not what a small change would do: at a corner of a function, and behind what was detached.
import { isArray, toNumber } from "../maths/format.js";

/** @typedef {import("../engine/protocol.js").Trace} Trace @typedef {import("../engine/protocol.js").TraceNode} TraceNode */

/** At a corner, or a jump, the engine takes one slope of two. @type {Record<string, (a: number, b: number, params: Record<string, unknown>) => boolean>} */
const CORNERS = {
  relu: (a) => a === 0,
  leaky_relu: (a) => a === 0,
  elu: (a, _, { alpha }) => a === 0 && Number(alpha ?? 1) !== 1,
  abs: (a) => a === 0,
  sign: (a) => a === 0,
  maximum: (a, b) => a === b,
  minimum: (a, b) => a === b,
  clip: (a, _, { low, high }) => a === Number(low) || a === Number(high),
  floor: (a) => Number.isInteger(a),
  ceil: (a) => Number.isInteger(a),
  trunc: (a) => Number.isInteger(a) && a !== 0,
  frac: (a) => Number.isInteger(a) && a !== 0,
  round: (a) => Number.isInteger(2 * a) && !Number.isInteger(a),
  remainder: (a, b) => Number.isInteger(a / b),
  fmod: (a, b) => Number.isInteger(a / b),
  floor_divide: (a, b) => Number.isInteger(a / b),
  trunc_divide: (a, b) => Number.isInteger(a / b),
  hypot: (a, b) => a === 0 && b === 0,
};

/** Whether a number stands at a corner of the operation that made this node. @param {Trace} trace @param {TraceNode} node */
export function atCorner({ nodes }, { op, args, params = {} }) {
  const corner = CORNERS[op ?? ""];
  if (!corner) return false;
  const given = args.map((arg) => ("node" in arg ? nodes[arg.node].value : arg.const));
  return !given.some(isArray) && corner(toNumber(given[0]), toNumber(given[1] ?? NaN), params);
}

/** The program's text at a place. @param {string[]} lines @param {TraceNode["at"]} at */
function textOf(lines, at) {
  if (!at) return "";
  const [line, from, endLine, to] = at;
  const text = Array.from(lines[endLine - 1] ?? "").slice(line === endLine ? from : 0, to).join("");
  return line === endLine ? text : `${Array.from(lines[line - 1] ?? "").slice(from).join("")}${text}`;
}

/** @typedef {{id: number, from: number[] | null}} Held what it was computed from; null: one cannot tell */

/**
 * What the gradients take for a constant though it was computed from what has a gradient: what was detached, and what was computed under no_grad().
 * @param {Trace} trace @returns {Held[]}
 */
export function heldFixed({ source, nodes }) {
  const without = nodes.filter((node) => !node.requires_grad);
  if (without.length === 0) return [];
  const lines = source.split("\n");
  const used = new Set(nodes.flatMap(({ requires_grad, args }) => (requires_grad ? args.flatMap((arg) => ("node" in arg ? [arg.node] : [])) : [])));
  /** @type {Map<number, Held>} */
  const apart = new Map();
  for (const { id, op, args, at } of without) {
    const from = args.flatMap((arg) => ("node" in arg && (nodes[arg.node].requires_grad || apart.has(arg.node)) ? [arg.node] : []));
    const detached = op === null ? textOf(lines, at).match(/([\p{L}_][\p{L}\p{N}_]*)?\)*\.(?:detach|data)\b/u) : null;
    if (from.length) apart.set(id, { id, from });
    else if (detached) {
      const named = nodes.findLast((one) => one.id < id && one.label === detached[1]);
      apart.set(id, { id, from: named ? [named.id] : null });
    }
  }
  return [...apart.values()].filter(({ id }) => used.has(id));
}

/** More than this is not looked through for one sentence. */
const MOST_LOOKED = 5000;

/** Whether it would be another, had the gradient's node another number. @param {Trace} trace @param {Held} held @param {number} id */
export function dependsOn({ nodes }, { from }, id) {
  if (from === null) return true;
  const seen = new Set(from);
  for (const one of seen) { // grows while it is gone through
    if (one === id || seen.size > MOST_LOOKED) return true;
    if (one > id) for (const arg of nodes[one].args) if ("node" in arg && arg.node >= id) seen.add(arg.node); // what made it came before it
  }
  return false;
}
