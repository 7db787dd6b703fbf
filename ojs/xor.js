// ⑦ Pure: what a training run on XOR tells: did it converge, and if not, when did it leave and why.
import { number } from "./format.js";

/** @typedef {import("./protocol.js").Num} Num */

/** What modules/02-autograd/programs/xor.py hands over.
 * @typedef {{losses: Num[], curvature: Num[], predictions: Num[][], pictures: Num[][][]}} Run */

export const CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]];
export const TARGETS = [0, 1, 1, 0];
/** What the program calls out of bounds. */
export const BOUND = 1e6;

/** Rate × curvature at every step. @param {Run} run @param {number} rate */
export const sharpness = ({ curvature }, rate) => curvature.map((one) => rate * Number(one));

/** Whether the loss left all bounds; a number that is none counts as out. @param {Run} run */
export const diverged = ({ losses }) => !(Number(losses[losses.length - 1]) < BOUND);

/** The first step from which rate × curvature stayed above 2, or −1. @param {number[]} products */
export function onset(products) {
  let first = products.length;
  while (first > 0 && products[first - 1] > 2) first -= 1;
  return first < products.length ? first : -1;
}

/** The whole run in plain words. @param {Run} run @param {number} rate */
export function verdict(run, rate) {
  const { losses, predictions } = run;
  const last = losses.length - 1;
  const products = sharpness(run, rate);
  if (diverged(run)) {
    const best = losses.reduce((least, loss, step) => (Number(loss) < Number(losses[least]) ? step : least), 0);
    const from = onset(products);
    const why = from < 0 ? "" : ` From step ${from} on, rate × curvature stayed above 2: in the steepest direction every step landed further from the bottom of the valley than it had started.`;
    return `Diverged. The loss was smallest at step ${best} (${number(losses[best])}); at step ${last} it had passed ${BOUND.toLocaleString("en")}, and the program stopped.${why}`;
  }
  const right = predictions[predictions.length - 1].slice(1).every((y, i) => Math.abs(Number(y) - TARGETS[i]) < 0.5);
  const sure = Number(losses[last]) < 0.01;
  const outcome = sure ? "Converged." : right ? "Not finished: every answer is on the right side, but the loss is still falling." : "Not learned yet.";
  return `${outcome} After ${last} steps the loss is ${number(losses[last])}. Rate × curvature is ${number(products[last])} at the end, and was ${number(Math.max(...products))} at most.`;
}
