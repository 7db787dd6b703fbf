// ⑦ Numbers for cells: three digits at most, and never wider than their cell.
import assert from "node:assert/strict";
import { test } from "node:test";
import { digits, whole } from "../../../ojs/drawing/digits.js";
import { textWidth } from "../../../ojs/drawing/letters.js";

for (const [value, text] of [[0, "0"], [-0, "0"], [1, "1"], [-1.5, "−1.5"], [0.1, "0.1"], [3.14159, "3.14"], [12.345, "12.3"], [-123.456, "−123"], [999.4, "999"], [999.6, "1e3"], [12345.6, "1.23e4"],
  [-0.08888, "−0.089"], [0.00123456, "0.0012"], [1e-7, "1e−7"], [-1.26e-7, "−1.3e−7"], [1234, "1234"], [20000, "2e4"], [1e300, "1e300"], ["NaN", "NaN"], ["Infinity", "∞"], ["-Infinity", "−∞"]]) {
  test(`${value} is "${text}"`, () => assert.equal(digits(value), text));
}

test("whole numbers of an integer array are told exactly, booleans by their names", () => {
  assert.equal(digits(12345, { dtype: "int64" }), "12345");
  assert.equal(digits(1, { dtype: "bool" }), "True");
  assert.equal(digits(0, { dtype: "bool", room: 10 }), "F");
  assert.equal(whole(0, "bool"), "False");
});

test("a number of 32 bits is told as such a number, not as what it is in 64", () => {
  assert.equal(whole(Math.fround(-0.08888), "float32"), "−0.08888");
  assert.equal(whole(Math.fround(1 / 3), "float32"), "0.33333334");
  assert.equal(whole(1 / 3, "float64"), "0.3333333333333333");
  assert.equal(whole("NaN", "float32"), "not a number");
});

test("in a cell of 43 pixels nearly every number fits, of whatever size", () => {
  for (let exponent = -99; exponent < 99; exponent += 1) {
    for (const digit of [1, -1.2345, 5.5555, -9.9999]) {
      const text = digits(digit * 10 ** exponent, { room: 43 });
      const limit = digit < 0 && exponent < -9 ? 47 : 43; // "−1e−77" has no shorter form
      assert.ok(textWidth(text, 12, 400) <= limit, `${text}: ${textWidth(text, 11, 400)}`);
      assert.ok(Math.abs(Number(text.replaceAll("−", "-")) / (digit * 10 ** exponent) - 1) < 0.5, text);
    }
  }
});

test("less room means fewer digits, never other ones", () => {
  assert.deepEqual([60, 27, 21, 1].map((room) => digits(3.14159, { room })), ["3.14", "3.14", "3.1", "3"]);
  assert.equal(digits(123.4, { room: 1 }), "123");
});
