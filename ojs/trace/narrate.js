// ⑦ One step in plain words: what a sighted reader sees under the graph and a screen reader says.
import { isArray, listed, number, shapeText, spoken, toNumber } from "../maths/format.js";
import { arrayBackward, arrayForward, which } from "./narrate-arrays.js";
import { expressionText } from "./names.js";
import { adds } from "./row-text.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Step} Step
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 */

/** A name in a sentence, and the node it names. @typedef {{node: number, name: string}} Ref */

// Names are marked while a sentence is put together, and found again when it is whole: a name may look like any word.
const [OPEN, MIDDLE, CLOSE] = ["\u{F0000}", "\u{F0001}", "\u{F0002}"];
const MARKED = new RegExp(`${OPEN}(\\d+)${MIDDLE}([^${CLOSE}]*)${CLOSE}`, "u");

/**
 * A text cut where names stand. Only the names that it uses are marked: a large graph has a hundred thousand.
 * @param {string[]} names @param {(marked: string[]) => string} write
 * @returns {(string | Ref)[]}
 */
export function parted(names, write) {
  const marked = new Proxy(names, { get: (all, id) => (typeof id === "string" && id in all && id !== "length" ? OPEN + id + MIDDLE + all[Number(id)] + CLOSE : Reflect.get(all, id)) });
  const pieces = write(marked).split(MARKED);
  return pieces.flatMap((piece, i) => {
    /** @type {(string | Ref)[]} */
    const part = i % 3 === 1 ? [{ node: Number(piece), name: pieces[i + 1] }] : i % 3 === 0 && piece ? [piece] : [];
    return part;
  });
}

/**
 * The step in plain words, cut where names stand.
 * @param {Trace} trace @param {string[]} names @param {Step | null} event @param {(consumer: number, id: number) => Quantity} input
 * @param {boolean} [more] what arrives is added to what was there
 */
export const saidParts = (trace, names, event, input, more = false) => parted(names, (marked) => said(trace, marked, event, input, more));

/** @type {WeakMap<Trace, import("../engine/protocol.js").TraceNode[]>} */
const known = new WeakMap();

/** The leaves that have a name. @param {Trace} trace */
function leavesOf(trace) {
  const leaves = known.get(trace) ?? trace.nodes.filter((node) => node.op === null && node.label);
  known.set(trace, leaves);
  return leaves;
}

/** A negative number after a sign reads better in parentheses. @param {Quantity} value */
const operand = (value) => (toNumber(value) < 0 ? `(${spoken(value)})` : spoken(value));

/**
 * @param {Trace} trace
 * @param {string[]} names
 * @param {Step | null} event
 * @param {(consumer: number, id: number) => Quantity} input
 * @param {boolean} more
 * @returns {string}
 */
function said(trace, names, event, input, more) {
  if (!event) {
    const leaves = leavesOf(trace);
    const yet = trace.steps.length > 0 || trace.pending ? "Nothing has been computed yet." : trace.nodes.length > 0 ? "The program computes nothing from it." : "There is no graph: the program made no Value and no Tensor.";
    if (leaves.length === 0) return yet;
    const given = leaves.slice(0, 6).map(({ id, value }) => (isArray(value) ? `${names[id]} of shape ${number(value)}` : `${names[id]} = ${spoken(value)}`));
    return `Known so far: ${listed(leaves.length > 6 ? [...given, `${leaves.length - 6} more`] : given)}. ${yet}`;
  }
  if (event.kind === "zero") {
    const cleared = event.nodes.slice(0, 6).map((id) => names[id]);
    if (event.nodes.length > 6) cleared.push(`${event.nodes.length - 6} more`);
    if (event.assigned) return `The program clears the gradient of ${listed(cleared)}.`;
    return cleared.length ? `zero_grad() clears the gradient of ${listed(cleared)}.` : "zero_grad() finds nothing to clear.";
  }
  const name = names[event.node];
  if (event.kind === "update" || event.kind === "assign") {
    const what = event.kind === "assign" ? `the gradient of ${name}` : isArray(event.after) ? `the numbers of ${name}` : name;
    return `The program changes ${what}${isArray(event.after) ? `, of shape ${shapeText(event.after)}` : ` from ${spoken(event.before)} to ${spoken(event.after)}`}.`;
  }
  if (event.kind === "forward") {
    const node = trace.nodes[event.node];
    if ([node.value, ...node.args.map((arg) => ("node" in arg ? trace.nodes[arg.node].value : arg.const))].some(isArray)) return arrayForward(trace, names, node);
    const stages = [name, expressionText(trace, names, node), expressionText(trace, names, node, (id) => input(node.id, id)), spoken(node.value)];
    return `${stages.filter((stage, at) => stage !== stages[at - 1]).join(" = ")}.`;
  }
  if (event.kind === "seed" && event.returned) {
    const start = isArray(event.after) ? `the gradient that was passed to it, of shape ${shapeText(event.after)}` : `${spoken(event.after)}`;
    return `grad() starts at ${name} with ${start}. What arrives at its inputs is returned; no gradient that is there changes.`;
  }
  if (event.kind === "seed") {
    if (isArray(event.after)) return `The backward pass starts at ${name} with the gradient that was passed to backward(), of shape ${shapeText(event.after)}.`;
    const start = toNumber(event.before) === 0 ? "" : ` ${number(event.before)} was there already, which makes ${spoken(event.after)}.`;
    const seed = toNumber(event.after) - toNumber(event.before);
    return `The backward pass starts at ${name}: its gradient with respect to itself is ${spoken(start ? seed : event.after)}.${start}`;
  }
  if (event.kind === "unbroadcast" || event.local === null) return arrayBackward(trace, names, event);
  const { upstream, local, contribution, before, after } = event;
  const sum = !more && toNumber(before) === 0 ? "" : adds(before, contribution, after) ? `, ${spoken(after)} in all` : `, in place of ${spoken(before)}`;
  return `${names[event.input]} receives ${spoken(upstream)} × ${operand(local)} = ${spoken(contribution)} from ${name}${sum}${which(names, event)}.`;
}
