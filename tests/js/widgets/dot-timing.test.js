// ⑨ What is said of two timings fits the numbers, whichever machine they come from.
import assert from "node:assert/strict";
import { test } from "node:test";
import { duration, told } from "../../../ojs/widgets/pictures/dot-timing.js";

test("the words are chosen from the numbers", () => {
  const usual = told([[10, 200e-6, 40e-6], [10000, 0.1, 60e-6]]);
  assert.match(usual, /At length 10,000: 100 ms with Values, 60 µs with Tensors; the Tensors were 1,700 times as fast\. At length 10: /);
  assert.match(usual, / For 1,000 times as many numbers, with Values it took 500 times as long, and with Tensors it took 1\.5 times as long\.$/);
  const odd = told([[10, 30e-6, 60e-6], [10000, 0.06, 61e-6]]);
  assert.match(odd, /At length 10: 30 µs with Values, 60 µs with Tensors; the Values were twice as fast\./);
  assert.match(odd, /and with Tensors it took about the same time\.$/);
  assert.match(told([[10, 42e-6, 40e-6], [100, 0.06, 61e-6]]), /At length 10: 42 µs with Values, 40 µs with Tensors; about the same\./);
});

test("a machine that was busy is said to have been, and nothing is concluded", () => {
  const busy = told([[10, 200e-6, 94e-6], [100, 1e-3, 35e-6], [10000, 0.1, 39e-6]]);
  assert.match(busy, /A longer product took less time than a shorter one, so this machine was busy with something else\. Measure again\.$/);
  assert.doesNotMatch(busy, /as many numbers|did not grow/);
  assert.match(told([[10, 3e-4, 40e-6], [100, 2e-4, 41e-6], [1000, 4e-3, 42e-6]]), /was busy/); // in between, and with Values
});

test("durations in the unit that fits", () => {
  assert.deepEqual([2.5, 0.0123456, 5.4e-6].map(duration), ["2.5 s", "12.3 ms", "5.4 µs"]);
});
