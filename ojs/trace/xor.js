// ⑦ Pure: what a training run on XOR tells: did it converge, and if not, when did it leave and why.
import { number } from "../maths/format.js";
import { Steps } from "./steps.js";

/** @typedef {import("../engine/protocol.js").Num} Num */

/** What modules/02-autograd/programs/xor.py hands over; predictions begin with their training step.
 * @typedef {{losses: Num[], curvature: Num[], predictions: Num[][], pictures: Num[][][]}} Run */

export const CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]];
export const TARGETS = [0, 1, 1, 0];
/** A loss above this will not come back. */
export const BOUND = 1e6;

/** Training steps of which there is a picture: a move in between goes on to the next one in its direction. */
export class Frames extends Steps {
  /** @param {number[]} places ascending @param {number} value */
  constructor(places, value) {
    super({ max: places[places.length - 1], value });
    this.places = places;
  }

  /** @param {number} step */
  set(step) {
    const next = step > this.step ? this.places.find((place) => place >= step) ?? this.max : [...this.places].reverse().find((place) => place <= step);
    super.set(next ?? step);
  }

  /** Another run. @param {number[]} places @param {number} step one of them */
  show(places, step) {
    this.places = places;
    this.resize(places[places.length - 1], step);
  }
}

/** @param {Run} run */
export const places = ({ predictions }) => predictions.map(([step]) => Number(step));

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

/** The step to look at first: the end, or of a run that diverged the last at which it was no worse than at its start. @param {Run} run */
export function telling(run) {
  const steps = places(run);
  if (!diverged(run)) return steps[steps.length - 1];
  return [...steps].reverse().find((step) => Number(run.losses[step]) <= Number(run.losses[0])) ?? 0;
}

/** The four answers of a step: how far off, and on which side of one half. @param {Run} run @param {number} at a place in predictions */
export const answers = (run, at) => run.predictions[at].slice(1).map((one, i) => {
  const answer = Number(one);
  return { corner: CORNERS[i], target: TARGETS[i], answer, squared: (answer - TARGETS[i]) ** 2, right: Math.abs(answer - TARGETS[i]) < 0.5 };
});

/** One step in plain words. @param {Run} run @param {number} at a place in predictions */
export function moment(run, at) {
  const right = answers(run, at).filter((one) => one.right).length;
  const step = Number(run.predictions[at][0]);
  const loss = run.losses[step];
  const count = right === 4 ? "All four answers are" : right === 0 ? "None of the four answers is" : `${right} of the four answers ${right === 1 ? "is" : "are"}`;
  const words = `${count} on the right side of one half. The loss, the mean of the squares, is ${number(loss)}`;
  if (!Number.isFinite(Number(loss))) return `${words}: their sum no longer fits into 32 bits.`;
  return diverged(run) && step === telling(run) ? `${words}. From here on it is worse than at the start.` : `${words}.`;
}

/** The whole run in plain words. @param {Run} run @param {number} rate */
export function verdict(run, rate) {
  const { losses, predictions } = run;
  const last = losses.length - 1;
  const products = sharpness(run, rate);
  if (diverged(run)) {
    const best = losses.reduce((/** @type {number} */ least, loss, step) => (Number(loss) < Number(losses[least]) ? step : least), 0);
    const learned = best > 0 ? `It learned until step ${best} (loss ${number(losses[best])}).` : "It never got better than at its start.";
    const from = onset(products);
    const why = from < 0 ? "" : ` From step ${from} on, rate × curvature stayed above 2: in the steepest direction, every step overshot by more than it corrected.`;
    const end = Number.isFinite(Number(losses[last])) ? `At step ${last} the loss was ${number(losses[last])}.`
      : `At step ${last} the sum of the squared errors grew too large for the 32 bits of a number and became infinite. The program stopped there: with one more update, infinity minus infinity would be nan.`;
    return `Diverged. ${learned}${why} ${end}`;
  }
  const right = answers(run, predictions.length - 1).every((one) => one.right);
  const sure = Number(losses[last]) < 0.01;
  const outcome = sure ? "Converged." : right ? "Not finished: every answer is on the right side, but the loss is still falling." : "Not learned yet.";
  return `${outcome} After ${last} steps the loss is ${number(losses[last])}. Rate × curvature is ${number(products[last])} at the end, and was ${number(Math.max(...products))} at most.`;
}
