// ⑦ How arrays of any shape are laid out: cells of numbers, small pictures, blocks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arrayPlan, cellOf, cellWidth, edge, indexOf, largest, level, numbersOf, placeOf, small } from "../../../ojs/drawing/array-plan.js";

const array = (shape, of = (i) => i) => ({ shape, dtype: "float64", data: Array.from({ length: shape.reduce((product, one) => product * one, 1) }, (_, i) => of(i)) });
const large = (shape, picture) => ({ shape, dtype: "float32", summary: { min: 0, max: 1, mean: 0, norm: 1 }, picture: { shape: picture, data: Array.from({ length: picture[0] * picture[1] }, (_, i) => i) } });

test("up to four by four there are numbers, of a vector up to six, and slices one below the other", () => {
  for (const shape of [[1], [6], [1, 6], [4, 4], [3, 1], [2, 4, 4], [2, 2, 2, 2]]) assert.ok(small(shape), String(shape));
  for (const shape of [[7], [5, 4], [4, 5], [2, 5, 3], [3, 4, 4], [28, 28]]) assert.ok(!small(shape), String(shape));
});

for (const shape of [[3], [2, 3], [4, 4], [2, 3, 4], [2, 2, 2, 2], [5, 7], [16, 16], [64, 4], [256], [3, 80], [1, 1, 250], [0], [0, 3], [3, 0]]) {
  test(`cells of ${JSON.stringify(shape)} do not overlap, and lead to their element and back`, () => {
    const plan = arrayPlan(array(shape), 30);
    const seen = [];
    for (let row = 0; row < plan.rows; row += 1) {
      for (let column = 0; column < plan.columns; column += 1) {
        const at = placeOf(plan, row, column);
        assert.ok(at.x >= 0 && at.y >= 0 && at.x + at.width <= plan.width + 1e-9 && at.y + at.height <= plan.height + 1e-9);
        for (const other of seen) assert.ok(at.x + 1e-9 >= other.x + other.width || at.y + 1e-9 >= other.y + other.height || at.x + at.width <= other.x);
        if (seen.length < 300) seen.push(at);
        assert.deepEqual(cellOf(plan, indexOf(plan, row, column)), [row, column]);
      }
    }
    assert.equal(numbersOf(array(shape), plan).length, plan.rows * plan.columns);
    assert.ok(plan.width <= 160 && plan.height <= 170);
  });
}

test("every element of a large array is in one block, as Python cuts them", () => {
  const plan = arrayPlan(large([37, 100], [16, 16]));
  assert.deepEqual([plan.rows, plan.columns, plan.exact], [16, 16, false]);
  for (let row = 0; row < 37; row += 1) {
    const [block] = cellOf(plan, [row, 99]);
    assert.ok(edge(block, 37, 16) <= row && row < edge(block + 1, 37, 16));
  }
});

test("the mean of a block is the mean", () => {
  const tall = array([64, 4]);
  const plan = arrayPlan(tall);
  assert.equal(plan.exact, false);
  assert.deepEqual(numbersOf(tall, plan).slice(0, 2), [2, 3]); // of 0 and 4, of 1 and 5
});

test("cells are as wide as their numbers want, within limits", () => {
  assert.equal(cellWidth([array([4])]), 22);
  assert.equal(cellWidth([array([2], () => -0.088888)]), 47);
  assert.ok(cellWidth([array([2], () => 0.5)]) < 32);
});

test("a colour says sign and size", () => {
  assert.deepEqual([0, 0.1, 0.2, 0.21, 1, -1, -0.5, "NaN", "Infinity"].map((one) => level(one, 1)), [0, 1, 1, 2, 5, -5, -3, null, 5]);
  assert.equal(largest(["NaN", -3, "Infinity", 2]), 3);
  assert.equal(level(0, 0), 0);
});
