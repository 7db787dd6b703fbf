// ⑦ A training loop cut into its training steps, on the golden trace of one neuron.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createReplay } from "../../../ojs/trace/replay.js";
import { trainingSteps } from "../../../ojs/trace/training.js";
import { golden } from "./golden.js";

const trace = golden("train_neuron");
const steps = trainingSteps(trace);

/** @param {number} actual @param {number} expected */
const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

test("every turn of the loop is a training step", () => {
  assert.equal(steps.length, 20);
  for (const [turn, { trace: own, updates }] of steps.entries()) {
    assert.deepEqual(own.nodes.map(({ id }) => id), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(own.nodes.map(({ label }) => label), ["x", "w", "b", null, "s", "y", "error", "loss"]);
    assert.deepEqual(own.steps.map(({ kind }) => kind[0]).join(""), (turn ? "z" : "") + "fffffs" + "bbbbbb" + "uu"); // zero_grad, forward, backward, step
    assert.deepEqual(updates.map(({ label }) => label), ["w", "b"]);
  }
});

test("its numbers are those of gradient descent, computed here by hand", () => {
  let [w, b] = [0.3, 0.1];
  for (const { values, updates } of steps) {
    const y = Math.tanh(2 * w + b);
    const slope = 2 * (y - 0.8) * (1 - y * y);
    near(values.w, w);
    near(values.b, b);
    near(values.y, y);
    near(values.loss, (y - 0.8) ** 2);
    near(updates[0].gradient, slope * 2);
    near(updates[1].gradient, slope);
    w -= 0.5 * slope * 2;
    b -= 0.5 * slope;
    near(updates[0].after, w);
    near(updates[1].after, b);
  }
});

test("a training step can be replayed like any other trace", () => {
  const { trace: own, updates } = steps[3];
  const replay = createReplay(own);
  const end = replay.at(own.steps.length);
  assert.equal(end.value(1), updates[0].after);
  assert.equal(Number(end.gradient(1)), updates[0].gradient);
  assert.equal(replay.at(1).phase, "zero");
  assert.equal(replay.at(0).value(1), updates[0].before);
  assert.equal(replay.at(own.steps.length - 2).value(1), updates[0].before);
});

test("the whole trace stays as it was", () => {
  assert.equal(trace.nodes.length, 103);
  assert.equal(trace.nodes[1].value, 0.3);
});
