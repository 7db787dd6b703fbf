// ⑦ One step in plain words: what a sighted reader sees under the graph and a screen reader says.
import { number, spoken, toNumber } from "./format.js";
import { expressionText } from "./names.js";

/**
 * @typedef {import("./protocol.js").Trace} Trace
 * @typedef {import("./protocol.js").Step} Step
 * @typedef {import("./protocol.js").Num} Num
 */

/** "x", "x and y", "x, y and z". @param {string[]} words */
const listed = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`);

/** A negative number after a sign reads better in parentheses. @param {Num} value */
const operand = (value) => (toNumber(value) < 0 ? `(${spoken(value)})` : spoken(value));

/**
 * The step in plain words.
 * @param {Trace} trace
 * @param {string[]} names
 * @param {Step | null} event
 * @param {(consumer: number, id: number) => Num} input
 * @returns {string}
 */
export function sentence(trace, names, event, input) {
  if (!event) {
    const leaves = trace.nodes.filter((node) => node.op === null && node.label);
    if (leaves.length === 0) return "Nothing has been computed yet.";
    const given = leaves.slice(0, 6).map((leaf) => `${names[leaf.id]} = ${spoken(leaf.value)}`);
    return `Given: ${listed(leaves.length > 6 ? [...given, `${leaves.length - 6} more`] : given)}. Nothing has been computed yet.`;
  }
  if (event.kind === "zero") {
    const cleared = event.nodes.slice(0, 6).map((id) => names[id]);
    if (event.nodes.length > 6) cleared.push(`${event.nodes.length - 6} more`);
    return cleared.length ? `zero_grad: the gradient of ${listed(cleared)} is cleared.` : "zero_grad: there is nothing to clear.";
  }
  const name = names[event.node];
  if (event.kind === "update") return `The program changes ${name} from ${spoken(event.before)} to ${spoken(event.after)}.`;
  if (event.kind === "forward") {
    const node = trace.nodes[event.node];
    const stages = [name, expressionText(trace, names, node), expressionText(trace, names, node, (id) => input(node.id, id)), spoken(node.value)];
    return `${stages.filter((stage, at) => stage !== stages[at - 1]).join(" = ")}.`;
  }
  if (event.kind === "seed") {
    const start = toNumber(event.before) === 0 ? "" : ` ${number(event.before)} was there already, which makes ${spoken(event.after)}.`;
    const seed = toNumber(event.after) - toNumber(event.before);
    return `Backward starts at ${name}: its gradient with respect to itself is ${spoken(start ? seed : event.after)}.${start}`;
  }
  const { upstream, local, contribution, before, after } = event;
  return `${names[event.input]} receives ${spoken(upstream)} × ${operand(local)} = ${spoken(contribution)} from ${name}; `
    + `${spoken(before)} + ${operand(contribution)} = ${spoken(after)}.`;
}
