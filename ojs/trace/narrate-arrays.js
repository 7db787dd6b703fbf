// ⑦ A step of an operation on arrays in plain words: shapes in place of numbers, products in place of local derivatives.
import { isArray, listed, number, shapeText, spoken, toNumber } from "../maths/format.js";
import { expressionText, productText } from "./names.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 */

/** The engine's words speak of A, B and their result C. @param {string} words @param {string[]} names @param {import("../engine/protocol.js").TraceNode} node */
export const inNames = (words, names, node) => words.replace(/\b(d?)([ABC])\b/g, (whole, d, letter) => {
  const arg = letter === "C" ? { node: node.id } : node.args["AB".indexOf(letter)];
  return arg && "node" in arg ? d + names[arg.node] : whole;
});

/** Its shape, or its number. @param {Quantity} value */
const result = (value) => (isArray(value) ? `of shape ${number(value)}` : spoken(value));

/** @param {Trace} trace @param {string[]} names @param {import("../engine/protocol.js").TraceNode} node */
export function arrayForward(trace, names, node) {
  const shapes = node.args.flatMap((arg) => {
    const value = "node" in arg ? trace.nodes[arg.node].value : null;
    return "node" in arg && isArray(value) && number(value) !== number(node.value) ? [`${names[arg.node]} has shape ${number(value)}`] : [];
  });
  const made = `${names[node.id]} = ${expressionText(trace, names, node)}`;
  return `${made}${isArray(node.value) ? ", " : " = "}${result(node.value)}${shapes.length ? `; ${listed(shapes)}` : ""}.`;
}

/** Where from, in words: the gradient that is sent is a product; where broadcasting had stretched the input, its copies' are summed.
 * @param {Trace} trace @param {string[]} names @param {import("../engine/protocol.js").BackwardStep | import("../engine/protocol.js").UnbroadcastStep} event */
export function arrayBackward(trace, names, event) {
  const node = trace.nodes[event.node];
  const [from, into] = [names[event.node], names[event.input]];
  const own = number(trace.nodes[event.input].value);
  if (event.kind === "unbroadcast") {
    const axes = event.axes.length === 1 ? `axis ${event.axes[0]}` : `axes ${listed(event.axes.map(String))}`;
    const copies = event.axes.reduce((product, axis) => product * event.wide.shape[axis], 1);
    return `Broadcasting had repeated ${into} ${copies} times along ${axes}; its copies' gradients are summed: ${shapeText(event.wide)} becomes ${isArray(event.contribution) ? own : "one number"}.${joined(names, event)}`;
  }
  const sent = productText(trace, names, node, event.arg);
  const wide = isArray(event.contribution) && shapeText(event.contribution) !== shapeText(trace.nodes[event.input].value);
  if (wide) return `${from} sends ${sent}, of shape ${shapeText(event.contribution)}, towards ${into}, which ${isArray(trace.nodes[event.input].value) ? `has shape ${own}` : "is one number"}.`;
  return `${into} receives d${into} = ${sent} from ${from}, ${result(event.contribution)}.${joined(names, event)}`;
}

/** Why it is this product: the engine's words for it. @param {Trace} trace @param {string[]} names @param {import("../engine/protocol.js").BackwardStep | import("../engine/protocol.js").UnbroadcastStep} event */
export function reason(trace, names, event) {
  const node = trace.nodes[event.node];
  const words = event.kind === "backward" && event.local === null ? trace.ops[node.op ?? ""]?.words?.[event.arg] ?? "" : "";
  if (!words || (isArray(event.contribution) && shapeText(event.contribution) !== shapeText(trace.nodes[event.input].value))) return "";
  const first = /^[a-z](?!\b)/.test(words) && !/^d?[ABC]\b/.test(words) ? words[0].toUpperCase() + words.slice(1) : words;
  return `${inNames(first, names, node)}.`;
}

/** Of a gradient that has a history of its own, the node that it is. @param {string[]} names @param {{made?: number}} event */
export const which = (names, { made }) => (made === undefined ? "" : `, which is ${names[made]}`);

/** @param {string[]} names @param {{before: Quantity, made?: number}} event */
const joined = (names, { before, made }) => (isArray(before) || toNumber(before) !== 0 ? ` It is added to what was there${which(names, { made }).replace(", which is", ", which makes")}.`
  : made === undefined ? "" : ` It is ${names[made]}.`);
