// ⑨ What is said of a training run on XOR, on runs made by hand, and the plane of a network made by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answerAt, contour, diverged, moment, onset, planeOf, steepest, verdict } from "../../../ojs/trace/xor.js";

/** @param {number[]} given @returns {import("../../../ojs/trace/xor.js").Answer[]} */
const four = (given) => given.map((answer, i) => ({ corner: [], target: [0, 1, 1, 0][i], answer, squared: 0, right: Math.abs(answer - [0, 1, 1, 0][i]) < 0.5 }));
/** @param {Partial<import("../../../ojs/trace/xor.js").Run>} parts @param {number[]} [answers] */
const run = (parts, answers = [0, 1, 1, 0]) => ({ losses: [1, 0.5, 0.001], products: [0.5, 1, 2], answers: () => four(answers), weights: () => none, ...parts });
const none = { first: [[0, 0]], bias: [0], second: [0], last: 0 };

test("rate × curvature is above 2 from the first pass after which it stays there", () => {
  assert.equal(onset([3, 1, 2, 2.5, 9]), 3);
  assert.equal(onset([3, 1, 2]), -1);
  assert.equal(onset([3, 4]), 0);
});

test("a loss out of bounds, or one that is no number, has diverged", () => {
  assert.equal(diverged(run({})), false);
  assert.equal(diverged({ losses: [1, 2e6] }), true);
  assert.equal(diverged({ losses: [1, NaN] }), true);
  assert.equal(diverged({ losses: [1, Infinity] }), true);
});

test("the verdict names the passes, counted from 1, and the reason", () => {
  const text = verdict(run({ losses: [1, 0.25, 7, 3e6], products: [0.5, 2.5, 3, 3.5] }));
  assert.equal(text, "Diverged. It learned until pass 2 (loss 0.25). From pass 2 on, rate × curvature stayed above 2: every step overshot by more than it corrected. In pass 4 the loss was 3000000, and the program stopped.");
  assert.equal(verdict(run({ losses: [1, 7, 2e6], products: [1, 1, 1] })), "Diverged. It never got better than at its start. In pass 3 the loss was 2000000, and the program stopped.");
});

test("a run that has not come down is not called converged", () => {
  assert.equal(verdict(run({})), "Converged. In pass 3, the last, the loss is 0.001. Rate × curvature was 2 at most.");
  assert.match(verdict(run({ losses: [1, 0.1] }, [0.3, 0.7, 0.6, 0.4])), /^Not finished/);
  assert.match(verdict(run({ losses: [1, 0.25] }, [0.5, 0.5, 0.5, 0.5])), /^Not learned yet/);
});

test("a pass in words", () => {
  assert.equal(moment(run({}, [0.25, 2, 0.75, 0.5]), 1), "2 of the four answers are on the right side of one half. Rate × curvature is 1.");
  assert.equal(moment(run({ products: [2.345] }, [9, 9, 9, 9]), 0), "None of the four answers is on the right side of one half. Rate × curvature is 2.35, above 2.");
});

test("the answer at a point, and at all points of a plane", () => {
  const one = { first: [[1, 2], [0, -1]], bias: [0.5, 0], second: [3, 4], last: -1 };
  assert.equal(answerAt(one, [0.25, 0.5]), 3 * Math.tanh(1.75) + 4 * Math.tanh(-0.5) - 1);
  const plane = planeOf(one, 3, [-1, 1]);
  assert.equal(plane[2 * 3 + 1], answerAt(one, [0, 1])); // third row, second column
});

test("the curvature is the largest eigenvalue of the loss's second derivatives, where the errors vanish", () => {
  // nothing but the last bias answers: the loss is (b − mean target)² + …, whose second derivative is 2; the hidden unit is 0, and moves nothing
  assert.ok(Math.abs(steepest(none) - 2) < 1e-12);
  // one hidden unit that is always tanh(1) = h: in the direction (h, 1) of its weight and the last bias the loss curves 2 (h² + 1)
  const h = Math.tanh(1);
  assert.ok(Math.abs(steepest({ first: [[0, 0]], bias: [1], second: [0], last: 0 }) - 2 * (h * h + 1)) < 1e-12);
});

test("the line where a plane is one half", () => {
  const lines = contour(Float64Array.of(0, 0, 0, 1, 1, 1, 1, 1, 1), 3, 0.5);
  assert.deepEqual(lines.map((line) => line.map((x) => Math.round(x * 10) / 10)), [[1, 0.5, 0, 0.5], [2, 0.5, 1, 0.5]]);
  assert.deepEqual(contour(new Float64Array(9), 3, 0.5), []);
});

test("the curvature is that of the answers' slopes in all parameters, found by differences", () => {
  const weights = { first: [[0.7, -1.2], [-0.3, 0.9], [1.5, 0.4], [-0.8, -0.6]], bias: [0.1, -0.4, 0.3, 0.2], second: [0.9, -1.1, 0.5, 1.4], last: -0.2 };
  const flat = [...weights.first.flat(), ...weights.bias, ...weights.second, weights.last];
  const made = (p) => ({ first: [0, 1, 2, 3].map((i) => p.slice(2 * i, 2 * i + 2)), bias: p.slice(8, 12), second: p.slice(12, 16), last: p[16] });
  const slopes = [[0, 0], [0, 1], [1, 0], [1, 1]].map((point) => flat.map((_, i) => {
    const moved = (by) => answerAt(made(flat.map((one, j) => (i === j ? one + by : one))), point);
    return (moved(1e-5) - moved(-1e-5)) / 2e-5;
  }));
  let vector = flat.map((_, i) => 1 + i / 10); // the largest eigenvalue of 2/4 · slopesᵀ · slopes
  let size = 0;
  for (let turn = 0; turn < 500; turn += 1) {
    const across = slopes.map((row) => row.reduce((sum, one, i) => sum + one * vector[i], 0));
    const next = flat.map((_, i) => (2 / 4) * slopes.reduce((sum, row, k) => sum + row[i] * across[k], 0));
    size = Math.hypot(...next);
    vector = next.map((one) => one / size);
  }
  assert.ok(Math.abs(steepest(weights) / size - 1) < 1e-6);
});
