// ⑦ names: every node has one, and no two have the same.
import assert from "node:assert/strict";
import test from "node:test";
import { expressionText, nodeNames } from "../../../ojs/trace/names.js";
import { chain, square } from "./fixtures.js";

/** The names of a graph whose nodes were given these labels. */
function named(...labels) {
  const trace = chain();
  labels.forEach((label, id) => { trace.nodes[id].label = label; });
  return nodeNames(trace);
}

test("a label is a name; without one a node is v and its number", () => {
  assert.deepEqual(named("x", "a", null, "c"), ["x", "a", "v₂", "c"]);
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
