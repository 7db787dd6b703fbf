// ⑦ Pure: wrong values that well-known mistakes of the forward pass, or of a training step, would give.
import { toNumber } from "../maths/format.js";
import { made } from "./mistakes-words.js";
import { gradients, values } from "../trace/rerun.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("./mistakes.js").Mistake} Mistake
 */

/** @param {Trace} trace @param {string[]} names @param {number} asked @param {number} right @returns {Generator<Mistake>} */
export function* ofValue(trace, names, asked, right) {
  const name = names[asked];
  const gradient = gradients(trace)[asked];
  const moved = trace.steps.filter((step) => step.kind === "update" && step.node === asked).pop();
  if (moved?.kind === "update" && gradient !== undefined) {
    const before = toNumber(moved.before);
    const step = trace.steps.indexOf(moved) + 1;
    yield { kind: "ascent", step, answer: 2 * before - right, why: `That is a step of the right size the wrong way. The program subtracts rate times gradient, to go down; look at the gradient’s sign.` };
    yield { kind: "rate", step, answer: before - gradient, why: `You subtracted the whole gradient. The program multiplies it by the learning rate first.` };
    yield { kind: "before", step: step - 1, answer: before, why: `That is ${name} before the last line, which changes it.` };
  }
  for (const node of trace.nodes) {
    if (node.op === null) continue;
    const op = trace.ops[node.op];
    const at = trace.steps.findIndex((event) => event.kind === "forward" && event.node === node.id) + 1;
    const here = made(trace, names, node.id);
    /** @param {string} formula */
    const instead = (formula) => values(trace, node, formula)[asked];
    if (op.name === "sub") yield { kind: "swapped", step: at, answer: instead("b - a"), why: `In ${here}, the order matters: what stands second is subtracted from what stands first.` };
    if (op.name === "div") yield { kind: "swapped", step: at, answer: instead("b / a"), why: `In ${here}, what stands second divides what stands first.` };
    if (op.name === "sub") yield { kind: "sign", step: at, answer: instead("a + b"), why: `In ${here}, there is a minus.` };
    if (op.name === "neg") yield { kind: "sign", step: at, answer: instead("a"), why: `In ${here}, there is a minus.` };
    if (op.name === "relu") yield { kind: "gate", step: at, answer: instead("a"), why: `In ${here}, relu gives 0 for everything below 0.` };
  }
  if (gradient !== undefined) yield { kind: "gradient", answer: gradient, why: `That is the gradient of ${name}. The question is about its value.` };
  yield { kind: "sign", answer: -right, why: "The size is right, the sign is not." };
  for (const { id, value } of trace.nodes) {
    if (id !== asked) yield { kind: "other", answer: toNumber(value), why: `That is the value of ${names[id]}. The question is about ${name}.` };
  }
  yield* ofOperands(trace, names, asked);
}

/** One named value taken for another. @param {Trace} trace @param {string[]} names @param {number} asked @returns {Generator<Mistake>} */
function* ofOperands(trace, names, asked) {
  const backwards = [...trace.nodes].reverse(); // near to what is asked about is likelier
  for (const node of backwards.filter(({ op }) => op !== null)) {
    const step = trace.steps.findIndex((event) => event.kind === "forward" && event.node === node.id) + 1;
    const { formula } = trace.ops[/** @type {string} */ (node.op)];
    for (const [at, arg] of node.args.entries()) {
      if (!("node" in arg) || !trace.nodes[arg.node].label) continue;
      for (const other of trace.nodes.filter(({ id, label }) => id < node.id && id !== arg.node && label)) {
        const taken = formula.replace(new RegExp(`\\b${"ab"[at]}\\b`, "g"), `(${toNumber(other.value)})`);
        yield { kind: "operand", step, answer: values(trace, node, taken)[asked], why: `In ${made(trace, names, node.id)}, you took ${names[other.id]} for ${names[arg.node]}.` };
      }
    }
  }
}
