// ⑦ Which inputs get sliders of their own, and how far these go.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inputsOf, reach } from "../../../ojs/trace/settable.js";

/** @param {string} source @param {Record<string, number | string>} inputs @param {number} [steps] */
const trace = (source, inputs, steps = 3) => /** @type {any} */ ({ source, inputs, steps: { length: steps } });

test("Values and numbers with a point get one; counts, and what is no number, get none", () => {
  const source = "x = Value(2.0)\ny: Value = Value(3)\nrate = 0.1\nsteps = 20\nbig = 1e3\nneg = -.5\nfar = Value(1e999)\nλ = Value(1.0)\n";
  const all = { x: 2, y: 3, rate: 0.1, steps: 20, big: 1000, neg: -0.5, far: "Infinity", λ: 1 };
  assert.deepEqual(Object.keys(inputsOf(trace(source, all))), ["x", "y", "rate", "big", "neg", "λ"]);
  assert.deepEqual(Object.keys(inputsOf(trace(source, all, 100_000))), ["x", "y", "λ"]); // a long run follows no hand
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`v${i}`, i]));
  assert.equal(Object.keys(inputsOf(trace(Object.keys(many).map((name) => `${name} = Value(1)`).join("\n"), many))).length, 8);
});

test("a slider goes twice as far as the number, in round numbers", () => {
  const value = trace("x = Value(2.0)\nr = 0.1\nn = -0.1\n", {});
  assert.deepEqual([2, 0.5, -3, 0, 100, 7e-5].map((number) => reach(number, value, "x").max), [5, 1, 10, 5, 200, 0.0002]);
  assert.deepEqual(reach(-3, value, "x"), { min: -10, max: 10 });
  assert.deepEqual(reach(0.1, value, "r"), { min: 0, max: 0.2 });
  assert.deepEqual(reach(-0.1, value, "n"), { min: -0.2, max: 0 });
  for (const extreme of [5e-324, 1.7e308, -1.7e308]) assert.ok(reach(extreme, value, "x").max > 0 && Number.isFinite(reach(extreme, value, "x").max));
});
