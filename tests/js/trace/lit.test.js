// ⑦ What is lit and said of one element, what meets in a step, what broadcasting stretches.
import assert from "node:assert/strict";
import { test } from "node:test";
import { localArray, turnedRound } from "../../../ojs/trace/local-array.js";
import { lit } from "../../../ojs/trace/lit.js";
import { meets } from "../../../ojs/trace/meets.js";
import { pointed } from "../../../ojs/trace/pointed.js";
import { stretched, stretchText, undoneText } from "../../../ojs/trace/stretched.js";
import { createWalk } from "../../../ojs/trace/walk.js";
import { golden } from "./golden.js";

const walkOf = (name, step) => createWalk(golden(name), { step, series: false });
const at = (walk, label, which, index) => lit(walk, { node: walk.trace.nodes.findLast((node) => node.label === label).id, which, index });
const parts = (found) => found.parts.map(({ node, which, box }) => [node, which, box.map((range) => range.join(":")).join(", ")]);

test("an entry of a product: a row, a column, and the sum", () => {
  const found = at(walkOf("ex_matmul", 1), "C", "value", [1, 0]);
  assert.deepEqual(parts(found), [[0, "value", "1:2, 0:3"], [1, "value", "0:3, 0:1"]]);
  assert.equal(found.text, "C[1, 0] = 0 × 2 + 4 × 4 + 5 × 1 = 21");
});

test("an entry of its gradient: a row of dC, and a row of B", () => {
  const walk = walkOf("ex_matmul", 99);
  const found = at(walk, "A", "gradient", [0, 1]);
  assert.deepEqual(parts(found), [[walk.trace.nodes.find(({ label }) => label === "C").id, "gradient", "0:1, 0:2"], [1, "value", "1:2, 0:2"]]);
  assert.equal(found.text, "dA[0, 1] = 1 × 4 + 1 × (−3) = 1");
});

test("elementwise the numbers stand in the formula, and a mean is a sum divided", () => {
  assert.equal(at(walkOf("broadcast", 1), "t", "value", [1, 2]).text, "t[1, 2] = 3 × 20 = 60");
  assert.equal(at(walkOf("broadcast", 99), "c", "gradient", [1, 0]).text, "dc[1, 0] = 1 × 1 + 1 × 2 + 1 × 3 = 6");
  assert.match(lit(walkOf("ex_column", 2), { node: 3, which: "value", index: [] }).text, /^mean = \(10 \+ 20 \+ 60 \+ 20 \+ 40 \+ 120\) ÷ 6 = 45$/);
});

test("what is not known yet lights nothing, and a leaf says its number", () => {
  assert.equal(at(walkOf("broadcast", 0), "t", "value", [0, 0]), null);
  assert.equal(at(walkOf("broadcast", 0), "t", "gradient", [0, 0]), null);
  assert.deepEqual(at(walkOf("broadcast", 0), "r", "value", [1]), { parts: [], text: "r[1] = 2" });
});

const shown = (lines) => lines?.map((line) => line.map((item) => (typeof item === "string" ? item : item.name)).join(" "));

test("what meets in a step, as an equation", () => {
  assert.equal(meets(walkOf("attention", 3)), null);
  assert.deepEqual(shown(meets(walkOf("attention", 8))), ["dS @ v₁ᵀ = dQ"]);
  assert.deepEqual(shown(meets(walkOf("attention", 9))), ["Qᵀ @ dS = dv₁"]);
  assert.deepEqual(shown(meets(walkOf("broadcast", 5))), ["dt ∘ c = dt × c"]);
  assert.deepEqual(shown(meets(walkOf("broadcast", 6))), ["dt × c Σ axis 0 = dr"]);
  assert.deepEqual(shown(meets(walkOf("layer", 10))), ["dZ × 1 = dv₁"]);
  assert.deepEqual(shown(meets(walkOf("layer", 9))), ["dH ∘ 1 − H² = dZ"]);
});

test("the local derivatives of an elementwise step, times what came, are what it sent", () => {
  const walk = walkOf("layer", 9);
  const local = localArray(walk.replay, walk.state.event);
  local.data.forEach((one, i) => assert.ok(Math.abs(one * walk.state.event.upstream.data[i] - walk.state.event.contribution.data[i]) < 1e-6));
  assert.equal(localArray(walk.replay, walk.trace.steps.find(({ kind, node }) => kind === "backward" && walk.trace.nodes[node].op === "matmul")), null);
});

test("rows and columns changed for one another, of each matrix of a batch", () => {
  const array = (shape) => ({ shape, dtype: "float64", data: Array.from({ length: shape.reduce((all, one) => all * one, 1) }, (_, i) => i) });
  assert.deepEqual(turnedRound(array([2, 3])).data, [0, 3, 1, 4, 2, 5]);
  assert.deepEqual(turnedRound(array([2, 2, 1])), { ...array([2, 1, 2]), data: [0, 1, 2, 3] });
  assert.deepEqual(turnedRound(array([4])).shape, [4]);
});

test("an edge that is stretched says from what to what", () => {
  const trace = golden("broadcast");
  const t = trace.nodes.find(({ label }) => label === "t");
  const [r, c] = [0, 1].map((arg) => stretched(trace, t, arg));
  assert.deepEqual([stretchText(r), undoneText(r), r.axes, r.times], ["(3,) → (2, 3)", "Σ (2, 3) → (3,)", [0], 2]);
  assert.deepEqual([stretchText(c), c.axes, c.times], ["(2, 1) → (2, 3)", [1], 3]);
  const layer = golden("layer");
  const z = layer.nodes.find(({ label }) => label === "Z");
  assert.equal(stretched(layer, z, 0), null);
});

test("an element is pointed at once for all who draw it", () => {
  const walk = walkOf("broadcast", 1);
  let heard = 0;
  pointed(walk).addEventListener("cell", () => { heard += 1; });
  pointed(walk).set({ node: 1, which: "value", index: [0, 0] });
  pointed(walk).set({ node: 1, which: "value", index: [0, 0] });
  pointed(walk).set(null);
  assert.equal(heard, 2);
});
