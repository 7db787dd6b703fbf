// ⑦ slice: where a point of a curve may stand, how it moves, and the curve's path.
import assert from "node:assert/strict";
import test from "node:test";
import { curvePath, further, nearest, shown, tangent } from "../../../ojs/trace/slice.js";

const identity = (x) => x;
/** 1/x at −2, −1, 0, 1, 2, drawn where |y| ≤ 4 */
const pole = { y: [-0.5, -1, null, 1, 0.5], locals: [[]] };

test("a point stands where the result is defined and in the frame", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((i) => shown(pole, i)), [true, true, false, true, true, false]);
  assert.equal(shown({ y: [4.1, -4, "Infinity", "NaN"], locals: [] }, 0), false);
  assert.deepEqual([1, 2, 3].map((i) => shown({ y: [4.1, -4, "Infinity", "NaN"], locals: [] }, i)), [true, false, false]);
});

test("a drag ends at the nearest such place, or nowhere", () => {
  assert.equal(nearest(pole, 2), 1);
  assert.equal(nearest(pole, 9), 4);
  assert.equal(nearest(pole, -9), 0);
  assert.equal(nearest({ y: [null, null], locals: [[]] }, 0), -1);
});

test("keys go on over a pole, and stay at the ends", () => {
  assert.equal(further(pole, 1, 1), 3);
  assert.equal(further(pole, 3, -1), 1);
  assert.equal(further(pole, 4, 1), 4);
  assert.equal(further(pole, 0, 1000), 4);
  assert.equal(further(pole, 4, -1000), 0);
  assert.equal(further({ y: [null, 1, 2], locals: [[]] }, 2, -10), 1);
});

test("the curve breaks where the operation is not defined, and a lone point is a dot", () => {
  const path = curvePath([-2, -1, 0, 1, 2], pole, identity, identity);
  assert.equal(path, "M-2 -0.5h0L-1 -1M1 1h0L2 0.5");
  assert.equal(curvePath([0, 1, 2], { y: [null, 3, null], locals: [[]] }, identity, identity), "M1 3h0");
  assert.equal(curvePath([0, 1], { y: ["NaN", 3], locals: [[]] }, identity, identity), "M1 3h0");
  assert.doesNotMatch(curvePath([0, 1], { y: ["Infinity", 1e300], locals: [[]] }, identity, identity), /Infinity|e/);
});

test("a tangent has the slope asked for, upright where it is infinite, and none where there is none", () => {
  const { from, to } = tangent(1, 2, 3, 2);
  assert.ok(Math.abs((to[1] - from[1]) / (to[0] - from[0]) - 3) < 1e-12);
  assert.ok(Math.abs(Math.hypot(to[0] - from[0], to[1] - from[1]) - 4) < 1e-12);
  assert.deepEqual(tangent(1, 2, Infinity, 2), { from: [1, 0], to: [1, 4] });
  assert.equal(tangent(1, 2, NaN, 2), null);
});
