// ⑦ Pure: of each step of a trace where it happened, in flat arrays: so that what is inside of a fold can be counted at once.

/** @typedef {import("../../engine/protocol.js").Trace} Trace */
/** By the step's place: `node` at which it happened, `into` which other one its gradient went (-1: none), whether it goes `back`; `wiped`: the positions after which gradients
 * or numbers are others than a count of steps tells: those of seeds, zeros, assignments and updates. @typedef {{node: Int32Array, into: Int32Array, back: Uint8Array, wiped: number[]}} Times */

/** @type {WeakMap<Trace, Times>} */
const known = new WeakMap();

/** @param {Trace} trace @returns {Times} */
export function timesOf(trace) {
  const found = known.get(trace);
  if (found) return found;
  const { steps } = trace;
  const times = { node: new Int32Array(steps.length).fill(-1), into: new Int32Array(steps.length).fill(-1), back: new Uint8Array(steps.length), wiped: /** @type {number[]} */ ([]) };
  for (let at = 0; at < steps.length; at += 1) {
    const step = steps[at];
    if ("node" in step) times.node[at] = step.node;
    if ("input" in step) times.into[at] = step.input;
    if (step.kind === "backward" || step.kind === "unbroadcast" || step.kind === "seed") times.back[at] = 1;
    if (step.kind !== "forward" && step.kind !== "backward" && step.kind !== "unbroadcast") times.wiped.push(at + 1);
  }
  known.set(trace, times);
  return times;
}

/** How many of some ascending numbers are at most this. @param {ArrayLike<number>} all @param {number} most */
export function upTo(all, most) {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle] <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}
