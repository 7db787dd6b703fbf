// ⑦ Pure: the answer to a question about a trace, and which well-known mistake gives another answer.
import { toNumber } from "./format.js";
import { ofGradient } from "./mistakes-gradient.js";
import { ofValue } from "./mistakes-value.js";
import { wordNames } from "./mistakes-words.js";

/**
 * @typedef {import("./protocol.js").Trace} Trace
 * @typedef {{ask: "value" | "gradient", node: number}} Question
 * @typedef {{kind: string, answer: number, why: string, step?: number}} Mistake `step`: the position that shows it
 */

/** Half a percent: "0.27" for 0.2689 will do; 12.5 for 12 will not. */
const TOLERANCE = 0.005;

/** @param {number} one @param {number} truth */
export const same = (one, truth) => Math.abs(one - truth) <= Math.max(TOLERANCE * Math.abs(truth), 1e-9);

/** What the engine found; `step` is the position at which it is known. @param {Trace} trace @param {Question} question */
export function truth(trace, { ask, node }) {
  let step = 0;
  let answer = ask === "value" ? toNumber(trace.nodes[node].value) : NaN;
  trace.steps.forEach((event, at) => {
    const received = (event.kind === "backward" && event.input === node) || (event.kind === "seed" && event.node === node);
    if (ask === "gradient" && received) [answer, step] = [toNumber(event.after), at + 1];
    if (ask === "value" && event.kind === "forward" && event.node === node) step = at + 1;
    if (ask === "value" && event.kind === "update" && event.node === node) [answer, step] = [toNumber(event.after), at + 1];
  });
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
  const found = question.ask === "value" ? ofValue(trace, names, question.node, right) : ofGradient(trace, names, question.node, right);
  return [...found].filter(({ answer }) => Number.isFinite(answer) && !same(answer, right));
}

/**
 * @param {Trace} trace @param {Question} question @param {number} answer
 * @returns {{right: boolean, near: boolean, mistake: Mistake | null}} near: right but for its last digits
 */
export function diagnose(trace, question, answer) {
  const { answer: wanted } = truth(trace, question);
  if (same(answer, wanted)) return { right: true, near: false, mistake: null };
  const mistake = mistakes(trace, question).find((one) => same(answer, one.answer)) ?? null;
  return { right: false, near: !mistake && Math.abs(answer - wanted) <= 0.05 * Math.abs(wanted), mistake };
}
