// ⑦ advice: what to write next, where there is nothing to step back through.
import assert from "node:assert/strict";
import test from "node:test";
import { advice } from "../../../ojs/trace/advice.js";
import { chain } from "./fixtures.js";

/** The chain without its backward pass. @param {(trace: any) => void} [change] */
function forward(change = () => {}) {
  const trace = structuredClone({ ...chain(), source: "x = Value(2)\na = 3 * x\nb = a + 1\nc = b**2\n" });
  trace.steps = trace.steps.filter(({ kind }) => kind === "forward");
  change(trace);
  return advice(trace);
}
const bare = (source) => advice({ ...chain(), source, nodes: [], steps: [] });

test("nothing, where there is a backward pass", () => assert.equal(advice({ ...chain(), source: "c.backward()" }), ""));

test("how many values, and which line is missing", () => {
  assert.equal(forward(), "This program computes 3 values but never calls `backward()`: add `c.backward()` to see gradients.");
});

test("a name that is not there at the end of the program is not advised", () => {
  const general = /call `\.backward\(\)` on the last one/;
  assert.match(forward((trace) => { trace.nodes[3].label = null; }), general);
  assert.match(forward((trace) => { trace.nodes[3].label = "<img src=x>"; }), general);
  assert.match(forward((trace) => { trace.nodes[3].call = 0; }), general); // a variable of a function
  assert.match(forward((trace) => { trace.nodes[3].label = "elsewhere"; }), general); // Value(…, label="elsewhere")
});

test("an array is summed first, and history is asked for where there is none", () => {
  assert.match(forward((trace) => { trace.nodes[3].value = { shape: [2], dtype: "float64", data: [1, 2] }; }), /3 tensors .* add `c\.sum\(\)\.backward\(\)`/);
  assert.match(forward((trace) => { trace.nodes[3].requires_grad = false; }), /requires_grad=True/);
});

test("leaves alone, numbers alone, nothing at all", () => {
  assert.match(forward((trace) => { trace.nodes.length = 1; trace.steps = []; }), /makes one value and computes nothing from it: write `y = x \* x`, say, and then `y\.backward\(\)`/);
  for (const source of ["x = 1 + 1", "import math\nprint(math.pi)"]) assert.match(bare(source), /no `Value` and no `Tensor`/);
  for (const source of ["", "\n \n", "# only words\n  # more"]) assert.match(bare(source), /^This program is empty/);
});
