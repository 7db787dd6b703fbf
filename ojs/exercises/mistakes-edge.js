// ⑦ Pure: what well-known mistakes would give for what comes along one edge, by itself.
import { entry, isArray, shapeTuple, toNumber } from "../maths/format.js";
import { ofEntry } from "./mistakes-array.js";
import { atEdge, sign } from "./mistakes-gradient.js";
import { made } from "./mistakes-words.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../trace/rerun.js").Edge} Edge
 * @typedef {import("./mistakes.js").Mistake} Mistake
 */

/**
 * The likeliest first.
 * @param {Trace} trace @param {string[]} names @param {Edge} edge @param {import("./mistakes.js").Question["ask"]} ask @param {number[] | undefined} at @param {number} right
 * @returns {Generator<Mistake, void, undefined>}
 */
export function* ofEdge(trace, names, edge, ask, at, right) {
  const [from, into] = [names[edge.node], names[edge.input]];
  const step = trace.steps.indexOf(edge); // what shows it is what is seen now
  if (ask === "width") {
    for (const [one, name] of /** @type {[import("../engine/protocol.js").Quantity, string][]} */ ([[trace.nodes[edge.input].value, into], [edge.upstream, from]])) {
      if (isArray(one)) yield { kind: "width", step, answer: shapeTuple(one.shape), why: `That is the shape of ${name}. Look at what broadcasting did in ${made(trace, names, edge.node)}.` };
    }
    return;
  }
  const total = entry(edge.before, at ?? []) + right;
  if (at) yield* ofEntry(trace, names, { node: edge.input, at, only: edge }, right);
  else {
    /** @param {Edge} _ @param {(upstream: number, local: number) => number} term */
    const changed = (_, term) => term(toNumber(edge.upstream), toNumber(edge.local));
    yield* sign(trace, names, edge, changed);
    yield* atEdge(trace, names, edge, changed);
    yield { kind: "sign", step, answer: -right, why: `The size is right, the sign is not. If ${into} grows a little, does ${from} grow or shrink?` };
  }
  yield { kind: "sum", step, answer: total, why: `That is what ${into} has then, together with what came before. Asked is what comes along this edge alone.` };
  yield { kind: "before", step, answer: entry(edge.before, at ?? []), why: `That is what ${into} has already. Asked is what comes along this edge.` };
  yield* fromElsewhere(trace, names, edge, at ?? []);
}

/** Numbers that belong to something else. @param {Trace} trace @param {string[]} names @param {Edge} edge @param {number[]} at @returns {Generator<Mistake, void, undefined>} */
function* fromElsewhere(trace, names, edge, at) {
  const here = trace.steps.indexOf(edge);
  const [from, into] = [names[edge.node], names[edge.input]];
  yield { kind: "value", step: here, answer: entry(trace.nodes[edge.input].value, at), why: `That is the value of ${into}. Asked is what its gradient receives.` };
  yield { kind: "value", step: here, answer: entry(trace.nodes[edge.node].value, at), why: `That is the value of ${from}. Asked is what the gradient of ${into} receives from it.` };
  for (const other of trace.steps) {
    if (other.kind === "backward" && other.node === edge.node && other.arg !== edge.arg) yield { kind: "other", step: here, answer: entry(other.contribution, at), why: `That goes to the other argument, ${names[other.input]}.` };
  }
  for (const earlier of trace.steps.slice(0, here).reverse()) {
    if (earlier.kind === "backward" && earlier.input !== edge.input) yield { kind: "other", step: here, answer: entry(earlier.after, at), why: `That is the gradient of ${names[earlier.input]}. What goes on from ${from} begins with the gradient of ${from}.` };
  }
}
