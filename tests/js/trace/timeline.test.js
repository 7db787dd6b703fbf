// ⑦ timeline.js on a stack of two layers, written down by hand: x → z1 → h1 → z2 → h2 → loss.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isKept, keptAt, pretty, rows, sentence, size, Timeline } from "../../../ojs/trace/timeline.js";

const step = (pass, op, name, kept) => ({ pass, op, name, kept });
const array = (name, from, to, users) => ({ name, shape: [50, 100], bytes: 20000, from, to, for: users });
const steps = [
  step("forward", "matmul", "z1", 0), step("forward", "tanh", "h1", 20000), step("forward", "matmul", "z2", 20000),
  step("forward", "tanh", "h2", 40000), step("forward", "mean", "loss", 40000),
  step("backward", "mean", "loss", 40000), step("backward", "tanh", "h2", 20000), step("backward", "matmul", "z2", 20000),
  step("backward", "tanh", "h1", 0), step("backward", "matmul", "z1", 0),
];
const arrays = [array("h1", 2, 9, ["tanh → h1", "matmul → z2"]), array("h2", 4, 7, ["tanh → h2"])];
const two = { layers: 2, every: 0, activation: "tanh", steps, arrays, peak: 40000, forward: 5, again: 0, whole: { peak: 40000, forward: 5, same: true } };

test("before the first step nothing is kept, after each what was measured", () => {
  assert.equal(keptAt(two, 0), 0);
  assert.equal(keptAt(two, 5), 40000);
  assert.equal(keptAt(two, 10), 0);
});

test("an array is kept from its first position up to the one at which it goes", () => {
  assert.deepEqual([1, 2, 8, 9].map((at) => isKept(arrays[0], at)), [false, true, true, false]);
  assert.equal(isKept({ ...arrays[0], to: null }, 99), true);
});

test("the passes are forward, also when something is computed again, and backward", () => {
  const line = new Timeline({ ...two, steps: [steps[0], step("again", "matmul", "z1", 0), steps[9]] });
  assert.deepEqual([0, 1, 2, 3].map((at) => line.phase(at)), ["start", "forward", "forward", "backward"]);
});

test("another measurement is looked at from as far along", () => {
  const line = new Timeline(two, 5);
  line.replace({ ...two, steps: [...steps, ...steps] });
  assert.equal(line.step, 10);
  line.set(20);
  line.replace(two);
  assert.equal(line.step, 10);
});

test("one row a name, in the order of the layers, however the arrays came", () => {
  const mixed = [array("h12", 1, 2, []), array("h2", 1, 2, []), array("z3", 1, 2, []), array("h2", 5, 6, [])];
  assert.deepEqual(rows({ ...two, arrays: mixed }).map(([name, spans]) => [name, spans.length]), [["h2", 2], ["z3", 1], ["h12", 1]]);
});

test("what is said", () => {
  assert.equal(sentence(two, 0), "Nothing has run yet, so nothing is kept.");
  assert.equal(sentence(two, 1), "z₁ = x @ W₁. Nothing more is kept.");
  assert.equal(sentence(two, 2), "h₁ = tanh(z₁). h₁ is kept: the rule of tanh needs it.");
  assert.equal(sentence(two, 5), "loss = mean of the last layer. A mean's rule needs only the shape of its input.");
  assert.equal(sentence(two, 7), "Back through tanh, from h₂ to z₂. h₂ is no longer needed and let go.");
  assert.equal(sentence(two, 8), "Back through matmul, from z₂ to h₁ and W₂. Nothing is let go.");
});

test("a checkpoint and a second computation are called so", () => {
  const checked = { ...two, steps: [steps[0], step("forward", "tanh", "h1", 20000), step("again", "matmul", "z1", 20000)], arrays: [array("h1", 2, 3, ["checkpoint", "matmul → z2"])] };
  assert.equal(sentence(checked, 2), "h₁ = tanh(z₁). h₁ is kept as a checkpoint.");
  assert.equal(sentence(checked, 3), "Computed again: z₁ = x @ W₁. Nothing more is kept.");
});

test("sizes and names as people write them", () => {
  assert.deepEqual([0, 20000, 1280000].map(size), ["0 kB", "20 kB", "1.28 MB"]);
  assert.equal(pretty("h12"), "h₁₂");
  assert.equal(pretty("loss"), "loss");
});
