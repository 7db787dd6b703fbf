// ⑦ ruler: where a slider can be, and what is nearest to what was typed.
import assert from "node:assert/strict";
import test from "node:test";
import { nearest, ruler, spelled } from "../../../ojs/maths/ruler.js";

const rate = ruler({ min: 0.05, max: 0.6, step: 0.05 });

test("within the range, on a step", () => {
  for (const [typed, wanted] of [[0.02, 0.05], [0.2, 0.2], [0.07, 0.05], [0.08, 0.1], [7, 0.6], [-1e300, 0.05], [Infinity, 0.6], [-Infinity, 0.05]]) assert.equal(nearest(typed, rate), wanted, String(typed));
  assert.ok(Number.isNaN(nearest(NaN, rate)));
});

test("decimals are those of the steps, without the noise of floats", () => {
  const fine = ruler({ min: -5, max: 5, step: 0.1 });
  for (let i = -50; i <= 50; i += 1) assert.equal(nearest(i / 10, fine), i / 10);
  assert.equal(nearest(0.1 + 0.2, fine), 0.3);
  assert.ok(Object.is(nearest(-0.01, fine), 0));
  assert.equal(nearest(3e-7, ruler({ min: 0, max: 1e-5, step: 1e-7 })), 3e-7);
});

test("an end between two steps is not reached, and a range without steps has a hundred", () => {
  assert.equal(nearest(1, ruler({ min: 0, max: 1, step: 0.3 })), 0.9);
  assert.equal(nearest(5, ruler({ min: 0, max: 1, step: 3 })), 0);
  assert.equal(ruler({ min: 0, max: 7 }).step, 0.07);
  assert.throws(() => ruler({ min: 0, max: 1, step: 0 }), /step/);
  assert.equal(spelled(ruler({ min: -3, max: 3, step: 0.1 })), "−3 to 3, in steps of 0.1");
});
