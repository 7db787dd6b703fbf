// ⑦ kept: the time that it takes to read a program follows its length, whatever is in it.
import assert from "node:assert/strict";
import test from "node:test";
import { keepsGradient } from "../../../ojs/trace/kept.js";

const trace = (source) => ({ source: `t = Tensor(1.0)\n${source}`, nodes: [], steps: [], ops: {}, inputs: {}, output: "" });
const made = (label) => ({ id: 1, op: "mul", args: [], label, value: 1, requires_grad: true, at: null });

test("a word of a hundred thousand letters, and of as many points, is read at once", () => {
  for (const word of ["x".repeat(100_000), "x.".repeat(50_000), "x[".repeat(50_000)]) assert.equal(keepsGradient(trace(`s = "${word}"\n`), made("s")), false);
});

test("a name is found where it begins, and whole", () => {
  assert.equal(keepsGradient(trace("model.h[0].retain_grad()\n"), made("model.h[0]")), true);
  assert.equal(keepsGradient(trace("model.h[0].retain_grad()\n"), made("h[0]")), false);
});
