// ⑦ Pure: the walk through a recorded trace once more, done as a rule says: the engine's way, or with one mistake in it.
import { evaluate } from "../maths/evaluate.js";
import { parse } from "../maths/expression.js";
import { toNumber } from "../maths/format.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").TraceNode} Node
 * @typedef {import("../engine/protocol.js").BackwardStep} Edge
 *
 * What is done differently. `term` is what an edge contributes (usually upstream × local); `keep` says what stays of several
 * contributions; `pass` what a node passes on: all that it has received, or only what arrived first; `clear: false` ignores
 * zero_grad().
 * @typedef {object} Twist
 * @property {(edge: Edge, upstream: number) => number} [term]
 * @property {"all" | "last"} [keep]
 * @property {"all" | "first"} [pass]
 * @property {boolean} [clear]
 */

/** @param {number[]} terms */
const total = (terms) => terms.reduce((sum, term) => sum + term, 0);

/** @param {Trace} trace @returns {Edge[]} */
export const edgesOf = (trace) => /** @type {Edge[]} */ (trace.steps.filter((step) => step.kind === "backward"));

/**
 * Every node's gradient when the program has ended; undefined where none arrived.
 * @param {Trace} trace
 * @param {Twist} [twist]
 * @returns {(number | undefined)[]}
 */
export function gradients(trace, { term = (edge, upstream) => upstream * toNumber(edge.local), keep = "all", pass = "all", clear = true } = {}) {
  /** @type {(number[] | undefined)[]} */
  let received = trace.nodes.map(() => undefined);
  /** What stays as it is while a grad() goes through, which returns what it finds. @type {typeof received | null} */
  let kept = null;
  const calls = trace.nodes.map(() => 0);
  let call = 0;
  /** An inner node's gradient starts afresh at each backward(); a leaf's accumulates. @param {number} id @param {number} amount */
  const receive = (id, amount) => {
    const fresh = trace.nodes[id].op !== null && calls[id] !== call;
    received[id] = fresh || keep === "last" ? [amount] : [...(received[id] ?? []), amount];
    calls[id] = call;
  };
  for (const [at, step] of trace.steps.entries()) {
    if (step.kind === "seed") {
      if (kept) received = kept;
      kept = step.returned ? received : null;
      if (kept) received = trace.steps[at - 1]?.kind === "seed" ? received : trace.nodes.map(() => undefined);
      call += 1;
      receive(step.node, toNumber(step.after) - toNumber(step.before));
    } else if (step.kind === "zero") {
      if (clear) for (const id of step.nodes) received[id] = undefined;
    } else if (step.kind === "assign") {
      received[step.node] = [toNumber(step.after)];
      calls[step.node] = call;
    } else if (step.kind === "backward") {
      const terms = received[step.node] ?? [];
      receive(step.input, term(step, pass === "first" ? terms[0] ?? 0 : total(terms)));
    }
  }
  return (kept ?? received).map((terms) => terms && total(terms));
}

/**
 * A rule of the table at a node: its formula ("a * b") or one of its local derivatives ("b").
 * @param {Trace} trace @param {Node} node @param {string} rule @param {number[]} [values] of all nodes
 */
export function apply(trace, node, rule, values = trace.nodes.map(({ value }) => toNumber(value))) {
  const [a = 0, b = 0] = node.args.map((arg) => ("const" in arg ? toNumber(arg.const) : values[arg.node]));
  try {
    return evaluate(parse(rule), { a, b, y: values[node.id] });
  } catch {
    return NaN; // a rule with a parameter or a function of the engine's own: no mistake of that kind can be told then
  }
}

/**
 * Every node's value, computed once more, with one node's formula replaced.
 * @param {Trace} trace @param {Node} twisted @param {string} formula
 * @returns {number[]}
 */
export function values(trace, twisted, formula) {
  const found = trace.nodes.map(({ value }) => toNumber(value));
  for (const node of trace.nodes) {
    if (node.op === null || node.id < twisted.id) continue;
    found[node.id] = apply(trace, node, node === twisted ? formula : trace.ops[node.op].formula, found);
  }
  return found;
}
