// ⑦ nudged: a number moved a little, and all that comes of it, beside what its gradient says. By hand, and by small differences.
import assert from "node:assert/strict";
import test from "node:test";
import { createReplay } from "../../../ojs/trace/replay.js";
import { brought, compared, computed, nudged, placeOf, reach, redrawn, spanAt, steepest } from "../../../ojs/trace/nudged.js";
import { golden, goldenNames } from "./golden.js";

const of = (name, step) => {
  const trace = golden(name);
  const replay = createReplay(trace);
  return { trace, replay, span: spanAt(trace, step ?? trace.steps.length), id: (label) => trace.nodes.findIndex((node) => node.label === label) };
};

test("by hand: c = 2x · (x + 1), at 3", () => {
  const { replay, span, id } = of("shared");
  const { changes, needs, sure } = nudged(replay, span, id("x"), 0.5);
  assert.deepEqual([...changes], [[0, 0.5], [1, 1], [2, 0.5], [3, 31.5 - 24]].map(([node, change]) => [node, change]));
  assert.deepEqual([needs, sure], [null, true]);
  assert.deepEqual(brought(replay, span, id("x")), { gradient: 14, step: 8 });
  assert.deepEqual([...nudged(replay, span, id("b"), -1).changes], [[2, -1], [3, -6]]);
  assert.equal(nudged(replay, span, id("x"), 0).changes.size, 0);
});

test("gradient × change is what a small change brings, for every leaf of every recorded program of numbers", () => {
  let tried = 0;
  for (const name of goldenNames) {
    const trace = golden(name);
    const replay = createReplay(trace);
    const [span] = [spanAt(trace, trace.steps.length)];
    if (span.roots.length !== 1 || trace.steps.some(({ made, returned }) => made !== undefined || returned)) continue;
    for (const { id, op, value } of trace.nodes) {
      const found = typeof value === "object" ? null : brought(replay, span, id);
      if (!found || id >= span.end || (op !== null && id < span.from)) continue;
      const by = 1e-6 * Math.max(1, Math.abs(value));
      const { changes, needs } = nudged(replay, span, id, by);
      if (needs) continue;
      const [{ node, weight }] = span.roots;
      const slope = (weight * (changes.get(node) ?? 0)) / by;
      assert.ok(Math.abs(slope - found.gradient) <= 2e-4 * Math.max(1, Math.abs(slope)), `${name}: node ${id}: ${slope} and ${found.gradient}`);
      tried += 1;
    }
  }
  assert.ok(tried > 100, `${tried}`);
});

test("arrays need Python, and so does what has no formula", () => {
  const { replay, span, id } = of("layer");
  assert.equal(nudged(replay, span, id("W"), 0.1).needs, "arrays");
  const own = golden("shared");
  own.ops.mul = { ...own.ops.mul, formula: "f(a, b)" };
  assert.equal(nudged(createReplay(own), spanAt(own, 8), 0, 0.1).needs, "formula");
});

test("a program that looks at its numbers may go another way", () => {
  const { replay, span, id } = of("ex_branch");
  assert.equal(nudged(replay, span, id("x"), 0.1).sure, false);
});

test("a run with the number moved: what differs, or null where it took another way", () => {
  const { trace, replay, span } = of("shared");
  const moved = { ...trace, nodes: trace.nodes.map((node) => ({ ...node, value: node.value + node.id })) };
  assert.deepEqual([...compared(replay, span, moved).changes], [[1, 1], [2, 2], [3, 3]]);
  assert.equal(compared(replay, span, { ...trace, nodes: trace.nodes.slice(0, 3) }), null);
  assert.equal(compared(replay, span, { ...trace, nodes: trace.nodes.map((node) => (node.id === 2 ? { ...node, op: "mul" } : node)) }), null);
});

test("parameters come behind the arguments, in the order in which the formula names them", () => {
  const op = (formula, ...locals) => ({ name: "", symbol: "", formula, locals });
  assert.equal(computed(op("minimum(maximum(a, low), high)", "1"), [5, 0, 3]), 3);
  assert.equal(computed(op("a if a > 0 else slope * a", "1"), [-5, 0.1]), -0.5);
  assert.equal(computed(op("a if condition else b", "1", "1"), [5, 7, 0]), 7);
  assert.equal(computed(op("a if a * beta > threshold else maximum(a, 0) + log1p(exp(-abs(a * beta))) / beta", "1"), [30, 1, 20]), 30);
});

test("of an array the entry with the largest gradient", () => {
  const { replay, span, id, trace } = of("layer");
  const at = steepest(replay, span, id("W"));
  const gradient = replay.at(span.last).gradient(id("W"));
  const flat = at[0] * trace.nodes[id("W")].value.shape[1] + at[1];
  assert.equal(Math.abs(gradient.data[flat]), Math.max(...gradient.data.map(Math.abs)));
  assert.equal(brought(replay, span, id("W"), at).gradient, gradient.data[flat]);
  assert.deepEqual([0, 5, 11].map((k) => placeOf(k, [3, 4])), [[0, 0], [1, 1], [2, 3]]);
});

test("how far: as large as the number is", () => {
  assert.deepEqual([0, 2, -3, 30, 0.04, Infinity].map((x) => Number(reach(x).toPrecision(3))), [0.5, 0.5, 0.5, 5, 0.005, 0.5]);
});

test("a trained leaf is moved from what it is in that pass", () => {
  const { trace, replay, id } = of("train_neuron");
  const pass = trace.passes[2];
  const span = spanAt(trace, pass.end);
  const by = 1e-5;
  const { changes } = nudged(replay, span, id("w"), by);
  const slope = changes.get(span.roots[0].node) / by;
  const found = brought(replay, span, id("w"));
  assert.ok(Math.abs(slope - found.gradient) < 1e-3 * Math.abs(found.gradient), `${slope} ${found.gradient}`);
});

test("a run that drew other numbers tells nothing", () => {
  const { trace, replay, span } = of("shared");
  const moved = { ...trace, nodes: trace.nodes.map((node) => (node.id === 0 ? { ...node, value: 4 } : node)) };
  assert.equal(redrawn(replay, span, moved, 1), false); // no word of chance in it
  const random = createReplay({ ...trace, source: `import random\n${trace.source}` });
  assert.equal(redrawn(random, span, moved, 1), true);
  assert.equal(redrawn(random, span, moved, 0), false); // it is the one that was moved
});
