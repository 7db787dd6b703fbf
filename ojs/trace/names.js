// ⑦ What a node is called on the page, and the expression that made it.
import { elements, isArray, number, subscript } from "../maths/format.js";
import { toText } from "../maths/formula.js";
import { isolated } from "./foreign.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").TraceNode} Node
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 */

const LETTERS = ["a", "b", "c", "d"]; // the arguments' names in Op.formula

/** For what the program gave no name: v, as in the literature's evaluation traces, where the program itself has no v. */
const UNNAMED = ["v", "t", "u", "w", "n"];

/**
 * The text decides, and not what ran: a slider that changes the path through the program changes no name.
 * @param {Trace} trace
 */
export function unnamed({ source, nodes }) {
  const used = [source, ...new Set(nodes.map(({ label }) => label ?? ""))].join("\n");
  return UNNAMED.find((letter) => !new RegExp(`(?<![\\p{L}\\p{N}_])${letter}[\\d₀-₉]*(?![\\p{L}\\p{N}_])`, "u").test(used)) ?? "value";
}

/**
 * One name per node, none of them twice. A label that several nodes have (a loop assigns it again and again) gets a running
 * number, and so does what has no label, in the order of the program: v₁, v₂, v₃. py/stepgrad/pictures/names.py says the same.
 * @param {Trace} trace
 * @returns {string[]}
 */
export function nodeNames(trace) {
  /** @type {Map<string, number>} */
  const uses = new Map();
  for (const { label } of trace.nodes) if (label) uses.set(label, (uses.get(label) ?? 0) + 1);
  const alike = [...uses.keys()].some((label) => /[₀-₉]$/.test(label)); // else no name made here can be there already
  const taken = new Set([...uses.keys()].filter((label) => uses.get(label) === 1));
  const letter = unnamed(trace);
  /** @type {Map<string, number>} */
  const seen = new Map();
  return trace.nodes.map(({ label }) => {
    if (label && uses.get(label) === 1) return isolated(label);
    const stem = label || letter;
    let name;
    do { // a label given by hand may be "x₂"
      seen.set(stem, (seen.get(stem) ?? 0) + 1);
      name = stem + subscript(/** @type {number} */ (seen.get(stem)));
    } while (alike && taken.has(name));
    if (alike) taken.add(name);
    return label ? isolated(name) : name;
  });
}

/** @typedef {import("../maths/formula.js").Binding} Binding */

/** A number, or an array's shape. @param {Quantity} value @returns {Binding} */
const quantity = (value) => (isArray(value) ? { name: number(value) } : { number: value });

/** A constant of an operation, as it would be written in a call; what is as usual is left out. @param {string} name @param {unknown} value @returns {Binding} */
function parameter(name, value) {
  if (value === null || value === false || value === undefined) return { omit: true };
  if (value === true) return { name };
  /** @param {unknown} one @returns {string} */
  const written = (one) => (Array.isArray(one) ? `(${one.map(written).join(", ")})` : isArray(one) ? `${name} ${number(one)}` : String(one));
  const text = Array.isArray(value) && value.length === 1 ? written(value[0]) : written(value);
  return { name: /shape|dtype|index|target|condition/.test(name) ? text : `${name} ${text}` };
}

/**
 * What stands for a, b and y in the formulas of a node's operation: names, or, given how to look them up, numbers (of an array
 * its shape).
 * @param {string[]} names
 * @param {Node} node
 * @param {((id: number) => Quantity)} [value]
 * @returns {Record<string, Binding>}
 */
export function bindings(names, node, value) {
  /** @param {number} id */
  const bind = (id) => (value ? quantity(value(id)) : { name: names[id] });
  /** @type {Record<string, Binding>} */
  const bound = { y: bind(node.id) };
  for (const [name, given] of Object.entries(node.params ?? {})) bound[name] = parameter(name, given);
  if (node.args.length && !value) bound.arrays = { name: node.args.map((arg) => ("node" in arg ? names[arg.node] : number(arg.const))).join(", ") };
  node.args.forEach((arg, at) => {
    bound[LETTERS[at]] = "const" in arg ? quantity(arg.const) : bind(arg.node);
  });
  return bound;
}

/**
 * What sends a gradient back to an argument: the rule of an operation that only arrays have, or g * local of an elementwise one.
 * The bookkeeping of shapes is left out: one sees it in the shapes.
 * @param {Trace} trace @param {Node} node @param {number} arg
 */
export function productRule(trace, node, arg) {
  const op = trace.ops[node.op ?? ""];
  if (!op) return "";
  if (formulaOf(trace, node) === "a.T") return "g.T";
  if (op.rules?.length) {
    const [whole, part] = [inputShape(trace, node), isArray(node.value) ? node.value.shape : []];
    const count = elements(whole) / Math.max(1, elements(part));
    return op.rules[Math.min(arg, op.rules.length - 1)].replace(/count\(shape, axis\)/g, String(count)).replace(/, shape, (axis|\(axis,\))\)/g, ")").replace(/, i\)/g, `, ${arg})`);
  }
  const local = op.locals[arg] ?? "";
  return local === "1" ? "g" : local === "-1" ? "-g" : local && `g * (${local})`;
}

/** "dC @ Bᵀ": what a node sends back to an argument. @param {Trace} trace @param {string[]} names @param {Node} node @param {number} arg */
export function productText(trace, names, node, arg) {
  return toText(productRule(trace, node, arg), productBindings(trace, names, node));
}


/** Of the first argument. @param {Trace} trace @param {Node} node @returns {number[]} */
function inputShape(trace, { args: [first] }) {
  const value = first && ("node" in first ? trace.nodes[first.node].value : first.const);
  return isArray(value) ? value.shape : [];
}

/** @param {Trace} trace @param {string[]} names @param {Node} node @returns {Record<string, Binding>} */
export function productBindings(trace, names, node) {
  const bound = bindings(names, node);
  bound.g = { name: `d${names[node.id]}` };
  bound.shape ??= { name: `(${inputShape(trace, node).join(", ")})` };
  return bound;
}

/** Are the last two axes changed for one another, and no others? @param {unknown} axes */
const swapped = (axes) => Array.isArray(axes) && axes.length > 1
  && axes.every((axis, at) => axis === (at < axes.length - 2 ? at : 2 * axes.length - 3 - at));

/** The formula of a node's operation. @param {Trace} trace @param {Node} node */
export function formulaOf(trace, node) {
  if (node.op === "transpose" && swapped(node.params?.axes)) return "a.T";
  return trace.ops[node.op ?? ""]?.formula ?? `${node.op}(${node.args.map((_, at) => LETTERS[at]).join(", ")})`;
}

/**
 * "3 × x": the expression that made the node, "" for a leaf.
 * @param {Trace} trace
 * @param {string[]} names
 * @param {Node} node
 * @param {(id: number) => Quantity} [value] to show numbers in place of names
 */
export function expressionText(trace, names, node, value) {
  if (node.op === null) return "";
  return toText(formulaOf(trace, node), bindings(names, node, value));
}
