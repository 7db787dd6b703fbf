// ⑦ What a node is called on the page, and the expression that made it.
import { subscript } from "./format.js";
import { toText } from "./formula.js";

/**
 * @typedef {import("./protocol.js").Trace} Trace
 * @typedef {import("./protocol.js").TraceNode} Node
 * @typedef {import("./protocol.js").Num} Num
 */

const LETTERS = ["a", "b", "c", "d"]; // the arguments' names in Op.formula

/**
 * One display name per node. A label used for several nodes (a loop assigns it again and again) gets a subscript,
 * a node without a label is v₃, as in the literature's evaluation traces.
 * @param {Trace} trace
 * @returns {string[]}
 */
export function nodeNames(trace) {
  /** @type {Map<string, number>} */
  const uses = new Map();
  for (const { label } of trace.nodes) if (label) uses.set(label, (uses.get(label) ?? 0) + 1);
  /** @type {Map<string, number>} */
  const seen = new Map();
  return trace.nodes.map(({ id, label }) => {
    if (!label) return `v${subscript(id)}`;
    if (uses.get(label) === 1) return label;
    const turn = (seen.get(label) ?? 0) + 1;
    seen.set(label, turn);
    return label + subscript(turn);
  });
}

/**
 * What stands for a, b and y in the formulas of a node's operation: names, or, given how to look them up, numbers.
 * @param {string[]} names
 * @param {Node} node
 * @param {((id: number) => Num)} [value]
 * @returns {Record<string, import("./formula.js").Binding>}
 */
export function bindings(names, node, value) {
  /** @param {number} id */
  const bind = (id) => (value ? { number: value(id) } : { name: names[id] });
  /** @type {Record<string, import("./formula.js").Binding>} */
  const bound = { y: bind(node.id) };
  node.args.forEach((arg, at) => {
    bound[LETTERS[at]] = "const" in arg ? { number: arg.const } : bind(arg.node);
  });
  return bound;
}

/**
 * "3 × x": the expression that made the node, "" for a leaf.
 * @param {Trace} trace
 * @param {string[]} names
 * @param {Node} node
 * @param {(id: number) => Num} [value] to show numbers in place of names
 */
export function expressionText(trace, names, node, value) {
  if (node.op === null) return "";
  const formula = trace.ops[node.op]?.formula ?? `${node.op}(${node.args.map((_, at) => LETTERS[at]).join(", ")})`;
  return toText(formula, bindings(names, node, value));
}
