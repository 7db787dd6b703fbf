// ⑨ What is said of a training run on XOR, on runs made by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answers, diverged, Frames, moment, onset, sharpness, telling, verdict } from "../../../ojs/trace/xor.js";

/** @param {Partial<import("../../../ojs/trace/xor.js").Run>} parts */
const run = (parts) => ({ losses: [1, 0.5, 0.001], curvature: [1, 2, 4], predictions: [[2, 0, 1, 1, 0]], pictures: [], ...parts });

test("rate × curvature is above 2 from the first step after which it stays there", () => {
  assert.deepEqual(sharpness(run({}), 0.5), [0.5, 1, 2]);
  assert.equal(onset([3, 1, 2, 2.5, 9]), 3);
  assert.equal(onset([3, 1, 2]), -1);
  assert.equal(onset([3, 4]), 0);
});

test("a loss out of bounds, or one that is no number, has diverged", () => {
  assert.equal(diverged(run({})), false);
  assert.equal(diverged(run({ losses: [1, 2e6] })), true);
  assert.equal(diverged(run({ losses: [1, "NaN"] })), true);
  assert.equal(diverged(run({ losses: [1, "Infinity"] })), true);
});

test("the verdict names the steps and the reason", () => {
  const text = verdict(run({ losses: [1, 0.25, 7, 3e6], curvature: [1, 5, 6, 7] }), 0.5);
  assert.match(text, /^Diverged\. It learned until step 1 \(loss 0\.25\)\. From step 1 on, rate × curvature stayed above 2/);
  assert.match(text, /At step 3 the loss was 3000000\.$/);
  assert.match(verdict(run({ losses: [1, 7, "Infinity"] }), 0.5), /^Diverged\. It never got better than at its start\. At step 2 the sum of the squared errors grew too large for the 32 bits/);
});

test("a run opens on its end, and one that diverged on the last step that was no worse than the first", () => {
  const steps = (/** @type {number[]} */ ...at) => at.map((step) => [step, 0, 0, 0, 0]);
  assert.equal(telling(run({ predictions: steps(0, 1, 2) })), 2);
  assert.equal(telling(run({ losses: [1, 0.5, 0.9, 4, 1e9], predictions: steps(0, 2, 3, 4) })), 2);
  assert.equal(telling(run({ losses: [1, 4, "Infinity"], predictions: steps(0, 1, 2) })), 0);
});

test("a step in words, and its four answers", () => {
  const one = run({ losses: [0.5, 9, "Infinity"], predictions: [[0, 0.25, 2, 0.75, 0.5], [2, -1e20, 1e20, 1e20, 1e20]] });
  assert.deepEqual(answers(one, 0).map(({ target, squared, right }) => [target, squared, right]), [[0, 0.0625, true], [1, 1, false], [1, 0.0625, true], [0, 0.25, false]]);
  assert.equal(moment(one, 0), "2 of the four answers are on the right side of one half. The loss, the mean of the squares, is 0.5. From here on it is worse than at the start.");
  assert.match(moment(one, 1), /^None of the four answers is .* is ∞: their sum no longer fits into 32 bits\.$/);
});

test("a move goes to the next step with a picture, in its direction", () => {
  const frames = new Frames([0, 10, 20, 21], 10);
  const went = (/** @type {number} */ step) => { frames.set(step); return frames.step; };
  assert.deepEqual([11, 19, 15, 21, 5, -3, 400].map(went), [20, 10, 20, 21, 0, 0, 21]);
});

test("a run that has not come down is not called converged", () => {
  assert.match(verdict(run({}), 0.2), /^Converged\. After 2 steps the loss is 0\.001\. .*0\.8 at the end/);
  assert.match(verdict(run({ losses: [1, 0.1], predictions: [[1, 0.3, 0.7, 0.6, 0.4]] }), 0.2), /^Not finished/);
  assert.match(verdict(run({ losses: [1, 0.25], predictions: [[1, 0.5, 0.5, 0.5, 0.5]] }), 0.2), /^Not learned yet/);
});
