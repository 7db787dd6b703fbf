// ⑦ Pure: the answer to a question about a trace, and which well-known mistake gives another answer.
import { entry, isArray, shapeTuple } from "../maths/format.js";
import { ofEntry, ofShape } from "./mistakes-array.js";
import { ofEdge } from "./mistakes-edge.js";
import { ofBranch } from "./mistakes-branch.js";
import { ofGradient } from "./mistakes-gradient.js";
import { ofValue } from "./mistakes-value.js";
import { wordNames } from "./mistakes-words.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * What is asked of a node: its value or gradient, of an array one entry (`at`); or its gradient's shape.
 * Or what comes along one edge, in the step `steps[step]`: the `contribution`, or the `width`, its shape.
 * @typedef {{ask: "value" | "gradient" | "shape" | "contribution" | "width", node: number, at?: number[], step?: number}} Question
 * @typedef {number | string} Answer a shape is text, as Python writes it: "(2, 3)"
 * @typedef {{kind: string, answer: Answer, why: string, step?: number}} Mistake `step`: the position that shows it
 */

/** Half a percent: "0.27" for 0.2689 will do; 12.5 for 12 will not. */
const TOLERANCE = 0.005;

/** @param {Answer} one @param {Answer} truth */
export const same = (one, truth) => (typeof one === "string" || typeof truth === "string" ? one === truth : Math.abs(one - truth) <= Math.max(TOLERANCE * Math.abs(truth), 1e-9));

/** What the engine found; `step` is the position at which it is known. @param {Trace} trace @param {Question} question @returns {{answer: Answer, step: number}} */
export function truth(trace, { ask, node, at = [], step: place = -1 }) {
  if (ask === "contribution" || ask === "width") {
    const event = trace.steps[place];
    const sent = event?.kind === "backward" ? event.contribution : NaN;
    return { answer: ask === "width" ? shapeTuple(isArray(sent) ? sent.shape : []) : entry(sent, at) + 0, step: place + 1 };
  }
  let step = 0;
  /** @type {unknown} */
  let found = ask === "value" ? trace.nodes[node].value : NaN;
  trace.steps.forEach((event, index) => {
    const received = (event.kind === "backward" || event.kind === "unbroadcast") && event.input === node;
    if (ask !== "value" && (received || (event.kind === "seed" && event.node === node))) [found, step] = [event.after, index + 1];
    if (ask === "value" && event.kind === "forward" && event.node === node) step = index + 1;
    if (ask === "value" && event.kind === "update" && event.node === node) [found, step] = [event.after, index + 1];
  });
  if (ask === "shape") return { answer: shapeTuple(isArray(found) ? found.shape : []), step };
  const answer = entry(found, at);
  return { answer: answer === 0 ? 0 : answer, step }; // never −0
}

/**
 * What a wrong answer may come from, the likeliest first. What would give the right number all the same is left out.
 * @param {Trace} trace @param {Question} question
 * @returns {Mistake[]}
 */
export function mistakes(trace, question) {
  const right = truth(trace, question).answer;
  const names = wordNames(trace);
  return [...suspects(trace, names, question, right)].filter(({ answer }) => (typeof answer === "string" || Number.isFinite(answer)) && !same(answer, right));
}

/** @param {Trace} trace @param {string[]} names @param {Question} question @param {Answer} right @returns {Iterable<Mistake>} */
function* suspects(trace, names, { ask, node, at, step = -1 }, right) {
  const event = trace.steps[step];
  if (event?.kind === "backward") yield* ofEdge(trace, names, event, ask, at, Number(right));
  else if (ask === "shape") yield* ofShape(trace, names, node);
  else if (at) yield* ask === "gradient" ? ofEntry(trace, names, { node, at }, Number(right)) : [];
  else {
    if (ask === "value" || ask === "gradient") yield* ofBranch(trace, names[node], ask);
    yield* ask === "value" ? ofValue(trace, names, node, Number(right)) : ofGradient(trace, names, node, Number(right));
  }
}

/**
 * @param {Trace} trace @param {Question} question @param {Answer} answer
 * @returns {{right: boolean, near: boolean, mistake: Mistake | null}} near: right but for its last digits
 */
export function diagnose(trace, question, answer) {
  const { answer: wanted } = truth(trace, question);
  if (same(answer, wanted)) return { right: true, near: false, mistake: null };
  const mistake = mistakes(trace, question).find((one) => same(answer, one.answer)) ?? null;
  const near = typeof answer === "number" && typeof wanted === "number" && Math.abs(answer - wanted) <= 0.05 * Math.abs(wanted);
  return { right: false, near: !mistake && near, mistake };
}
