// ⑦ What stands in a node's rows while a step is about it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gradientRow, needsRoom, sumParts, valueRow } from "../../../ojs/trace/row-text.js";
import { gradientCaption, keepsGradient } from "../../../ojs/trace/kept.js";
import { createWalk } from "../../../ojs/trace/walk.js";
import { accumulate, chain, square, twoPaths } from "./fixtures.js";
import { golden, goldenNames } from "./golden.js";

const rows = (trace, id) => { const walk = createWalk(trace, { series: false }); return trace.steps.map((_, at) => { walk.set(at + 1); return gradientRow(walk, id)?.join(" ") ?? null; }); };

test("a first contribution is a number alone, a later one a sum", () => {
  assert.deepEqual(rows(chain(), 0).filter(Boolean), []);
  assert.deepEqual(rows(twoPaths(), 1).filter(Boolean), ["5 + 3 = 8"]);
  assert.deepEqual(rows(square(), 0).filter(Boolean), ["3 + 3 = 6"]);
  assert.deepEqual(rows(twoPaths(2, -3), 1).filter(Boolean), ["−1 + (−3) = −4"]);
  assert.deepEqual(rows(twoPaths(3, -3), 1).filter(Boolean), ["0 + (−3) = −3"]); // the first one was 0: this is the second
});

test("what a leaf has from an earlier pass is part of the sum; clearing and changing say what was there", () => {
  const trace = accumulate();
  assert.deepEqual(rows(trace, 0).filter(Boolean), ["3 + 3 = 6", "6 + 2 = 8", "8 → none", "4 + 4 = 8"]);
  const walk = createWalk(trace, { series: false, step: trace.steps.findIndex(({ kind }) => kind === "update") + 1 });
  assert.equal(valueRow(walk, 0).join(" "), "3 → 4");
  assert.equal(valueRow(walk, 1), null);
});

test("what took the place of another number is no sum", () => {
  assert.deepEqual(sumParts(5, 3, 3), ["5", "→ 3"]);
  assert.deepEqual(sumParts(5, 3, 8), ["5 + 3", "= 8"]);
  assert.deepEqual(sumParts("NaN", 3, "NaN"), ["NaN + 3", "= NaN"]);
  assert.deepEqual(sumParts("Infinity", -1, "Infinity"), ["∞ + (−1)", "= ∞"]);
  assert.deepEqual(sumParts(0.1, 0.2, 0.1 + 0.2), ["0.1 + 0.2", "= 0.3"]);
});

test("room is kept for every node that will need it, whatever its numbers are", () => {
  for (const name of goldenNames) {
    const trace = golden(name);
    const walk = createWalk(trace, { series: false });
    const later = new Set();
    for (let step = 1; step <= Math.min(trace.steps.length, 600); step += 1) {
      walk.set(step);
      const { event } = walk.state;
      const id = event.kind === "update" || event.kind === "assign" ? event.node : "input" in event ? event.input : null;
      if (id !== null && (gradientRow(walk, id) || valueRow(walk, id))) later.add(id);
    }
    for (const id of later) assert.ok(needsRoom(walk, id), `${name}: ${walk.names[id]}`);
  }
  assert.ok(!needsRoom(createWalk(chain()), 0));
});

test("grad is in parentheses where the program itself would find none", () => {
  const tensors = { ...chain(), source: "from stepgrad import Tensor\nx = Tensor(2.0)\n" };
  assert.deepEqual(tensors.nodes.map((node) => gradientCaption(tensors, node)), ["grad", "(grad)", "(grad)", "(grad)"]);
  const values = { ...chain(), source: "from stepgrad import Value\nx = Value(2.0)\n" };
  assert.ok(values.nodes.every((node) => keepsGradient(values, node)));
  const retained = { ...chain(), source: "import torch\nx = torch.tensor(2.)\nb.retain_grad()\n" };
  assert.deepEqual(retained.nodes.map((node) => keepsGradient(retained, node)), [true, false, true, false]);
});
