// ⑦ Pure: what a trace of examples/nudge.py says about a step h of x: how far c = a · b moves, along which path, at what rate.
import { toNumber } from "../maths/format.js";

/** @typedef {import("../engine/protocol.js").Trace} Trace */

/**
 * @param {Trace} trace
 * @returns {Record<"x" | "h" | "a" | "b" | "c" | "wider" | "higher" | "through_a" | "through_b" | "corner" | "change" | "rate" | "via_a" | "via_b" | "gradient", number>}
 *   via_a, via_b: the two contributions to the gradient of x
 */
export function nudged(trace) {
  const labels = ["x", "h", "a", "b", "c", "wider", "higher", "through_a", "through_b", "corner", "change", "rate"];
  const found = Object.fromEntries(labels.map((label) => {
    const node = trace.nodes.find((one) => one.label === label);
    if (!node) throw new TypeError(`the trace has no value ${label}`);
    return [label, toNumber(node.value)];
  }));
  for (const event of trace.steps) {
    if (event.kind !== "backward" || trace.nodes[event.input].label !== "x") continue;
    found[`via_${trace.nodes[event.node].label}`] = toNumber(event.contribution);
    found.gradient = toNumber(event.after);
  }
  return /** @type {any} */ (found);
}
