// ⑦ Pure: what a training run on XOR tells: what the network answers at each point of the plane, did it converge, and if not, when did it leave and why.
import { number } from "../maths/format.js";
import { courseOf } from "./series.js";

/** @typedef {import("./replay.js").Replay} Replay */

/** The weights of modules/02-autograd/programs/xor.py: hidden[i] of a point p is tanh(first[i] · p + bias[i]), and the answer second · hidden + last.
 * @typedef {{first: number[][], bias: number[], second: number[], last: number}} Weights
 * @typedef {{losses: number[], products: number[], answers: (pass: number) => Answer[], weights: (pass: number) => Weights}} Run products: rate × curvature in every pass
 * @typedef {{corner: number[], target: number, answer: number, squared: number, right: boolean}} Answer */

export const CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]];
export const TARGETS = [0, 1, 1, 0];
/** A loss above this will not come back: the program stops there. */
export const BOUND = 1e6;

/** @param {Weights} weights @param {number[]} point */
const hiddenAt = ({ first, bias }, point) => bias.map((own, i) => Math.tanh(first[i][0] * point[0] + first[i][1] * point[1] + own));
/** @param {Weights} weights @param {number[]} point */
export const answerAt = (weights, point) => hiddenAt(weights, point).reduce((sum, one, i) => sum + one * weights.second[i], weights.last);

/** @param {number[]} a @param {number[]} b */
const dot = (a, b) => a.reduce((sum, one, i) => sum + one * b[i], 0);

/**
 * How strongly the loss curves, at most, in any direction that the parameters can move (of its second derivatives the part that does not vanish
 * with the errors): the largest eigenvalue of a table of four by four, by multiplying with it again and again.
 * @param {Weights} weights
 */
export function steepest(weights) {
  const hidden = CORNERS.map((point) => hiddenAt(weights, point));
  const back = hidden.map((row) => row.map((one, i) => weights.second[i] * (1 - one * one)));
  const table = CORNERS.map((one, i) => CORNERS.map((other, j) => (2 / 4) * (dot(hidden[i], hidden[j]) + 1 + dot(back[i], back[j]) * (dot(one, other) + 1))));
  let vector = [1, 1.1, 1.2, 1.3];
  let size = 0;
  for (let turn = 0; turn < 200; turn += 1) {
    const next = table.map((row) => dot(row, vector));
    size = Math.hypot(...next);
    vector = next.map((one) => one / size);
  }
  return size;
}

/** @param {Replay} replay @param {number} rate @returns {Run} */
export function runOf(replay, rate) {
  const { trace } = replay;
  const passes = trace.passes ?? [];
  /** @param {string} label @param {number} pass @returns {number[]} its entries, as the pass used them */
  const held = (label, pass) => {
    const node = trace.nodes.findLast((one) => one.label === label && passes[pass].nodes.some(([from, end]) => one.id >= from && one.id < end));
    const value = node && replay.value(node.id, passes[pass].seed);
    if (typeof value !== "object" || !("data" in value)) throw new TypeError(`the program has no small array ${label}`);
    return value.data.map(Number);
  };
  /** @param {number} pass @returns {Weights} */
  const weights = (pass) => {
    const flat = held("first.weight", pass);
    const bias = held("first.bias", pass);
    return { first: bias.map((_, i) => flat.slice(2 * i, 2 * i + 2)), bias, second: held("second.weight", pass), last: held("second.bias", pass)[0] };
  };
  return {
    losses: [...courseOf(trace).values],
    products: passes.map((_, pass) => rate * steepest(weights(pass))),
    weights,
    answers: (pass) => held("y", pass).map((answer, i) => ({ corner: CORNERS[i], target: TARGETS[i], answer, squared: (answer - TARGETS[i]) ** 2, right: Math.abs(answer - TARGETS[i]) < 0.5 })),
  };
}

