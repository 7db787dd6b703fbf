// ⑦ Pure: wrong entries and wrong shapes of an array's gradient that well-known mistakes would give.
import { shapeOf } from "../trace/sources.js";
import { elements, entry, isArray, shapeTuple, toNumber } from "../maths/format.js";
import { made } from "./mistakes-words.js";
import { apply, edgesOf } from "../trace/rerun.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").NumArray} NumArray
 * @typedef {import("../trace/rerun.js").Edge} Edge
 * @typedef {import("./mistakes.js").Mistake} Mistake
 * @typedef {Generator<Mistake, void, undefined>} Mistakes
 */

/** @param {number[]} terms */
const total = (terms) => terms.reduce((sum, term) => sum + term, 0);
/** Every index of an array, row by row. @param {number[]} shape @returns {number[][]} */
const indices = (shape) => shape.reduce((/** @type {number[][]} */ all, length) => all.flatMap((index) => Array.from({ length }, (_, i) => [...index, i])), [[]]);

/** The edge, and the step after it if that undoes a broadcast. @param {Trace} trace @param {Edge} edge */
function widened(trace, edge) {
  const next = trace.steps[trace.steps.indexOf(edge) + 1];
  return next?.kind === "unbroadcast" ? /** @type {NumArray} */ (next.wide) : null;
}

/** The places to which broadcasting carried the entry `at` of an array of that shape. @param {number[]} wide @param {number[]} shape @param {number[]} at */
const carried = (wide, shape, at) => indices(wide).filter((index) => index.slice(wide.length - shape.length).every((i, axis) => (shape[axis] === 1 ? at[axis] === 0 : i === at[axis])));

/** `only`: of what comes along this edge, and not of all that comes. @param {Trace} trace @param {string[]} names @param {{node: number, at: number[], only?: Edge}} asked @param {number} right @returns {Mistakes} */
export function* ofEntry(trace, names, { node: asked, at, only }, right) {
  const called = (/** @type {number[]} */ index) => `${names[asked]}[${index.join(", ")}]`;
  const name = called(at);
  const { value } = trace.nodes[asked];
  const edge = only ?? edgesOf(trace).filter(({ input }) => input === asked).pop();
  if (!edge) return;
  const step = trace.steps.indexOf(edge) + 1;
  const consumer = trace.nodes[edge.node];
  if (consumer.op === "matmul") yield* ofProduct(trace, names, edge, at, name);
  const wide = widened(trace, edge);
  const places = wide ? carried(wide.shape, shapeOf(value), at) : [at];
  if (wide) {
    const shares = places.map((place) => entry(wide, place));
    yield { kind: "averaged", step: step + 1, answer: total(shares) / shares.length, why: `That is the mean of ${shares.length} shares. Broadcasting used ${name} ${shares.length} times, and what comes back is added up, not averaged.` };
    for (const share of shares) yield { kind: "stretched", step: step + 1, answer: share, why: `That is what one use of ${name} brings. Broadcasting used it ${shares.length} times, and all that comes back is added up: the stretched axis is summed.` };
  }
  const op = trace.ops[/** @type {string} */ (consumer.op)];
  const rule = op.locals[edge.arg];
  /** The rule at one place of the result, as for numbers. @param {string} formula @param {number[]} place */
  const local = (formula, place) => apply(trace, consumer, formula, trace.nodes.map((one) => entry(one.value, place)));
  if (op.name === "pow" && edge.arg === 0) {
    const of = (/** @type {string} */ formula) => right / local(rule, at) * local(formula, at);
    yield { kind: "factor", step, answer: of("a ** (b - 1)"), why: `In ${made(trace, names, consumer.id)}, the exponent comes down as a factor. The factor is missing.` };
    yield { kind: "exponent", step, answer: of("b * y"), why: `In ${made(trace, names, consumer.id)}, the exponent comes down as a factor, and it also falls by one. Yours did not fall.` };
  }
  yield* ofReductions(trace, names, right, name);
  if (rule) {
    const here = made(trace, names, consumer.id);
    yield { kind: "upstream", step, answer: total(places.map((place) => local(rule, place))), why: `Those are the local derivatives of ${here} alone. What arrives there from above multiplies them.` };
    yield { kind: "local", step, answer: total(places.map((place) => entry(edge.upstream, place))), why: `You passed on what arrives at ${here} as it was. Every entry is multiplied by its local derivative.` };
  }
  yield { kind: "sign", answer: -right, why: `The size is right, the sign is not. If ${name} grows a little, does the output grow or shrink?` };
  const last = trace.steps.filter((one) => (one.kind === "backward" || one.kind === "unbroadcast") && one.input === asked).pop();
  const gradient = only ? only.contribution : last && "after" in last ? last.after : 0;
  for (const other of indices(shapeOf(value))) {
    const turned = other.length === 2 && other[0] === at[1] && other[1] === at[0];
    yield { kind: "index", step, answer: entry(gradient, other), why: `That is the gradient of ${called(other)}. ${turned ? "Row and column are swapped: the first index is the row." : `The question is about ${name}; counting begins at 0.`}` };
  }
  yield { kind: "value", answer: entry(value, at), why: `That is the value of ${name}. Its gradient says how fast the output changes when it does.` };
}

