// ⑦ Pure: what to write next, where a program ran to its end and there is no backward pass, or nothing at all, to step through.
import { isArray } from "../maths/format.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").TraceNode} Node
 */

/** A name that stands for the node where the program ends: a variable, or an item of a list in one. */
const NAME = /^[\p{L}_][\p{L}\p{N}_]*(\[\d+\])?$/u;

/** @param {Trace} trace @param {Node} node */
function nameOf({ source, nodes }, { id, label, call }) {
  const inside = call !== undefined && call !== null; // of a function, whose variables are gone
  const again = nodes.some((other) => other.label === label && other.id > id);
  return label !== null && !inside && !again && NAME.test(label) && source.includes(label.replace(/\[.*/, "")) ? label : null;
}

/** @param {number} count @param {string} one @param {string} [many] */
const counted = (count, one, many = `${one}s`) => `${count === 1 ? "one" : count} ${count === 1 ? one : many}`;

/**
 * Plain words, with what is code in backticks; "" where there is nothing to add.
 * @param {Trace} trace
 */
export function advice(trace) {
  const { source, nodes, steps, pending } = trace;
  if (pending) return "";
  const code = source.split("\n").some((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  if (!code) return "This program is empty. Begin with `from stepgrad import Value` and a number such as `x = Value(2.0)`.";
  if (nodes.length === 0) return "This program ran, and made no `Value` and no `Tensor`, so there is no graph. A number becomes a node when it is written as `x = Value(2.0)`, after `from stepgrad import Value`.";
  if (steps.some(({ kind }) => kind === "seed")) return "";
  const made = nodes.filter(({ op }) => op !== null);
  const array = nodes.some(({ value }) => typeof value === "object");
  const kind = array ? "tensor" : "value";
  const last = made[made.length - 1];
  if (!last) {
    const one = nodes.find((node) => nameOf(trace, node));
    const name = one ? nameOf(trace, one) : "x";
    return `This program makes ${counted(nodes.length, kind)} and computes nothing from ${nodes.length === 1 ? "it" : "them"}: write \`y = ${name} * ${name}\`, say, and then \`y.${one && isArray(one.value) ? "sum()." : ""}backward()\`.`;
  }
  const begun = `This program computes ${counted(made.length, kind)} but never calls \`backward()\``;
  if (!last.requires_grad) return `${begun}, and its last one keeps no history, because nothing that went into it asks for a gradient. Make an input with \`requires_grad=True\`, outside of \`no_grad()\`.`;
  const name = nameOf(trace, last);
  const call = `${isArray(last.value) ? "sum()." : ""}backward()`;
  return `${begun}: ${name === null ? `call \`.${call}\` on the last one` : `add \`${name}.${call}\``} to see gradients.`;
}
