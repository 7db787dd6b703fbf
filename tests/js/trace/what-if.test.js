// ⑦ what-if: which mistakes make sense in a program, what differs in a run with one, and how that is said.
import assert from "node:assert/strict";
import test from "node:test";
import { createReplay } from "../../../ojs/trace/replay.js";
import { differences, drawn, lateOnes, possible, same, titled, verdict } from "../../../ojs/trace/what-if.js";
import { golden } from "./golden.js";

const senses = (trace, ...more) => Object.fromEntries(possible(trace, ...more).map(({ kind, why }) => [kind, why === null]));

/** The trace with other numbers in some steps, by position. */
const changed = (trace, others) => ({ ...trace, steps: trace.steps.map((step, at) => ({ ...step, ...others[at] })) });
/** The position of the last step that brings something to a node of that label. */
const last = (trace, label) => trace.steps.findLastIndex((step) => step.kind === "backward" && trace.nodes[step.input].label === label);

test("only what would make a difference is offered, and why something is not", () => {
  assert.deepEqual(senses(golden("neuron")), { "no-zero": false, overwrite: false, order: false, detach: false, upstream: true });
  assert.deepEqual(senses(golden("shared")), { "no-zero": false, overwrite: true, order: false, detach: false, upstream: true });
  assert.deepEqual(senses(golden("walk_order")), { "no-zero": false, overwrite: true, order: true, detach: false, upstream: true });
  assert.deepEqual(senses(golden("not_zeroed")), { "no-zero": true, overwrite: true, order: false, detach: false, upstream: true });
  assert.deepEqual(senses(golden("layer"), "Z"), { "no-zero": false, overwrite: false, order: false, detach: true, upstream: true });
  const forward = { ...golden("neuron"), steps: golden("neuron").steps.filter(({ kind }) => kind === "forward") };
  assert.ok(possible(forward, "p").every(({ why }) => why?.includes("backward")));
  for (const { why } of possible(golden("neuron"))) assert.ok(why === null || why.length > 10);
});

test("a node that ends otherwise is found, and when it is settled", () => {
  const trace = golden("shared"); // x gets 4 · 2 and 6 · 1
  const at = last(trace, "x");
  const wrong = changed(trace, { [at]: { after: 6 } });
  const found = differences(createReplay(trace), createReplay(wrong), wrong.steps.length);
  assert.deepEqual([...found], [[0, { step: at + 1, gradient: [6, 14] }]]);
  assert.equal(verdict(createReplay(trace), createReplay(wrong), 1, "overwrite"), "x would get 6 instead of 14.");
  assert.equal(verdict(createReplay(trace), createReplay(trace), 1, "overwrite"), "Here it makes no difference.");
});

test("a gradient that never comes differs, too, at the end", () => {
  const trace = golden("shared");
  const wrong = { ...trace, steps: trace.steps.filter((step) => step.kind !== "backward" || step.input !== 0) };
  delete wrong.passes;
  const found = differences(createReplay(trace), createReplay(wrong), wrong.steps.length).get(0);
  assert.deepEqual(found, { step: wrong.steps.length, gradient: [undefined, 14] });
  assert.match(verdict(createReplay(trace), createReplay(wrong), 1, "detach"), /^x would get nothing instead of 14\./);
});

test("of a program that went another way only what is the same is compared", () => {
  const trace = golden("shared");
  const other = { ...trace, nodes: trace.nodes.map((node) => (node.id === 0 ? { ...node, label: "z" } : node)) };
  const wrong = changed(other, { [last(trace, "x")]: { after: 6 } });
  assert.equal(differences(createReplay(trace), createReplay(wrong), 8).size, 0);
});

test("what comes too late, as in the lesson on the order of the walk", () => {
  assert.deepEqual(lateOnes(golden("walk_order")), []);
  const trace = golden("walk_order");
  const back = trace.steps.filter(({ kind }) => kind === "backward");
  const shared = back.map(({ input }) => input).find((id, i, all) => trace.nodes[id].op !== null && all.indexOf(id) !== i);
  const late = back.filter(({ input }) => input === shared).at(-1); // moved behind those of the node itself
  const own = back.filter(({ node }) => node === shared).at(-1);
  const steps = trace.steps.filter((step) => step !== late);
  steps.splice(steps.indexOf(own) + 1, 0, late);
  assert.deepEqual(lateOnes({ ...trace, steps }), [{ from: late.node, into: shared, contribution: late.contribution }]);
});

test("quantities are compared as numbers, arrays entry by entry", () => {
  const array = (...data) => ({ shape: [data.length], dtype: "float32", data });
  assert.ok(same(1, 1 + 1e-12) && same("NaN", "NaN") && same(undefined, undefined) && same(array(1, 2), array(1, 2)));
  assert.ok(!same(1, 1.001) && !same(0, undefined) && !same(array(1, 2), array(1, 3)) && !same(array(1), 1) && !same("Infinity", "-Infinity"));
});

test("what it is called", () => {
  const names = ["x", "y"];
  assert.equal(titled({ kind: "detach", node: 1 }, names), "y is detached");
  assert.equal(titled({ kind: "upstream", value: -2 }, names), "backward() begins with −2");
  for (const kind of ["no-zero", "overwrite", "order"]) assert.ok(titled({ kind }, names).length > 10);
});

test("a program that draws its numbers anew is told apart", () => {
  const trace = golden("neuron");
  assert.equal(drawn(trace, trace), false);
  assert.equal(drawn(trace, { ...trace, nodes: trace.nodes.map((node) => (node.id === 0 ? { ...node, value: 9 } : node)) }), true);
});
