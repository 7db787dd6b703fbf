// ⑨ What is said of two timings fits the numbers, whichever machine they come from.
import assert from "node:assert/strict";
import { test } from "node:test";
import { duration, told } from "../../../ojs/widgets/pictures/dot-timing.js";

test("the words are chosen from the numbers", () => {
  const usual = told([[10, 200e-6, 40e-6], [10000, 0.1, 50e-6]]);
  assert.match(usual, /At length 10,000: 100 ms with Values, 50 µs with Tensors, so the Tensors were 2000 times as fast\./);
  assert.match(usual, /1000 times as many numbers; the time with Values became 500 times as long, and the time with Tensors became 1\.3 times as long\.$/);
  const odd = told([[10, 30e-6, 60e-6], [10000, 0.06, 61e-6]]);
  assert.match(odd, /At length 10: 30 µs with Values, 60 µs with Tensors, so the Values were 2 times as fast\./);
  assert.match(odd, /the time with Tensors did not grow\.$/);
});

test("durations in the unit that fits", () => {
  assert.deepEqual([2.5, 0.0123456, 5.4e-6].map(duration), ["2.5 s", "12.3 ms", "5.4 µs"]);
});
