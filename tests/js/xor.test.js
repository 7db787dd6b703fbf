// ⑨ What is said of a training run on XOR, on runs made by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { diverged, onset, sharpness, verdict } from "../../ojs/xor.js";

/** @param {Partial<import("../../ojs/xor.js").Run>} parts */
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

test("the verdict names the step and the reason", () => {
  const text = verdict(run({ losses: [1, 0.25, 7, 3e6], curvature: [1, 5, 6, 7] }), 0.5);
  assert.match(text, /^Diverged\. .*smallest at step 1 \(0\.25\); at step 3 it had passed 1,000,000/);
  assert.match(text, /From step 1 on, rate × curvature stayed above 2/);
});

test("a run that has not come down is not called converged", () => {
  assert.match(verdict(run({}), 0.2), /^Converged\. After 2 steps the loss is 0\.001\. .*0\.8 at the end/);
  assert.match(verdict(run({ losses: [1, 0.1], predictions: [[1, 0.3, 0.7, 0.6, 0.4]] }), 0.2), /^Not finished/);
  assert.match(verdict(run({ losses: [1, 0.25], predictions: [[1, 0.5, 0.5, 0.5, 0.5]] }), 0.2), /^Not learned yet/);
});
