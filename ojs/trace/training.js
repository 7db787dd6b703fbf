// ⑦ Pure: the trace of a training loop → its training steps, each a trace of its own: zero_grad, forward, backward, step.
import { toNumber } from "../maths/format.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Step} Step
 * @typedef {import("../engine/protocol.js").Num} Num
 *
 * @typedef {object} TrainingStep
 * @property {Trace} trace what happened in this training step alone
 * @property {Record<string, number>} values of its labelled nodes, as they were before the update
 * @property {{label: string, before: number, after: number, gradient: number}[]} updates
 */

/** A training loop of scalars: none of its numbers is an array. @param {unknown} value */
const scalar = (value) => toNumber(/** @type {Num} */ (value));

/** The nodes a step is about. @param {Trace} trace @param {Step} step @returns {number[]} */
function touched(trace, step) {
  if (step.kind === "zero") return step.nodes;
  if (step.kind !== "forward") return [step.node];
  return [...trace.nodes[step.node].args.flatMap((arg) => ("node" in arg ? [arg.node] : [])), step.node];
}

/**
 * A training step begins where a forward pass does, or where the gradients are cleared for it. (In the first one there may
 * be nothing to clear.)
 * @param {Step[]} steps @returns {Step[][]}
 */
function rounds(steps) {
  /** @type {Step[][]} */
  const found = [[]];
  steps.forEach((step, at) => {
    const opens = step.kind === "zero" || step.kind === "forward";
    const opened = at > 0 && (steps[at - 1].kind === "zero" || steps[at - 1].kind === "forward");
    if (at > 0 && opens && !opened) found.push([]);
    found[found.length - 1].push(step);
  });
  return found;
}

/** Numbers of their own for the nodes of one round. @param {Step} step @param {Map<number, number>} ids @returns {Step} */
function renumbered(step, ids) {
  const id = (/** @type {number} */ old) => /** @type {number} */ (ids.get(old));
  if (step.kind === "zero") return { ...step, nodes: step.nodes.map(id) };
  if (step.kind === "backward") return { ...step, node: id(step.node), input: id(step.input) };
  return { ...step, node: id(step.node) };
}

/** @param {Trace} trace @returns {TrainingStep[]} */
export function trainingSteps(trace) {
  /** What the leaves hold when a round begins. @type {Map<number, Num>} */
  const held = new Map();
  for (const step of trace.steps) if (step.kind === "update" && !held.has(step.node)) held.set(step.node, /** @type {Num} */ (step.before));
  return rounds(trace.steps).map((steps) => {
    const nodes = [...new Set(steps.flatMap((step) => touched(trace, step)))].sort((a, b) => a - b);
    const ids = new Map(nodes.map((old, at) => [old, at]));
    const own = nodes.map((old, id) => {
      const node = trace.nodes[old];
      const args = node.args.map((arg) => ("node" in arg ? { node: /** @type {number} */ (ids.get(arg.node)) } : arg));
      return { ...node, id, args, value: held.get(old) ?? node.value };
    });
    /** @type {Map<number, number>} */
    const gradients = new Map();
    /** @type {TrainingStep["updates"]} */
    const updates = [];
    for (const step of steps) {
      if (step.kind === "backward") gradients.set(step.input, scalar(step.after));
      if (step.kind !== "update") continue;
      held.set(step.node, /** @type {Num} */ (step.after));
      updates.push({ label: trace.nodes[step.node].label ?? "", before: scalar(step.before), after: scalar(step.after), gradient: gradients.get(step.node) ?? 0 });
    }
    const values = Object.fromEntries(own.flatMap(({ label, value }) => (label ? [[label, scalar(value)]] : [])));
    return { trace: { ...trace, nodes: own, steps: steps.map((step) => renumbered(step, ids)) }, values, updates };
  });
}
