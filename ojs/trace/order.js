// ⑦ Pure: the backward pass of a trace in another order of its nodes, and what that order loses.
import { toNumber } from "../maths/format.js";
import { edgesOf } from "./rerun.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {{from: number, into: number, contribution: number}} Late a contribution that came when its receiver had passed on already
 * @typedef {{trace: Trace, visits: number[], late: Late[]}} Walked visits: the nodes in the order they pass their gradient on
 */

/** As the engine went: each node after all those that used it. @param {Trace} trace @returns {number[]} */
export const topologicalOrder = (trace) => [...new Set(edgesOf(trace).map(({ node }) => node))];

/** As one meets them from the output, nearest first: whoever comes first is served first. @param {Trace} trace @returns {number[]} */
export function breadthFirstOrder(trace) {
  const edges = edgesOf(trace);
  const met = edges.slice(0, 1).map(({ node }) => node);
  for (const node of met) for (const edge of edges) if (edge.node === node && trace.nodes[edge.input].op !== null && !met.includes(edge.input)) met.push(edge.input);
  return met;
}

/**
 * One backward() of the trace, walked in this order with the engine's own local derivatives: every edge adds
 * upstream × local to its input, whatever the upstream gradient is by then.
 * @param {Trace} trace @param {(trace: Trace) => number[]} order @returns {Walked}
 */
export function walked(trace, order) {
  const seed = trace.steps.findIndex(({ kind }) => kind === "seed");
  if (seed < 0) throw new TypeError("the program does not go backward");
  const first = /** @type {import("../engine/protocol.js").SeedStep} */ (trace.steps[seed]);
  const gradients = new Map([[first.node, toNumber(first.after)]]);
  const visits = order(trace);
  /** @type {import("./rerun.js").Edge[]} */
  const steps = [];
  /** @type {Late[]} */
  const late = [];
  visits.forEach((node, turn) => {
    for (const edge of edgesOf(trace).filter((one) => one.node === node)) {
      const upstream = gradients.get(node) ?? 0;
      const before = gradients.get(edge.input) ?? 0;
      const contribution = upstream * toNumber(edge.local);
      gradients.set(edge.input, before + contribution);
      steps.push({ ...edge, upstream, contribution, before, after: before + contribution });
      const passed = visits.indexOf(edge.input);
      if (passed >= 0 && passed < turn) late.push({ from: node, into: edge.input, contribution });
    }
  });
  return { trace: { ...trace, steps: [...trace.steps.slice(0, seed + 1), ...steps] }, visits, late };
}
