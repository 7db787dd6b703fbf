// ⑦ What a subtraction leaves of two floats, on numbers one can check by eye.
import assert from "node:assert/strict";
import { test } from "node:test";
import { read, subtraction } from "../../../ojs/trace/numeric.js";
import { golden } from "./golden.js";

/** @param {number} one @param {number} other */
const left = (one, other) => subtraction(one, other).lines.map(([, rest]) => rest.replace(/^(\d{3}).*/, "$1"));

test("digits before the difference begins are cancelled, also where they do not look alike", () => {
  assert.equal(subtraction(8.25, 4).cancelled, 0);
  assert.equal(subtraction(1.5, 1.4375).cancelled, 2); // 0.0625
  const tiny = 2 ** -20; // 0.00000095367431640625, exactly
  assert.equal(subtraction(8 + tiny, 8 - tiny).cancelled, 6);
  assert.deepEqual(left(8 + tiny, 8 - tiny), ["095", "904", "190"]);
  assert.equal(subtraction(3, 3).cancelled, 16);
  assert.deepEqual(left(3, 3), ["", "", ""]);
});

test("the three lines stand under each other, whatever their signs and sizes", () => {
  for (const [a, b] of [[-27.5, -26.25], [0.001, -0.001], [125, 124.99], [1e-9, 0], [0, 0], [1234.5, -1234.5]]) {
    const { lines } = subtraction(a, b);
    const texts = lines.map((pair) => pair.join(""));
    assert.equal(new Set(texts.map((text) => text.length)).size, 1);
    assert.equal(new Set(texts.map((text) => text.indexOf("."))).size, 1);
    assert.equal(Number(texts[2].trim().replace("−", "-")).toPrecision(12), (a - b).toPrecision(12));
  }
});

test("the example's table is read as it was printed", () => {
  const { output } = golden("numeric_check");
  const { exact, rows } = read(output);
  assert.equal(exact, 12);
  assert.deepEqual(rows[0], { eps: 1, above: 27, below: 1, sided: 19, central: 13 });
  assert.equal(rows.length, 33);
});
