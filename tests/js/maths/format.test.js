// ⑦ format: short numbers that do not lie.
import assert from "node:assert/strict";
import test from "node:test";
import { exact, number, spoken } from "../../../ojs/maths/format.js";

const cases = [
  [0, "0"], [-0, "0"], [1, "1"], [-3, "−3"], [0.1 + 0.2, "0.3"], [3.14159265, "3.142"], [-0.5, "−0.5"],
  [12769, "12769"], [1234567, "1234567"], [12345.678, "12346"], [0.000123456, "0.0001235"], [0.00001234567, "1.235×10⁻⁵"],
  [12345678, "1.235×10⁷"], [-1e200, "−1×10²⁰⁰"], ["NaN", "NaN"], ["Infinity", "∞"], ["-Infinity", "−∞"], [NaN, "NaN"],
];
for (const [given, wanted] of cases) {
  test(`${given} is shown as ${wanted}`, () => assert.equal(number(given), wanted));
}

test("no number is ever shown as -0", () => {
  for (const given of [-0, -1e-320, -1e-5, -0.00004]) assert.doesNotMatch(number(given), /^[-−]0(\.0*)?$/);
});

test("what has no digits is said in words", () => {
  assert.deepEqual(["NaN", "Infinity", "-Infinity", 2].map(spoken), ["not a number", "infinity", "minus infinity", "2"]);
});

test("the exact number keeps every digit", () => {
  assert.equal(exact(0.1 + 0.2), "0.30000000000000004");
  assert.equal(exact(-0), "0");
  assert.equal(exact("-Infinity"), "minus infinity");
});

test("a tensor is named by its shape", () => assert.equal(number({ shape: [2, 3] }), "(2, 3)"));