/** Whether the loss left all bounds; a number that is none counts as out. @param {Pick<Run, "losses">} run */
export const diverged = ({ losses }) => !(losses[losses.length - 1] < BOUND);

/** The first pass from which rate × curvature stayed above 2, or −1. @param {number[]} products */
export function onset(products) {
  let first = products.length;
  while (first > 0 && products[first - 1] > 2) first -= 1;
  return first < products.length ? first : -1;
}

/** One pass in plain words. @param {Run} run @param {number} pass */
export function moment(run, pass) {
  const right = run.answers(pass).filter((one) => one.right).length;
  const many = right === 4 ? "All four answers are" : right === 0 ? "None of the four answers is" : `${right} of the four answers ${right === 1 ? "is" : "are"}`;
  return `${many} on the right side of one half. Rate × curvature is ${number(Number(run.products[pass].toPrecision(3)))}${run.products[pass] > 2 ? ", above 2." : "."}`;
}

/** The whole run in plain words; passes are counted from 1. @param {Run} run */
export function verdict({ losses, products, answers }) {
  const last = losses.length - 1;
  const brief = (/** @type {number} */ value) => number(Number(value.toPrecision(2)));
  if (diverged({ losses })) {
    const best = losses.reduce((least, loss, pass) => (loss < losses[least] ? pass : least), 0);
    const learned = best > 0 ? `It learned until pass ${best + 1} (loss ${brief(losses[best])}).` : "It never got better than at its start.";
    const from = onset(products);
    const why = from < 0 ? "" : ` From pass ${from + 1} on, rate × curvature stayed above 2: every step overshot by more than it corrected.`;
    return `Diverged. ${learned}${why} In pass ${last + 1} the loss was ${brief(losses[last])}, and the program stopped.`;
  }
  const outcome = losses[last] < 0.01 ? "Converged." : answers(last).every((one) => one.right) ? "Not finished: every answer is on the right side, but the loss is still falling." : "Not learned yet.";
  return `${outcome} In pass ${last + 1}, the last, the loss is ${brief(losses[last])}. Rate × curvature was ${brief(products.reduce((most, one) => Math.max(most, one), 0))} at most.`;
}

/** One in a row of the plane's points, from corner to corner of what is shown. @param {number} at @param {number} side how many there are @param {[number, number]} ends */
export const spot = (at, side, [low, high]) => low + (at / (side - 1)) * (high - low);

/** The answers at the points of a grid, row by row, from low to high. @param {Weights} weights @param {number} side @param {[number, number]} ends */
export const planeOf = (weights, side, ends) =>
  Float64Array.from({ length: side * side }, (_, i) => answerAt(weights, [spot(i % side, side, ends), spot(Math.floor(i / side), side, ends)]));

/**
 * Where the answers of a grid are `level`: short straight lines, one or two in each of its squares, in units of its squares.
 * @param {Float64Array} values @param {number} side @param {number} level @returns {[number, number, number, number][]} x1, y1, x2, y2
 */
export function contour(values, side, level) {
  /** @type {[number, number, number, number][]} */
  const lines = [];
  for (let row = 0; row + 1 < side; row += 1) {
    for (let column = 0; column + 1 < side; column += 1) {
      const ring = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
      const heights = ring.map(([x, y]) => values[y * side + x] - level);
      /** @type {[number, number][]} */
      const cuts = [];
      for (let i = 0; i < 4; i += 1) {
        const [one, other] = [heights[i], heights[(i + 1) % 4]];
        if (one < 0 === other < 0) continue;
        const part = one / (one - other);
        const [[x1, y1], [x2, y2]] = [ring[i], ring[(i + 1) % 4]];
        cuts.push([x1 + part * (x2 - x1), y1 + part * (y2 - y1)]);
      }
      for (let i = 0; i + 1 < cuts.length; i += 2) lines.push([...cuts[i], ...cuts[i + 1]]);
    }
  }
  return lines;
}
