// ⑦ names: every node has one, and no two have the same.
import assert from "node:assert/strict";
import test from "node:test";
import { subscript } from "../../../ojs/maths/format.js";
import { expressionText, nodeNames } from "../../../ojs/trace/names.js";
import { chain, square } from "./fixtures.js";
import { golden, goldenNames } from "./golden.js";

/** The names of a graph whose nodes were given these labels. */
function named(...labels) {
  const trace = chain();
  labels.forEach((label, id) => { trace.nodes[id].label = label; });
  return nodeNames(trace);
}

test("a label is a name; what has none is numbered without gaps", () => {
  assert.deepEqual(named("x", "a", null, "c"), ["x", "a", "v₁", "c"]);
  assert.deepEqual(named(null, "a", null, null), ["v₁", "a", "v₂", "v₃"]);
});

test("in every program of the lessons the numbers run from 1, and no name is there twice", () => {
  for (const file of goldenNames) {
    const trace = golden(file);
    const names = nodeNames(trace);
    assert.equal(new Set(names).size, names.length, file);
    const own = names.filter((_, id) => !trace.nodes[id].label);
    assert.deepEqual(own, own.map((_, at) => `v${subscript(at + 1)}`), file);
  }
});

test("a program with a v of its own keeps it: what has no name is called by another letter, whichever way the program goes", () => {
  const trace = chain();
  trace.source = "x = Value(2.0)\nif x.data > 0:\n    v = 2 * x\n";
  trace.nodes[1].label = trace.nodes[2].label = null;
  assert.deepEqual(nodeNames(trace), ["x", "t₁", "t₂", "c"]);
  trace.nodes[1].label = "v"; // the other way through the program
  assert.deepEqual(nodeNames(trace), ["x", "v", "t₁", "c"]);
  trace.source = "value, values, v_ = 1, 2, 3";
  trace.nodes[1].label = null;
  assert.deepEqual(nodeNames(trace), ["x", "v₁", "v₂", "c"]);
});

test("a label given by hand is not given to another node", () => {
  assert.deepEqual(named("y", "y₁", "y", "c"), ["y₂", "y₁", "y₃", "c"]);
  assert.equal(new Set(named("v₁", null, "v₂", null)).size, 4);
});

test("entries of lists, attributes and calls keep the names that the program gives them", () => {
  assert.deepEqual(named("self.w", "h[0]", "h[1]", null), ["self.w", "h[0]", "h[1]", "v₁"]);
  assert.deepEqual(named("self.w", "h[0]", "h[0]", "c"), ["self.w", "h[0]₁", "h[0]₂", "c"]);
});

test("a label used again and again gets a subscript", () => {
  assert.deepEqual(named("x", "y", "y", "y"), ["x", "y₁", "y₂", "y₃"]);
});

test("what made a node, in names and in numbers", () => {
  const trace = chain();
  const names = nodeNames(trace);
  const [x, a, , c] = trace.nodes;
  assert.equal(expressionText(trace, names, x), "");
  assert.equal(expressionText(trace, names, a), "3 × x");
  assert.equal(expressionText(trace, names, c, (id) => trace.nodes[id].value), "7²");
});

test("an operation nobody described is still called by its name", () => {
  const trace = square();
  trace.ops = {};
  assert.equal(expressionText(trace, nodeNames(trace), trace.nodes[1]), "mul(x, x)");
});
