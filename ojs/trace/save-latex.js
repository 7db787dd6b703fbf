// ⑦ Pure: how a step came about, as a derivation in LaTeX: what was computed, and each gradient as the sum of what arrived.
import { isArray, shapeTuple, toNumber } from "../maths/format.js";
import { chain, grad, identifier, m, numeral, operand, operator, partial, row, toMarkup } from "../maths/formula.js";
import { tex } from "../maths/tex.js";
import { bindings, formulaOf, productBindings, productRule } from "./names.js";

/**
 * @typedef {import("../maths/formula.js").Markup} Markup
 * @typedef {import("../engine/protocol.js").Step} Step
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {import("./replay.js").Replay} Replay
 */

/** More lines than this nobody sets; of a longer way, the last. */
const MOST_LINES = 500;

/**
 * One step: what stands before the sign of equality, and what after it.
 * @param {Replay} replay @param {Step} step @param {number | null} root what the derivatives are of @returns {[Markup, Markup] | null}
 */
function line({ trace, names, input }, step, root) {
  if (step.kind === "zero") return step.nodes.length ? [row(...step.nodes.slice(0, 6).flatMap((id, i) => [...(i ? [operator(",")] : []), grad(names[id])])), m("mtext", "none")] : null;
  const node = trace.nodes[step.node];
  const name = identifier(names[node.id]);
  if (step.kind === "update") return [name, row(numeral(step.before), operator("→"), numeral(step.after))];
  if (step.kind === "assign") return [grad(names[node.id]), row(numeral(step.before), operator("→"), numeral(step.after))];
  if (step.kind === "forward") {
    const formula = formulaOf(trace, node);
    const arrays = [node.value, ...node.args.map((arg) => ("node" in arg ? trace.nodes[arg.node].value : arg.const))].some(isArray);
    const numbers = arrays ? [] : [toMarkup(formula, bindings(names, node, (id) => input(node.id, id)))];
    return [name, chain(toMarkup(formula, bindings(names, node)), ...numbers, numeral(node.value))];
  }
  if (step.kind === "seed") return isArray(step.after) ? [identifier(`d${names[node.id]}`), numeral(step.after)] : [partial(names[node.id], names[node.id]), numeral(step.after)];
  const into = names[step.input];
  const output = names[root ?? node.id];
  if (step.kind === "backward" && step.local !== null && !isArray(step.contribution)) {
    const first = toNumber(step.before) === 0;
    const product = row(numeral(step.upstream), operator("×"), operand(step.local));
    const sum = first ? [] : [row(numeral(step.before), operator("+"), operand(step.contribution))];
    const whole = chain(row(partial(output, names[node.id]), operator("×"), partial(names[node.id], into)), product, numeral(step.contribution));
    return [partial(output, into), first ? whole : row(whole, m("mtext", ";\u00a0"), chain(...sum, numeral(step.after)))];
  }
  const sent = toMarkup(productRule(trace, node, step.arg), productBindings(trace, names, node));
  const axes = step.kind === "unbroadcast" ? step.axes.join(", ") : "";
  const whole = step.kind === "unbroadcast" ? row(m("munder", m("mo", "∑"), m("mtext", `axis ${axes}`)), operator("("), sent, operator(")")) : sent;
  return [identifier(`d${into}`), row(whole, m("mtext", `\u00a0${isArray(step.contribution) ? `of shape ${shapeTuple(step.contribution.shape)}` : ""}`))];
}

/**
 * An align environment with a line for each step. @param {Replay} replay @param {number[]} positions in order
 * @param {{title?: string}} [told]
 */
export function latex(replay, positions, { title = "" } = {}) {
  const { steps } = replay.trace;
  const told = positions.slice(-MOST_LINES);
  /** @type {number | null} */
  let root = null;
  const lines = [];
  for (const [i, position] of told.entries()) {
    const step = steps[position - 1];
    if (i === 0) for (let at = position - 1; at >= 0 && root === null; at -= 1) if (steps[at].kind === "seed") root = /** @type {import("../engine/protocol.js").SeedStep} */ (steps[at]).node;
    if (step.kind === "seed") root = step.node;
    const sides = line(replay, step, root);
    if (sides) lines.push(`  ${tex(sides[0])} &${step.kind === "backward" || step.kind === "unbroadcast" ? added(step) : "="} ${tex(sides[1])}`);
  }
  const left = positions.length - told.length;
  const head = ["% needs amsmath", ...(title ? [`% ${title.replace(/[^\x20-\x7e]/g, "?").slice(0, 200)}`] : []), ...(left ? [`% without the ${left} steps before these`] : [])];
  return `${[...head, "\\begin{align*}", lines.join(" \\\\\n") || "  \\text{nothing has been computed yet}", "\\end{align*}"].join("\n")}\n`;
}

/** A first contribution is the gradient so far; each further one is added. @param {import("../engine/protocol.js").BackwardStep | import("../engine/protocol.js").UnbroadcastStep} step */
function added({ before }) {
  return !isArray(before) && toNumber(before) === 0 ? "=" : "\\mathrel{+}=";
}
