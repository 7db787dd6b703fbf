// ⑦ what a pass changed, what it claims of why, and what two passes have different. Numbers by hand.
import assert from "node:assert/strict";
import test from "node:test";
import { changesOf, differenceOf, equal, written } from "../../../ojs/trace/pass-changes.js";
import { createReplay } from "../../../ojs/trace/replay.js";
import { training } from "./fixtures.js";

test("a leaf before and after, and the rate that explains it", () => {
  assert.deepEqual(changesOf(createReplay(training()), 0), [{ node: 0, before: 1, after: 0.5, size: 0.5, gradient: 8, rate: 1 / 16 }]);
  assert.deepEqual(changesOf(createReplay(training()), 2), [{ node: 0, before: 0.25, after: 0.125, size: 0.125, gradient: 2, rate: 1 / 16 }]);
  assert.deepEqual(changesOf(createReplay(training()), 7), []);
});

test("no rate is claimed that does not give the number to the last bit", () => {
  const trace = training(1);
  trace.steps[trace.steps.length - 1].after = 0.5 + 2 ** -53;
  assert.equal(changesOf(createReplay(trace), 0)[0].rate, undefined);
  const other = training(1);
  [other.source, other.inputs] = ["w = Value(1)", { w: 1 }]; // the rate is written nowhere
  assert.equal(changesOf(createReplay(other), 0)[0].rate, undefined);
  other.source = "w -= 0.0625 * w.grad";
  assert.equal(changesOf(createReplay(other), 0)[0].rate, 0.0625);
});

/** A trace of one leaf and one update. */
function updated(before, gradient, after, source = "rate = 0.1") {
  const trace = training(1);
  Object.assign(trace, { source, inputs: {} });
  trace.nodes[0].value = before;
  trace.steps[trace.steps.length - 2].after = gradient;
  Object.assign(trace.steps[trace.steps.length - 1], { before, after });
  return changesOf(createReplay(trace), 0)[0];
}
const small = (data, dtype = "float64") => ({ shape: [data.length], dtype, data });

test("arrays are compared entry by entry, in their own precision", () => {
  assert.equal(updated(small([1, 2]), small([1, 0]), small([0.9, 2])).rate, 0.1);
  const f = Math.fround;
  const narrow = updated(small([f(0.3)], "float32"), small([f(0.7)], "float32"), small([f(f(0.3) - f(f(0.1) * f(0.7)))], "float32"));
  assert.equal(narrow.rate, 0.1);
  assert.equal(updated(small([1, 2]), small([1, 1]), small([0.9, 2])).rate, undefined);
  assert.equal(updated(small([3, 0]), small([1, 1]), small([0, 4])).size, 5);
  assert.equal(updated(1, 0, 2).rate, undefined); // 0 explains nothing
  const large = (mean) => ({ shape: [40, 40], dtype: "float64", summary: { min: 0, max: 1, mean, norm: 2 }, picture: { shape: [1, 2], data: [0, mean] } });
  const change = updated(large(1), large(1), large(0.9));
  assert.deepEqual([change.rate, Math.abs(change.size - 0.1) < 1e-12], [undefined, true]);
});

test("what is not finite is a change without a size that is known", () => {
  assert.equal(updated(1, 8, "NaN").size, Infinity);
  assert.equal(updated("Infinity", 8, "-Infinity").size, Infinity);
  assert.equal(updated("NaN", 8, "NaN"), undefined);
});

test("the numbers that a program has written", () => {
  assert.deepEqual(written("lr = 1e-2\nx1 = Value(.5)  # 3_000\ny = v0.5"), [0.01, 0.5, 3000]);
});

test("two passes differ in their leaves and in their root", () => {
  const trace = training(4, 1 / 16, { more: [3] });
  const replay = createReplay(trace);
  const { leaves, root, only, onlyThere } = differenceOf(replay, 0, 2);
  assert.deepEqual([leaves, root, only, onlyThere], [[{ node: 0, before: 1, after: 0.25, size: 0.75 }], { here: 4, there: 0.25 }, [], []]);
  assert.deepEqual(differenceOf(replay, 1, 3).onlyThere.map((id) => trace.nodes[id].label), ["t"]);
  assert.deepEqual(differenceOf(replay, 2, 2).leaves, []);
});

test("equal to the last bit", () => {
  assert.ok(equal(small([1, "NaN"]), small([1, "NaN"])));
  assert.ok(!equal(small([1, 2]), { ...small([1, 2]), shape: [2, 1] }));
  assert.ok(!equal(1, undefined) && equal(undefined, undefined) && equal("NaN", NaN) && equal(0, -0));
});