/** A mean divides, a sum does not. @param {Trace} trace @param {string[]} names @param {number} right @param {string} name @returns {Mistakes} */
function* ofReductions(trace, names, right, name) {
  for (const edge of edgesOf(trace)) {
    const node = trace.nodes[edge.node];
    const step = trace.steps.indexOf(edge) + 1;
    const count = elements(shapeOf(trace.nodes[edge.input].value)) / elements(shapeOf(node.value));
    const here = made(trace, names, node.id);
    if (node.op === "mean") yield { kind: "mean", step, answer: right * count, why: `In ${here}, the sum of ${count} entries is divided by ${count}, and so is what each of them gets back. Yours is ${count} times too large.` };
    if (node.op === "sum") yield { kind: "sum", step, answer: right / count, why: `In ${here}, nothing is divided: each of the ${count} entries gets back all that arrives. Only a mean would divide what comes to ${name} by ${count}.` };
  }
}

/** A matrix product, read the wrong way. @param {Trace} trace @param {string[]} names @param {Edge} edge @param {number[]} at @param {string} name @returns {Mistakes} */
function* ofProduct(trace, names, edge, at, name) {
  const [left, right] = trace.nodes[edge.node].args.map((arg) => ("node" in arg ? arg.node : -1));
  const other = edge.arg === 0 ? right : left;
  if (other < 0) return;
  const factor = trace.nodes[other].value;
  const [rows, columns] = shapeOf(factor);
  const step = trace.steps.indexOf(edge) + 1;
  const [i, j] = at;
  const first = edge.arg === 0;
  const ups = Array.from({ length: first ? columns : rows }, (_, k) => entry(edge.upstream, first ? [i, k] : [k, j]));
  const terms = ups.map((up, k) => up * entry(factor, first ? [j, k] : [k, i]));
  const even = new Set(ups).size === 1;
  const turned = Array.from({ length: first ? rows : columns }, (_, k) => (even ? ups[0] : ups[k]) * entry(factor, first ? [k, j] : [i, k]));
  const [said, meant] = first ? [`down column ${j}`, `row ${j}`] : [`along row ${i}`, `column ${i}`];
  const rule = trace.ops.matmul.shown?.[edge.arg] ?? "";
  yield { kind: "transposed", step, answer: total(turned), why: `You went ${said} of ${names[other]}. In ${rule}, the factor is transposed: to ${name} belongs ${meant} of ${names[other]}.` };
  for (const term of terms) {
    yield { kind: "term", step, answer: term, why: `That is one term. ${name} goes into ${terms.length} entries of ${names[edge.node]}, and what comes back from each is added up.` };
  }
}

/** Shapes that it does not have. @param {Trace} trace @param {string[]} names @param {number} asked @returns {Mistakes} */
export function* ofShape(trace, names, asked) {
  const shape = shapeOf(trace.nodes[asked].value);
  const name = names[asked];
  const own = `A gradient has one entry for each entry of ${name}, and so the same shape.`;
  for (const edge of edgesOf(trace).filter(({ input }) => input === asked)) {
    const wide = widened(trace, edge);
    if (wide) yield { kind: "stretched", step: trace.steps.indexOf(edge) + 2, answer: shapeTuple(wide.shape), why: `That is the shape after broadcasting. On the way back the stretched axes are summed. ${own}` };
  }
  if (shape.length > 1) yield { kind: "turned", answer: shapeTuple([...shape].reverse()), why: `Rows and columns are swapped. ${own}` };
  if (shape.includes(1)) yield { kind: "axes", answer: shapeTuple(shape.filter((length) => length !== 1)), why: `An axis of length 1 is an axis, too. ${own}` };
  if (shape.length === 1) for (const other of [[1, ...shape], [...shape, 1]]) yield { kind: "axes", answer: shapeTuple(other), why: `${name} has one axis, not two. ${own}` };
  yield { kind: "scalar", answer: "()", why: `A single number is the gradient only of a single number. ${own}` };
  for (const node of trace.nodes) {
    if (node.id !== asked && isArray(node.value)) yield { kind: "other", answer: shapeTuple(node.value.shape), why: `That is the shape of ${names[node.id]}. ${own}` };
  }
}
