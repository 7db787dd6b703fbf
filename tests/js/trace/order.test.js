// ⑦ The same edges in the right and in a wrong order: c = u · v with u = 2x, v = u + 1, at x = 3.
import assert from "node:assert/strict";
import { test } from "node:test";
import { breadthFirstOrder, topologicalOrder, walked } from "../../../ojs/trace/order.js";
import { createReplay } from "../../../ojs/trace/replay.js";
import { golden } from "./golden.js";

/** @param {string} name */
const trace = golden("walk_order");
const [X, U, V, C] = [0, 1, 2, 3];

/** @param {import("../../../ojs/engine/protocol.js").Trace} made @param {number} id */
const final = (made, id) => createReplay(made).at(made.steps.length).gradient(id);

test("the engine's own order gives the engine's own steps", () => {
  for (const name of ["walk_order", "chain", "shared", "two_paths"]) {
    const given = golden(name);
    const { trace: again, late } = walked(given, topologicalOrder);
    assert.deepEqual(again.steps, given.steps);
    assert.deepEqual(late, []);
  }
});

test("first come, first served loses what comes late", () => {
  const { trace: wrong, visits, late } = walked(trace, breadthFirstOrder);
  assert.deepEqual(visits, [C, U, V]);
  // dc/du = v + u = 13 in the end, but only v = 7 had arrived when u passed it on: x gets 14, not 26
  assert.equal(final(wrong, U), 13);
  assert.equal(final(wrong, X), 14);
  assert.equal(final(trace, X), 26);
  assert.deepEqual(late, [{ from: V, into: U, contribution: 6 }]);
});

test("a chain has only one order", () => {
  const chain = golden("chain");
  assert.deepEqual(breadthFirstOrder(chain), topologicalOrder(chain));
});

test("a program that never goes backward cannot be walked", () => {
  assert.throws(() => walked({ ...trace, steps: trace.steps.filter((/** @type {any} */ { kind }) => kind === "forward") }, topologicalOrder), TypeError);
});
